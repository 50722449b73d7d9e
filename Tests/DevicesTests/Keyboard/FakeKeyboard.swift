import Glibc
import TestSupport

@testable import Devices

/// A keyboard of a test, below the transport: events go through a socket, requests to what the script says.
final class FakeKeyboard {
    /// What the requests find, and what they did.
    final class Script {
        /// The keys that are down, for each look; the last stays.
        var keysDown: [[Int]] = [[]]
        var lights: [Int] = []
        var keysFailure: Int32?
        var lightsFailure: Int32?
        var grabFailure: Int32?
        /// `grab` and `ungrab`, in order.
        var log: [String] = []
    }

    let script = Script()
    let socket: PacketSocket
    private let descriptor: Int32
    private(set) var transport: EvdevTransport?

    init() throws {
        (socket, descriptor) = try PacketSocket.pair()
    }

    /// Opens it; on failure its end is closed, as the caller's duty is.
    func open(hasNumLockLight: Bool = true) throws(TransportError) -> EvdevTransport {
        do throws(TransportError) {
            let identity = EvdevIdentity(
                bus: 3, vendor: 1, product: 2, version: 3, name: "scanner", hasPointer: false, hasTypingKeys: true,
                hasNumLockLight: hasNumLockLight)
            let opened = try EvdevTransport(
                owning: descriptor, path: "/dev/input/event9", identity: identity, calls: calls,
                recheck: .milliseconds(1))
            transport = opened
            return opened
        } catch {
            close(descriptor)
            throw error
        }
    }

    private var calls: EvdevCalls {
        let script = script
        return EvdevCalls(
            keysDown: { _, keys in
                if let code = script.keysFailure { return -code }
                keys = KeyBits()
                for key in script.keysDown[0] { keys[key] = true }
                if script.keysDown.count > 1 { script.keysDown.removeFirst() }
                return 0
            },
            lights: { _, lights in
                if let code = script.lightsFailure { return -code }
                for light in script.lights { lights[light] = true }
                return 0
            },
            grab: { _, isTaken in
                if isTaken, let code = script.grabFailure { return -code }
                script.log.append(isTaken ? "grab" : "ungrab")
                return 0
            })
    }

    /// One `struct input_event`.
    static func event(type: UInt8, code: UInt8, value: UInt8) -> [UInt8] {
        [UInt8](repeating: 0, count: 16) + [type, 0, code, 0, value, 0, 0, 0]
    }
}
