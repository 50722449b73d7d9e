/// The state of one lane.
public struct LaneStatus: Codable, Hashable, Sendable {
    /// The name in the configuration.
    public var name: String
    /// `in`, `out` or `both`.
    public var direction: String
    /// Whether the lane is within its opening hours.
    public var open: Bool
    /// What the lane does now, as its display says it: `idle`, `waiting`, `recording`, `admitted`, `held`, `refused`, and
    /// what later versions add.
    public var state: String
    /// The reasons of that state, as stable codes such as `temperature.high`.
    public var reasons: [String]
    /// The passage that is going on, if one is.
    public var passage: String?
    /// Verdicts since the daemon started.
    public var verdicts: VerdictCounts

    /// A lane.
    public init(
        name: String, direction: String, open: Bool, state: String, reasons: [String] = [], passage: String? = nil,
        verdicts: VerdictCounts = VerdictCounts()
    ) {
        self.name = name
        self.direction = direction
        self.open = open
        self.state = state
        self.reasons = reasons
        self.passage = passage
        self.verdicts = verdicts
    }
}

/// How often each verdict was given.
public struct VerdictCounts: Codable, Hashable, Sendable {
    /// Persons who may pass.
    public var admit: Int
    /// Second measurements asked for.
    public var retest: Int
    /// Persons whom the guard has to look after.
    public var hold: Int
    /// Persons who may not pass.
    public var refuse: Int

    /// Counts.
    public init(admit: Int = 0, retest: Int = 0, hold: Int = 0, refuse: Int = 0) {
        self.admit = admit
        self.retest = retest
        self.hold = hold
        self.refuse = refuse
    }
}
