import Synchronization

/// Keeps opening apart from transfers, for all HID devices of the process.
///
/// `hidraw` has one lock for all its devices (`minors_rwsem` in `drivers/hid/hidraw.c`): a transfer holds it until the
/// device has answered, up to 5 seconds, and whoever opens or closes any `hidraw` node waits for that. The loop opens, so
/// it must not do so while a transfer of ours is under way; transfers wait for an open, which takes microseconds.
final class HIDGate: Sendable {
    /// The gate of the kernel's devices.
    static let shared = HIDGate()

    /// How many transfers are under way.
    private let transfers = Mutex(0)

    /// Runs `body`, which may wait for its device.
    func transfer<Result>(_ body: () -> Result) -> Result {
        transfers.withLock { $0 += 1 }
        defer { transfers.withLock { $0 -= 1 } }
        return body()
    }

    /// Runs `body`, which opens a node and returns its descriptor; `nil` while a transfer is under way.
    func open(_ body: () throws(TransportError) -> Int32) throws(TransportError) -> Int32? {
        try transfers.withLock { (count) throws(TransportError) -> Int32? in
            count == 0 ? try body() : nil
        }
    }
}
