/// A capture through a real driver, without a device: bytes in, events out, and a clean end.
public struct CaptureDecoder {
    private var driver: any Driver
    /// A capture has no times: everything arrives at once, so that no gap cuts a frame in two.
    private let now = Instant(nanoseconds: 0)

    /// A decoder around a driver that has seen nothing.
    public init(driver: any Driver) {
        self.driver = driver
    }

    /// What the driver has seen so far.
    public var counters: DriverCounters { driver.counters }

    /// The next bytes of the capture, in any split.
    public mutating func decode(_ bytes: Span<UInt8>, _ emit: (DriverEvent) -> Void) {
        driver.receive(bytes, at: now, emit)
    }

    /// The capture ended: a line that only silence ends is taken, half a frame is reported as truncated.
    public mutating func finish(_ emit: (DriverEvent) -> Void) {
        guard driver.counters.pendingBytes > 0, let deadline = driver.deadline else { return }
        driver.tick(at: deadline, emit)
    }
}
