/// What the beginning of a stream is, to one who looks for answers among codes.
enum AnswerMatch: Hashable {
    /// It is no answer: its first byte belongs to a code.
    case none
    /// It may become an answer; if nothing follows it was text.
    case possible
    /// It is the beginning of an answer, and of nothing else.
    case partial
    /// Its first `length` bytes are an answer.
    case whole(length: Int, ScannerAnswer)
    /// It began as an answer and is none: bytes were lost or changed, in it or in the code beside it. What follows its
    /// first `header` bytes may be of a code.
    case broken(WireFault, header: Int)
}

/// What a scanner answered.
enum ScannerAnswer: Hashable {
    /// The command was carried out; with what was read, if it was a question.
    case accepted([UInt8])
    /// The command came damaged.
    case damaged
    /// The command was understood and refused.
    case refused
    /// No answer but a code, in a frame of its own: its text and AIM identifier.
    case code([UInt8], aim: String)
}

/// One command, and what it is for.
struct ScannerCommand: Hashable {
    /// What its answer means.
    enum Purpose: Hashable {
        /// A setting that the driver makes at the start.
        case setting
        /// Somebody wants something.
        case request
        /// A sign of life.
        case heartbeat
        /// The firmware's version is read.
        case version
        /// The mode is read, to be changed to this one: the lowest two bits.
        case mode(UInt8)
    }

    let bytes: [UInt8]
    let purpose: Purpose
    /// Whether the scanner answers it.
    var isAnswered = true
}

/// The commands of one family of scanners, and how its answers look among codes.
protocol ScannerDialect: Sendable {
    /// What is sent at the start. Only what the scanner forgets when it loses power: its flash wears out, and belongs to
    /// the technician.
    var setup: [ScannerCommand] { get }
    /// What asks for a sign of life now and then; `nil` where no such command is known.
    var heartbeat: ScannerCommand? { get }
    /// From the last sign of life to the question for one.
    var heartbeatPause: Duration { get }
    /// Whether lines outside frames are no codes, once a frame has come.
    var framesCodes: Bool { get }

    /// What does what is wanted; `nil` where no such command is known.
    func command(for request: DeviceRequest) -> ScannerCommand?

    /// What `bytes` begin with. `atLineStart` tells whether a code has begun before them.
    func match(_ bytes: [UInt8], atLineStart: Bool) -> AnswerMatch

    /// Whether a line is the rest of a frame whose beginning was lost.
    func isFragment(_ line: [UInt8]) -> Bool

    /// What follows from the answer to a command: another command, a fact.
    func follow(_ command: ScannerCommand, answered data: [UInt8]) -> (command: ScannerCommand?, fact: DeviceFact?)
}

extension ScannerDialect {
    var setup: [ScannerCommand] { [] }
    var heartbeat: ScannerCommand? { nil }
    /// The shortest interval that the GM65's maker recommends.
    var heartbeatPause: Duration { .seconds(10) }
    var framesCodes: Bool { false }

    func isFragment(_ line: [UInt8]) -> Bool { false }

    func follow(_ command: ScannerCommand, answered data: [UInt8]) -> (command: ScannerCommand?, fact: DeviceFact?) {
        (nil, nil)
    }
}

extension ScannerCommands {
    /// The dialect; `nil` for a scanner that is only listened to. `profile` is the mode of a GM65.
    func dialect(profile: String?) -> (any ScannerDialect)? {
        switch self {
        case .none: nil
        case .listen: ListeningDialect()
        case .gm65: GM65Dialect(mode: profile.flatMap(GM65Dialect.Mode.init))
        case .honeywell: HoneywellDialect()
        case .newland: NewlandDialect()
        }
    }
}
