/// What the lane wants done.
public enum LaneEffect: Hashable, Sendable {
    /// Make this record durable, and say so with `recordDurable` or `recordFailed`.
    case record(EntryRecord)
    /// Open the barrier: the record with this ticket is durable, and the person still stands there.
    case open(EntryRecord.Ticket)
    /// Show this to the people at the lane.
    case show(LaneView)
}

/// What a display at the lane shows. It names nobody.
public struct LaneView: Hashable, Sendable {
    /// What the lane is doing.
    public enum State: String, Hashable, Sendable, CaseIterable {
        /// It waits for somebody.
        case idle
        /// A passage is open and lacks something.
        case waiting
        /// The rules admit; the record is being made durable and the barrier is still shut.
        case recording
        /// The barrier was told to open.
        case admitted
        /// The guard decides.
        case held
        /// The lane refuses.
        case refused
    }

    /// The lane's number.
    public var lane: UInt16
    /// The lane's name.
    public var laneName: String
    /// What the lane is doing.
    public var state = State.idle
    /// The verdict shown; `none` when idle.
    public var verdict = Verdict.none
    /// Its reasons.
    public var reasons = Reasons()
    /// Who the person is taken for.
    public var category = Category.none
    /// The temperature of the latest reading, in °C as computed; `nil` when there is none.
    public var temperature: Double?
    /// The passage shown.
    public var passage: PassageID?
    /// Where the thermometer is in its life.
    public var thermometer = DeviceCondition.absent
    /// Where the scanner is in its life.
    public var scanner = DeviceCondition.absent
    /// Whether records can be made.
    public var journalAvailable = true
    /// Whether a service was asked about a code of the passage and has not answered yet.
    public var isAsking = false

    /// The view of an idle lane.
    public init(lane: UInt16, laneName: String) {
        self.lane = lane
        self.laneName = laneName
    }

    /// What to say to the guard, the verdict first, then each reason in the order of its bit.
    public var phrases: [GuardPhrase] {
        var phrases = [GuardPhrase(state)]
        if isAsking { phrases.append(.asking) }
        for reason in Reason.allCases where reasons.contains(reason) { phrases.append(GuardPhrase(reason)) }
        return phrases
    }
}
