/// A capture through a real driver, without a device: bytes in, events out, and a clean end.
public struct CaptureDecoder {
    private var driver: any Driver
    /// The time of the capture: that of its newest entry, or the beginning where it has no times. Without times
    /// everything arrives at once, so that no gap cuts a frame in two.
    private var now = Instant(nanoseconds: 0)

    /// Deadlines between two entries of a capture, and after its end, that the driver is called for. A passive driver
    /// has a few at most; a capture may be silent for days.
    private static let deadlines = 16

    /// A decoder around a driver that has seen nothing. `transport` is what the capture says of its transport.
    public init(driver: any Driver, transport: TransportDescription? = nil) {
        self.driver = driver
        if let transport { self.driver.describe(transport) }
    }

    /// What the driver has seen so far.
    public var counters: DriverCounters { driver.counters }

    /// The next bytes of the capture: in any split on a stream, one packet on a transport of packets.
    public mutating func decode(_ bytes: Span<UInt8>, _ emit: (DriverEvent) -> Void) {
        driver.receive(bytes, at: now, emit)
    }

    /// The next entry of a capture with times. What was sent to the device is not looked at: the driver is passive.
    public mutating func decode(_ entry: CaptureEntry, _ emit: (DriverEvent) -> Void) {
        pass(until: entry.time, emit)
        now = max(now, entry.time)
        switch entry.content {
        case .received(let bytes): driver.receive(bytes.span, at: now, emit)
        case .featureReceived(let bytes): driver.receiveFeature(bytes.span, at: now, emit)
        case .sent, .featureSent, .remark: break
        }
    }

    /// The capture ended: a line that only silence ends is taken, half a frame is reported as truncated.
    public mutating func finish(_ emit: (DriverEvent) -> Void) {
        for _ in 0..<Self.deadlines {
            guard driver.counters.pendingBytes > 0, let deadline = driver.deadline else { return }
            now = max(now, deadline)
            driver.tick(at: now, emit)
        }
    }

    private mutating func pass(until end: Instant, _ emit: (DriverEvent) -> Void) {
        for _ in 0..<Self.deadlines {
            guard let deadline = driver.deadline, deadline <= end else { return }
            now = max(now, deadline)
            driver.tick(at: now, emit)
        }
    }
}
