/// LCUS-1, -2, -4 and -8: relay boards behind a CH340 converter, 9600 8N1.
///
/// A command is `A0 channel state sum`, the sum of the three bytes before it in the low byte, as in the vendor's
/// examples `A0 01 01 A2` (on) and `A0 01 00 A1` (off). The state cannot be read back for certain (the maintainer of
/// `usbrelay` says so in issue 121), so that the output is open loop: off is sent again, never assumed.
public struct LCUS: OutputDriver {
    /// The sizes in which the board is made.
    public static let sizes = [1, 2, 4, 8]

    /// How many relays the board has, 1 to 8.
    public let channels: Int

    /// A board of `channels` relays, limited to 1 to 8.
    public init(channels: Int = 1) {
        self.channels = min(max(channels, 1), 8)
    }

    /// The four bytes that switch `channel`, counted from 1; `nil` when the board has no such relay.
    public func command(channel: Int, on: Bool) -> [UInt8]? {
        guard (1...channels).contains(channel) else { return nil }
        let state: UInt8 = on ? 1 : 0
        return [0xA0, UInt8(channel), state, 0xA0 &+ UInt8(channel) &+ state]
    }
}
