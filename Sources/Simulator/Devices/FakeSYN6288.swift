public import Wire

/// A SYN6288 speech chip: it says what it is sent in GBK, and tells by single bytes how it is (facts: the maker's command
/// table, as in public drivers; the limit of 200 bytes is from memory).
public struct FakeSYN6288: FakeDevice {
    /// From power to the byte that says so.
    static let startUp = Duration.milliseconds(100)
    /// How long a character takes to be said: a clear voice says four in a second.
    static let characterTime = Duration.milliseconds(250)
    /// How long an answer takes.
    static let thought = Duration.milliseconds(2)
    /// Silence after which half a frame is forgotten.
    static let frameGap = Duration.milliseconds(500)
    /// The longest text, in bytes.
    static let longestText = 200
    /// Sentences that are remembered.
    static let logCapacity = 1000

    /// What the chip says about itself.
    private enum Word: UInt8 { case taken = 0x41, refused = 0x45, begun = 0x4A, busy = 0x4E, idle = 0x4F }

    /// The latest sentences, oldest first, in the encoding that they came in.
    public private(set) var sentences: [[UInt8]] = []
    /// Sentences that a new one interrupted.
    public private(set) var interrupted: UInt64 = 0
    /// Frames that were answered by 45.
    public private(set) var refused: UInt64 = 0

    private var isPowered = false
    private var buffer: [UInt8] = []
    private var heard = Instant(nanoseconds: 0)
    private var speakingUntil: Instant?
    private var words: [(word: Word, time: Instant)] = []

    /// A chip without power.
    public init() {}

    /// An output.
    public var kind: DriverKind { .output }

    /// When it says something about itself, or falls silent.
    public var deadline: Instant? { [words.first?.time, speakingUntil].compactMap(\.self).min() }

    /// Whether it speaks.
    public var isSpeaking: Bool { speakingUntil != nil }

    /// Begins.
    public mutating func powerOn(at now: Instant) {
        isPowered = true
        buffer = []
        words = [(.begun, now + Self.startUp)]
    }

    /// Falls silent in the middle of a word.
    public mutating func powerOff(at now: Instant) {
        isPowered = false
        words = []
        speakingUntil = nil
    }

    /// Tells what is due.
    public mutating func tick(at now: Instant, _ send: ([UInt8]) -> Void) {
        if let end = speakingUntil, now >= end {
            speakingUntil = nil
            words.append((.idle, now))
        }
        while let next = words.first, next.time <= now { send([words.removeFirst().word.rawValue]) }
    }

    /// Reads frames: `FD`, the length of the rest, command, data, exclusive or of all.
    public mutating func receive(_ bytes: [UInt8], at now: Instant, _ send: ([UInt8]) -> Void) {
        guard isPowered else { return }
        if now - heard >= Self.frameGap { buffer = [] }
        heard = now
        buffer += bytes
        while let start = buffer.firstIndex(of: 0xFD) {
            buffer.removeFirst(start)
            guard buffer.count >= 3 else { return }
            let length = Int(buffer[1]) << 8 | Int(buffer[2])
            guard (2...Self.longestText + 3).contains(length) else {
                // Where a frame ends whose length is wrong, nobody knows.
                buffer = []
                return refuse(at: now)
            }
            guard buffer.count >= 3 + length else { return }
            let frame = Array(buffer[..<(3 + length)])
            buffer.removeFirst(frame.count)
            if frame.reduce(0, ^) == 0 {
                obey(frame[3], Array(frame[4..<frame.count - 1]), at: now)
            } else {
                refuse(at: now)
            }
        }
        buffer = []
    }

    /// Speaks for so long, as if it had been told to.
    public mutating func perform(
        _ command: DeviceCommand, at now: Instant, _ send: ([UInt8]) -> Void
    ) throws(CommandError) {
        guard case .firmware(.busy(let duration)) = command else { throw .notForThisDevice(command.verb) }
        if !isPowered { throw .unplugged(command.verb) }
        speakingUntil = now + duration
    }

    /// How many sentences were said, and what became of them.
    public func stateMembers(at now: Instant) -> String {
        "\"speaking\":\(isSpeaking),\"sentences\":\(sentences.count),\"interrupted\":\(interrupted),\"refused\":\(refused)"
    }

    private mutating func obey(_ command: UInt8, _ data: [UInt8], at now: Instant) {
        switch command {
        case 0x01:
            // The low bits are the encoding: GB2312, GBK, Big5, Unicode; the others choose music behind the voice.
            guard data.count > 1, data[0] & 0x07 <= 3 else { return refuse(at: now) }
            answer(.taken, at: now)
            say(data[0] & 0x07, Array(data.dropFirst()), at: now)
        case 0x02:
            answer(.taken, at: now)
            if isSpeaking { interrupted += 1 }
            speakingUntil = nil
        case 0x21:
            answer(.taken, at: now)
            answer(isSpeaking ? .busy : .idle, at: now)
        default: refuse(at: now)
        }
    }

    private mutating func say(_ encoding: UInt8, _ text: [UInt8], at now: Instant) {
        if isSpeaking { interrupted += 1 }
        if sentences.count == Self.logCapacity { sentences.removeFirst(Self.logCapacity / 2) }
        sentences.append(text)
        let characters = encoding == 3 ? text.count / 2 : GBK.decode(text).unicodeScalars.count
        speakingUntil = now + Self.characterTime * max(characters, 1)
    }

    private mutating func refuse(at now: Instant) {
        refused += 1
        answer(.refused, at: now)
    }

    private mutating func answer(_ word: Word, at now: Instant) {
        words.append((word, max(now + Self.thought, words.last?.time ?? now)))
    }
}
