public import Codes
public import Wire

/// What the lane wants in the journal: a verdict, or a step towards one.
public struct EntryRecord: Hashable, Sendable {
    /// Names a record until the journal has given it an index. Unique among all lanes of one life of the daemon: the
    /// lane's number in the upper 16 bits, a counter below.
    public typealias Ticket = UInt64

    /// The record's ticket.
    public var ticket: Ticket
    /// The passage that it belongs to.
    public var passage: PassageID
    /// What was decided.
    public var verdict: Verdict
    /// All reasons.
    public var reasons: Reasons
    /// Who the person was taken for.
    public var category: Category
    /// The lane's number.
    public var lane: UInt16
    /// The lane's name.
    public var laneName: String
    /// Whether the passage ends with this record.
    public var isFinal: Bool
    /// The latest reading, if there is one.
    public var reading: Reading?
    /// The latest refusal of the measurement, where there is no reading, or none since.
    public var refusal: MeasurementRefusal?
    /// The code that decided: the latest verified one, else the latest.
    public var verification: Verification?
    /// All codes of the passage and what they came to, in order; the code that decided is among them.
    public var verifications: [Verification]
    /// How many questions about codes were out when it was decided.
    public var questions: Int
    /// How many codes the passage has seen, the same one counted once.
    public var codes: Int
    /// The kinds of the evidence, in the order in which it came.
    public var evidence: [String]
    /// Evidence that came again and changed nothing, and so made no record of its own.
    public var repeats: Int
    /// Evidence beyond the limit of a passage, which was not looked at.
    public var dropped: Int
    /// At or above it a temperature was high, in °C.
    public var threshold: Double
    /// When the first evidence came.
    public var opened: Instant
    /// When the latest evidence came.
    public var lastEvidence: Instant
    /// When it was decided.
    public var decided: Instant
    /// The wall clock at the decision.
    public var clock: LaneClock
}
