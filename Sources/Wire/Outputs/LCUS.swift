/// LCUS-1, -2, -4 and -8: relay boards behind a CH340 converter, 9600 8N1.
///
/// A command is `A0 channel state sum`, the sum of the three bytes before it in the low byte, as in the vendor's
/// examples `A0 01 01 A2` (on) and `A0 01 00 A1` (off). Some boards are said to answer `FF` with their state, the
/// maintainer of `usbrelay` says that the state cannot be read (issue 121): the loop is open. Whoever switches a contact
/// off does so twice; off is never assumed.
public struct LCUS: OutputDriver {
    /// The sizes in which the board is made.
    public static let sizes = [1, 2, 4, 8]

    /// How many relays the board has, 1 to 8.
    public let channels: Int
    /// Nothing is read back.
    public let readsBack = false
    /// It waits for nothing.
    public let deadline: Instant? = nil

    private var line = SilentLine()
    private var closed: UInt32 = 0
    private var isStarted = false

    /// A board of `channels` relays, limited to 1 to 8.
    public init(channels: Int = 1) {
        self.channels = min(max(channels, 1), 8)
    }

    /// What the driver has seen: the board sends nothing, so that every byte is dropped.
    public var counters: DriverCounters { line.counters }

    /// All commands for off, in one write: the board takes them one after the other.
    public var offWrites: [[UInt8]] { [(1...channels).flatMap { Self.command($0, on: false) }] }

    /// The four bytes that switch `channel`, 1 to 8.
    public static func command(_ channel: Int, on: Bool) -> [UInt8] {
        let state: UInt8 = on ? 1 : 0
        let number = UInt8(clamping: channel)
        return [0xA0, number, state, 0xA0 &+ number &+ state]
    }

    /// Switches all relays off: nobody knows what they did before.
    public mutating func start(at now: Instant, _ emit: (DriverEvent) -> Void) {
        line.start()
        isStarted = true
        closed = 0
        for bytes in offWrites { emit(.transmit(bytes)) }
        emit(.output(OutputState(closed: closed, isVerified: false)))
    }

    /// Sends the command, and says what is assumed from now on.
    public mutating func switchChannel(
        _ channel: Int, on: Bool, at now: Instant, _ emit: (DriverEvent) -> Void
    ) -> Bool {
        guard isStarted, (1...channels).contains(channel) else { return false }
        let bit = OutputState.bit(channel)
        closed = on ? closed | bit : closed & ~bit
        emit(.transmit(Self.command(channel, on: on)))
        emit(.output(OutputState(closed: closed, isVerified: false)))
        return true
    }

    /// Bytes of a board that should send none.
    public mutating func receive(_ bytes: Span<UInt8>, at now: Instant, _ emit: (DriverEvent) -> Void) {
        line.receive(bytes, emit)
    }

    /// Nothing is ever due.
    public mutating func tick(at now: Instant, _ emit: (DriverEvent) -> Void) {}
}
