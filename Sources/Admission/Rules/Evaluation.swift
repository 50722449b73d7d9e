/// What the rules say of the evidence so far.
public struct Evaluation: Hashable, Sendable {
    /// The most severe consequence of all reasons.
    public var verdict: Verdict
    /// All reasons, not the first.
    public var reasons: Reasons
    /// Who the person is taken for; `none` when nothing says it.
    public var category: Category
    /// What the category needs and does not have yet.
    public var missing: Needs
    /// Whether a first high reading waits for the second measurement.
    public var awaitsRetest: Bool

    /// Whether nothing is missing that could still come: the verdict ends the passage.
    public var isSettled: Bool {
        missing.isEmpty && !awaitsRetest && !reasons.contains(.categoryUnknown) && !reasons.contains(.slipMissing)
    }
}
