public import Wire

/// An LCUS relay board: it switches what it is told, and answers nothing.
public struct FakeLCUS: FakeDevice {
    /// One switching of one relay.
    public typealias Switching = RelaySwitching

    /// The board's relays.
    public var channels: Int { contacts.count }
    /// The latest switchings, oldest first. A command that changes nothing is not in it.
    public var log: [Switching] { contacts.log }

    /// How often the board was told to close a contact, also one that was closed already.
    public private(set) var closingOrders: UInt64 = 0

    private var contacts: RelayContacts
    private var commands: UInt64 = 0
    private var refusedBytes: UInt64 = 0
    private var toLose = 0
    private var isPowered = false
    private var buffer: [UInt8] = []

    /// A board of `channels` relays (1 to 8), without power: all contacts open.
    public init(channels: Int = 1) {
        contacts = RelayContacts(min(max(channels, 1), 8))
    }

    /// An output.
    public var kind: DriverKind { .output }

    /// It never does anything by itself: a contact stays closed until it is told otherwise, or loses power.
    public var deadline: Instant? { nil }

    /// Whether the contact of `channel` is closed.
    public func isOn(_ channel: Int) -> Bool { contacts.isOn(channel) }

    /// How often the contact of `channel` was closed since the simulation began.
    public func pulses(_ channel: Int) -> UInt64 { contacts.pulses(channel) }

    /// All contacts are open.
    public mutating func powerOn(at now: Instant) {
        isPowered = true
        buffer = []
    }

    /// All contacts open.
    public mutating func powerOff(at now: Instant) {
        contacts.openAll(at: now)
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
                contacts.turn(channel, on: isOn, at: now)
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
        "\"on\":\(isOn(1)),\"pulses\":\(pulses(1)),\"commands\":\(commands),\"refused_bytes\":\(refusedBytes),"
            + "\"channels\":\(contacts.list)"
    }

    private mutating func skip() {
        buffer.removeFirst()
        refusedBytes += 1
    }
}
