public import Wire

/// What a session has seen since the program started. Totals only grow.
public struct SessionCounters: Hashable, Sendable {
    /// What the driver counted: frames, dropped bytes, checksum failures, other faults.
    public var driver = DriverCounters()
    /// How often the transport was opened.
    public var opened: UInt64 = 0
    /// How often it was opened again after a loss.
    public var reconnects: UInt64 = 0
    /// How often opening failed although something was there.
    public var openFailures: UInt64 = 0
    /// How often the device fell silent beyond its limit.
    public var silences: UInt64 = 0
    /// Bytes that the transport took.
    public var bytesSent: UInt64 = 0
    /// Writes that were refused, because the device was not open or took nothing.
    public var refusedWrites: UInt64 = 0

    /// Transfers that the device refused without going away (HID reports, feature reports).
    public var transferErrors: UInt64 = 0
    /// How often the USB device was reset, because it was wedged.
    public var resets: UInt64 = 0

    /// Counters at zero.
    public init() {}
}
