public import Admission
public import Codes
public import Wire

/// What somebody wants in the journal. The journal adds index, salt, digests and signatures, and seals the personal part.
public struct RecordDraft: Sendable {
    /// What it is about.
    public var kind: RecordKind
    /// What was decided.
    public var verdict: Verdict
    /// Whom it was about.
    public var category: Category
    /// The number of the lane; `Leaf.noLane` for none.
    public var lane: UInt16
    /// The wall clock when it happened.
    public var time: UnixTime
    /// How far that clock can be believed.
    public var clock: ClockQuality
    /// Time since boot when it happened.
    public var uptime: Instant
    /// All reasons.
    public var reasons: Reasons
    /// A map without personal data; readable at the gate.
    public var detail: CBORValue
    /// What identifies a person; sealed to the committee at once.
    public var personal: CBORValue?

    /// A draft of these parts.
    public init(
        kind: RecordKind, verdict: Verdict = .none, category: Category = .none, lane: UInt16 = Leaf.noLane,
        time: UnixTime, clock: ClockQuality, uptime: Instant, reasons: Reasons = [], detail: CBORValue,
        personal: CBORValue? = nil
    ) {
        self.kind = kind
        self.verdict = verdict
        self.category = category
        self.lane = lane
        self.time = time
        self.clock = clock
        self.uptime = uptime
        self.reasons = reasons
        self.detail = detail
        self.personal = personal
    }
}
