import EventLoop
import Synchronization

/// Who resets USB devices, without making the loop wait.
public protocol USBResetter: AnyObject {
    /// Resets the device whose node is at `path`, such as `/dev/bus/usb/001/004`; `done` gets 0 or `errno`, on the loop.
    func reset(_ path: String, then done: @escaping (Int32) -> Void)
}

/// Resets by the kernel (`USBDEVFS_RESET`).
final class KernelUSBResetter: USBResetter {
    private final class Results: Sendable {
        let codes = Mutex<[(order: UInt64, code: Int32)]>([])
    }

    private let reactor: any Reactor
    private let results = Results()
    private var orders: [UInt64: (Int32) -> Void] = [:]
    private var count: UInt64 = 0
    private var bell: Wakeup?
    private var registration: Registration?

    init(reactor: any Reactor) {
        self.reactor = reactor
    }

    deinit { registration?.cancel() }

    func reset(_ path: String, then done: @escaping (Int32) -> Void) {
        let bell: Wakeup
        do {
            bell = try listen()
        } catch {
            return done(error.code)
        }
        count += 1
        orders[count] = done
        USBChores.reset(path) { [results, count] code in
            results.codes.withLock { $0.append((count, code)) }
            bell.signal()
        }
    }

    /// Most gates never need one.
    private func listen() throws(EventLoopError) -> Wakeup {
        if let bell { return bell }
        let made = try Wakeup()
        registration = try reactor.register(made.fd, events: .readable) { [weak self] _, _ in self?.hear() }
        bell = made
        return made
    }

    private func hear() {
        bell?.clear()
        let told = results.codes.withLock { codes in
            defer { codes.removeAll() }
            return codes
        }
        for (order, code) in told { orders.removeValue(forKey: order)?(code) }
    }
}

@available(*, unavailable)
extension KernelUSBResetter: Sendable {}

/// How a session has the USB device behind its node reset.
struct DeviceReset {
    /// The node of the USB device; `nil` when there is none.
    var target: () -> String?
    /// Resets it, and tells how that went.
    var begin: (_ path: String, _ done: @escaping (Int32) -> Void) -> Void
}
