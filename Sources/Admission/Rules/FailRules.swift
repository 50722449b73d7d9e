/// What a lane does when something cannot be known. There is no rule that admits.
public enum FailRule: String, Hashable, Sendable, CaseIterable {
    /// The guard decides.
    case hold
    /// For a lane without a guard: the person is sent to another lane.
    case refuse

    /// The verdict of the rule.
    public var verdict: Verdict { self == .hold ? .hold : .refuse }
}

/// The fail rules of a lane, one for each thing that can become unknowable.
public struct FailRules: Hashable, Sendable {
    /// The thermometer is silent or gone.
    public var sensor = FailRule.hold
    /// Records cannot be made.
    public var journal = FailRule.hold
    /// The wall clock was never set, and the decision depends on it.
    public var clock = FailRule.hold
    /// A code cannot be judged: no answer, no fresh trust, no key. It says nothing against the person.
    public var code = FailRule.hold

    /// Every rule holds for the guard.
    public init() {}
}
