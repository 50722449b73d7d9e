/// A tower of lamps with a buzzer behind a CH340 converter, 9600 8N1, one byte for each command and no answer.
///
/// Red, yellow and green are on by `11 12 14`, off by `21 22 24`, blink by `41 42 44` (the seller's table for the
/// tower that Adafruit sells); the buzzer is `18 28 48`, which is **from memory** in the device reference.
///
/// Channels 1 to 4 are red, yellow, green and the buzzer, steady; 5 to 8 the same, blinking or beeping. A lamp is in one
/// way only: to switch it on in one way ends the other, to switch off either way makes it dark.
public struct TowerLight: OutputDriver {
    /// Red, yellow, green and the buzzer.
    public static let lamps = 4

    /// Each lamp steady and blinking.
    public let channels = 2 * Self.lamps
    /// Nothing is read back.
    public let readsBack = false
    /// A lamp opens nothing.
    public let opensBarriers = false
    /// It waits for nothing.
    public let deadline: Instant? = nil

    private static let steady: UInt8 = 0x10
    private static let dark: UInt8 = 0x20
    private static let blinking: UInt8 = 0x40

    private var line = SilentLine()
    private var closed: UInt32 = 0
    private var isStarted = false

    /// A tower that shows nothing.
    public init() {}

    /// What the driver has seen: the tower sends nothing, so that every byte is dropped.
    public var counters: DriverCounters { line.counters }

    /// All lamps dark and the buzzer silent, in one write.
    public var offWrites: [[UInt8]] { [(1...Self.lamps).map { Self.command($0, on: false) }] }

    /// The byte that switches `channel`, 1 to 8.
    public static func command(_ channel: Int, on: Bool) -> UInt8 {
        let lamp = UInt8(1) << UInt8(truncatingIfNeeded: (channel - 1) & 3)
        return lamp | (on ? (channel > lamps ? blinking : steady) : dark)
    }

    /// Makes everything dark and silent.
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
        let lamp = (channel - 1) % Self.lamps + 1
        closed &= ~(OutputState.bit(lamp) | OutputState.bit(lamp + Self.lamps))
        if on { closed |= OutputState.bit(channel) }
        emit(.transmit([Self.command(channel, on: on)]))
        emit(.output(OutputState(closed: closed, isVerified: false)))
        return true
    }

    /// Bytes of a tower that should send none.
    public mutating func receive(_ bytes: Span<UInt8>, at now: Instant, _ emit: (DriverEvent) -> Void) {
        line.receive(bytes, emit)
    }

    /// Nothing is ever due.
    public mutating func tick(at now: Instant, _ emit: (DriverEvent) -> Void) {}
}
