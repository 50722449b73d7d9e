/// One raw value of a thermometer, before measurement has looked at it.
public struct Sample: Hashable, Sendable {
    /// The object (skin) temperature, where the frame has one.
    public var object: Temperature?
    /// The sensor's own (ambient) temperature, where the frame has one.
    public var ambient: Temperature?
    /// The body temperature that the device itself computed, where the frame has one.
    public var body: Temperature?

    /// A sample with the keys that the frame has.
    @inlinable
    public init(object: Temperature? = nil, ambient: Temperature? = nil, body: Temperature? = nil) {
        self.object = object
        self.ambient = ambient
        self.body = body
    }
}

/// Text from a scanner, without its framing.
public struct Scan: Hashable, Sendable {
    /// The bytes of the code, 1 to 4096 of them, terminator and AIM identifier taken off.
    public var bytes: [UInt8]
    /// The AIM identifier that stood before the code, such as `]Q1` (ISO/IEC 15424), if the scanner sends them.
    public var aim: String?

    /// A scan of `bytes`.
    public init(bytes: [UInt8], aim: String? = nil) {
        self.bytes = bytes
        self.aim = aim
    }

    /// The code as text; bytes that are not UTF-8 become U+FFFD.
    public var text: String { String(decoding: bytes, as: UTF8.self) }
}

/// What went wrong on the wire, with the stable code that `decode` prints.
public enum WireFault: String, Hashable, Sendable, CaseIterable {
    /// A frame whose check does not fit its bytes.
    case checksum
    /// Bytes that belong to no frame.
    case noise
    /// A frame or a line that is longer than its protocol allows; it was dropped whole.
    case oversize
    /// A frame that ended before its length was reached.
    case truncated
    /// A frame that is whole, and whose value the device itself marks invalid, or that no sensor can mean.
    case value
    /// An answer in another mode than the one asked for.
    case mode
    /// The device did not answer in its time.
    case timeout
    /// The device answered with an error of its own.
    case device
}

/// What a driver learned from the wire, or wants written to it.
public enum DriverEvent: Hashable, Sendable {
    /// One raw value of a thermometer.
    case sample(Sample)
    /// One code of a scanner.
    case scan(Scan)
    /// Something was wrong; the driver goes on.
    case fault(WireFault)
    /// The device proved what it is (a handshake or a plausible frame).
    case identified
    /// Bytes to write to the device, in one write.
    case transmit([UInt8])
}

/// What a driver has seen since it was made. Totals only grow.
///
/// Every byte that was received is taken, dropped, or still pending: `receivedBytes == takenBytes + droppedBytes +
/// pendingBytes` holds after every call of the driver.
public struct DriverCounters: Hashable, Sendable {
    /// Frames or lines that were taken: whole, and with the right check.
    public var frames: UInt64 = 0
    /// Bytes that came from the transport.
    public var receivedBytes: UInt64 = 0
    /// Bytes of frames and lines that were taken, their framing included.
    public var takenBytes: UInt64 = 0
    /// Bytes that belonged to no frame that was taken.
    public var droppedBytes: UInt64 = 0
    /// Control characters (below 20 hex, and 7F) inside lines that were taken. They are kept in the text, and counted.
    public var controlBytes: UInt64 = 0
    /// Frames refused by their checksum.
    public var checksumFailures: UInt64 = 0
    /// All other faults.
    public var faults: UInt64 = 0

    /// Counters at zero.
    public init() {}

    /// Bytes of a frame or a line that has not ended yet.
    @inlinable
    public var pendingBytes: UInt64 { receivedBytes - takenBytes - droppedBytes }
}
