public import Wire

/// An LCUS relay board: it switches what it is told, and answers nothing.
public struct FakeLCUS: FakeDevice {
    /// One switching of one relay.
    public struct Switching: Hashable, Sendable {
        /// The relay, from 1.
        public let channel: Int
        /// Whether its contact closed.
        public let isOn: Bool
        /// When.
        public let time: Instant
    }

    /// How many switchings are remembered: a day at a busy lane.
    static let logCapacity = 10_000

    /// The board's relays.
    public let channels: Int
    /// The latest switchings, oldest first. A command that changes nothing is not in it.
    public private(set) var log: [Switching] = []

    /// How often the board was told to close a contact, also one that was closed already.
    public private(set) var closingOrders: UInt64 = 0

    private var closedSince: [Instant?]
    private var pulses: [UInt64]
    private var lastPulse: [Duration?]
    private var longestPulse: [Duration]
    private var commands: UInt64 = 0
    private var refusedBytes: UInt64 = 0
    private var toLose = 0
    private var isPowered = false
    private var buffer: [UInt8] = []

    /// A board of `channels` relays (1 to 8), without power: all contacts open.
    public init(channels: Int = 1) {
        self.channels = min(max(channels, 1), 8)
        closedSince = Array(repeating: nil, count: self.channels)
        pulses = Array(repeating: 0, count: self.channels)
        lastPulse = Array(repeating: nil, count: self.channels)
        longestPulse = Array(repeating: .zero, count: self.channels)
    }

    /// An output.
    public var kind: DriverKind { .output }

    /// It never does anything by itself: a contact stays closed until it is told otherwise, or loses power.
    public var deadline: Instant? { nil }

    /// Whether the contact of `channel` is closed.
    public func isOn(_ channel: Int) -> Bool {
        (1...channels).contains(channel) && closedSince[channel - 1] != nil
    }

    /// How often the contact of `channel` was closed since the simulation began.
    public func pulses(_ channel: Int) -> UInt64 {
        (1...channels).contains(channel) ? pulses[channel - 1] : 0
    }

    /// All contacts are open.
    public mutating func powerOn(at now: Instant) {
        isPowered = true
        buffer = []
    }

    /// All contacts open.
    public mutating func powerOff(at now: Instant) {
        for channel in 1...channels { turn(channel, on: false, at: now) }
        isPowered = false
    }

    /// Nothing to do.
    public mutating func tick(at now: Instant, _ send: ([UInt8]) -> Void) {}

    /// Reads commands: `A0`, channel, state, sum. Anything else is skipped byte by byte.
    public mutating func receive(_ bytes: [UInt8], at now: Instant, _ send: ([UInt8]) -> Void) {
        guard isPowered else { return }
        buffer += bytes
        while !buffer.isEmpty {
            guard buffer[0] == 0xA0 else {
                skip()
                continue
            }
            guard buffer.count >= 4 else { return }
            let channel = Int(buffer[1])
            let isCommand = buffer[3] == buffer[0] &+ buffer[1] &+ buffer[2] && buffer[2] <= 1
            guard isCommand, (1...channels).contains(channel) else {
                skip()
                continue
            }
            let isOn = buffer[2] == 1
            buffer.removeFirst(4)
            commands += 1
            if isOn { closingOrders += 1 }
            if toLose > 0 {
                toLose -= 1
            } else {
                turn(channel, on: isOn, at: now)
            }
        }
    }

    /// The one fault of its own: commands that are lost without an answer.
    public mutating func perform(
        _ command: DeviceCommand, at now: Instant, _ send: ([UInt8]) -> Void
    ) throws(CommandError) {
        guard case .lose(let count) = command else { throw .notForThisDevice(command.verb) }
        toLose = count
    }

    /// Each relay with its pulses; the first relay's also at the top.
    public func stateMembers(at now: Instant) -> String {
        let relays = (1...channels).map { channel in
            let last = lastPulse[channel - 1].map { "\($0.nanoseconds / 1_000_000)" } ?? "null"
            let longest = longestPulse[channel - 1].nanoseconds / 1_000_000
            return "{\"channel\":\(channel),\"on\":\(isOn(channel)),\"pulses\":\(pulses(channel)),"
                + "\"last_pulse_ms\":\(last),\"longest_pulse_ms\":\(longest)}"
        }
        return "\"on\":\(isOn(1)),\"pulses\":\(pulses(1)),\"commands\":\(commands),\"refused_bytes\":\(refusedBytes),"
            + "\"channels\":[\(relays.joined(separator: ","))]"
    }

    private mutating func skip() {
        buffer.removeFirst()
        refusedBytes += 1
    }

    private mutating func turn(_ channel: Int, on: Bool, at now: Instant) {
        let index = channel - 1
        if on, closedSince[index] == nil {
            closedSince[index] = now
            pulses[index] += 1
        } else if !on, let since = closedSince[index] {
            closedSince[index] = nil
            lastPulse[index] = now - since
            longestPulse[index] = max(longestPulse[index], now - since)
        } else {
            return
        }
        if log.count == Self.logCapacity { log.removeFirst(Self.logCapacity / 2) }
        log.append(Switching(channel: channel, isOn: on, time: now))
    }
}
