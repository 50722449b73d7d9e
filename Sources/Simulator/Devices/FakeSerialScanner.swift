public import Wire

/// A code scanner that sends a line for each code that is held before it.
public struct FakeSerialScanner: FakeDevice {
    /// How often a scanner reads a code again that stays in view: the common re-read delay.
    public static let repetition = Duration.milliseconds(500)

    /// What follows each code; empty for a scanner that sends no terminator.
    public var terminator: [UInt8]
    /// The AIM identifier before each code, such as `]Q1`; empty for none.
    public var aim: String

    private var isPowered = false
    private var held: (text: [UInt8], until: Instant, next: Instant)?
    private var codes: UInt64 = 0
    /// How far apart the bytes of the next terminator come, and what of it is still to come.
    private var endGap: Duration?
    private var tail: (bytes: [UInt8], time: Instant)?

    /// A scanner at rest, without power.
    public init(terminator: [UInt8] = [0x0D, 0x0A], aim: String = "]Q1") {
        self.terminator = terminator
        self.aim = aim
    }

    /// A scanner.
    public var kind: DriverKind { .scanner }

    /// When a code that stays in view is read again, or the rest of a terminator comes.
    public var deadline: Instant? { [held?.next, tail?.time].compactMap(\.self).min() }

    /// Waits for codes.
    public mutating func powerOn(at now: Instant) {
        isPowered = true
    }

    /// Sees nothing any more.
    public mutating func powerOff(at now: Instant) {
        isPowered = false
        held = nil
        tail = nil
    }

    /// Reads the code again that stays in view.
    public mutating func tick(at now: Instant, _ send: ([UInt8]) -> Void) {
        if let tail, now >= tail.time {
            self.tail = nil
            send(tail.bytes)
        }
        guard let held, now >= held.next else { return }
        self.held?.next = now + Self.repetition
        if now + Self.repetition > held.until { self.held = nil }
        read(held.text, at: now, send)
    }

    /// Nothing is understood: the driver of the first release sends no commands.
    public mutating func receive(_ bytes: [UInt8], at now: Instant, _ send: ([UInt8]) -> Void) {}

    /// Codes before the window, whole, held, cut off or far too long.
    public mutating func perform(
        _ command: DeviceCommand, at now: Instant, _ send: ([UInt8]) -> Void
    ) throws(CommandError) {
        switch command {
        case .scan(let text):
            try needPower(command)
            read(Array(text.utf8), at: now, send)
        case .hold(let text, let duration):
            try needPower(command)
            held = (Array(text.utf8), now + duration, now + Self.repetition)
            read(Array(text.utf8), at: now, send)
        case .half(let text):
            try needPower(command)
            send(Array(aim.utf8) + Array(text.utf8))
        case .oversize(let count):
            try needPower(command)
            send(Array(aim.utf8) + [UInt8](repeating: UInt8(ascii: "7"), count: count) + terminator)
        case .firmware(.nul(let text)):
            try needPower(command)
            read(Self.withNUL(text), at: now, send)
        case .firmware(.aim(let identifier)): aim = identifier
        case .firmware(.splitEnd(let gap)): endGap = gap
        default: throw .notForThisDevice(command.verb)
        }
    }

    /// How many codes were read. Never their text.
    public func stateMembers(at now: Instant) -> String {
        "\"codes\":\(codes),\"holding\":\(held != nil)"
    }

    private func needPower(_ command: DeviceCommand) throws(CommandError) {
        if !isPowered { throw .unplugged(command.verb) }
    }

    private mutating func read(_ text: [UInt8], at now: Instant, _ send: ([UInt8]) -> Void) {
        codes += 1
        let line = Array(aim.utf8) + text + terminator
        guard let gap = endGap, terminator.count > 1 else { return send(line) }
        endGap = nil
        send(Array(line.dropLast()))
        tail = (Array(line.suffix(1)), now + gap)
    }

    /// `text` with a NUL in its middle.
    static func withNUL(_ text: String) -> [UInt8] {
        var bytes = Array(text.utf8)
        bytes.insert(0, at: bytes.count / 2)
        return bytes
    }
}
