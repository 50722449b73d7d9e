/// Which channels of an output are closed: contacts of a relay board, lamps of a tower.
public struct OutputState: Hashable, Sendable {
    /// One bit for each channel that is closed; channel 1 is the lowest.
    public var closed: UInt32
    /// Whether the device itself said so. Otherwise it is what it was told, and may not be true.
    public var isVerified: Bool

    /// A state of up to 32 channels.
    public init(closed: UInt32 = 0, isVerified: Bool) {
        self.closed = closed
        self.isVerified = isVerified
    }

    /// Whether `channel`, from 1, is closed.
    public func isClosed(_ channel: Int) -> Bool { closed & Self.bit(channel) != 0 }

    /// Closes or opens `channel`, from 1; does nothing where there is none.
    public mutating func set(_ channel: Int, closed isClosed: Bool) {
        let bit = Self.bit(channel)
        closed = isClosed ? closed | bit : closed & ~bit
    }

    /// The channels that are closed, from 1, in order.
    public var closedChannels: [Int] { (1...UInt32.bitWidth).filter(isClosed) }

    /// The bit of `channel`; 0 where there is none.
    static func bit(_ channel: Int) -> UInt32 {
        (1...UInt32.bitWidth).contains(channel) ? 1 << UInt32(channel - 1) : 0
    }

    /// The bits of channels 1 to `channels`.
    static func all(_ channels: Int) -> UInt32 {
        channels >= UInt32.bitWidth ? .max : 1 << UInt32(max(0, channels)) - 1
    }
}
