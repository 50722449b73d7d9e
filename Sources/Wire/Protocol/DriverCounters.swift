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
