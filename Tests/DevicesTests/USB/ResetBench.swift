import EventLoop
import Testing
import Wire

@testable import Devices

/// A device of a gate at a scripted node, and whoever resets it, under virtual time.
final class ResetBench {
    /// Resets when the test says so, or at once.
    final class Resetter: USBResetter {
        var begun: [String] = []
        /// What a reset ends with at once; `nil` when the test ends it.
        var code: Int32? = 0
        private var waiting: [(Int32) -> Void] = []

        func reset(_ path: String, then done: @escaping (Int32) -> Void) {
            begun.append(path)
            if let code { done(code) } else { waiting.append(done) }
        }

        func end(_ code: Int32) {
            let done = waiting
            waiting = []
            for done in done { done(code) }
        }
    }

    static let usbNode = "/dev/bus/usb/001/004"
    /// 34.12 °C object, 22.50 °C ambient, with its sum.
    static let frame: [UInt8] = [0x5A, 0x5A, 0x45, 0x04, 0x0D, 0x54, 0x08, 0xCA, 0x30]

    let loop = VirtualLoop(start: Instant(nanoseconds: 1_000_000_000_000))
    let watch: ScriptedWatch
    let resetter = Resetter()
    let log = LogLines()
    var node: DeviceNode
    /// What opening fails with.
    var failure: TransportError?
    /// When it was opened or tried, ms after the start, and when resets were begun.
    private(set) var attempts: [Int64] = []
    private(set) var transport: ScriptedPackets?
    private(set) var abandoned = 0
    private var manager: DeviceManager?

    init(_ kind: TransportKind = .hidraw, onUSB: Bool = true) throws {
        watch = ScriptedWatch(loop)
        node = HotplugBench.node("hidraw0", at: "1.2:1.0", kind: kind)
        node.usbNode = onUSB ? Self.usbNode : nil
        let settings = DeviceSettings(
            name: "thermo-1", role: .thermometer, driver: "gy-mcu90614",
            identity: DeviceIdentity(path: HotplugBench.port + "1.2:1.0"), transports: [kind], paths: [])
        let start = loop.now
        manager = try DeviceManager(
            settings: [settings], sentry: DeviceManagerTests.NoSentry(), reactor: loop, log: log.logger, watch: watch,
            open: { [unowned self] _, _, _ throws(TransportError) in
                attempts.append((loop.now - start).nanoseconds / 1_000_000)
                if let failure { throw failure }
                let made = ScriptedPackets()
                made.onAbandon = { [unowned self] in abandoned += 1 }
                transport = made
                return made
            }, resetter: resetter)
    }

    func start() {
        watch.plug(node)
        manager?.start()
    }

    func stop() { manager?.stop() }

    var status: DeviceStatus? { manager?.status.first }
    var resets: UInt64? { status?.counters.resets }

    /// The device sends a frame.
    func speak() {
        transport?.incoming.append(Self.frame)
        loop.deliver(.readable, to: 7)
    }

    /// So many transfers fail.
    func fail(_ count: Int) {
        transport?.told += Array(repeating: TransportRead.failed(5), count: count)
        loop.deliver(.readable, to: 7)
    }

    func takeAttempts() -> [Int64] {
        defer { attempts = [] }
        return attempts
    }
}
