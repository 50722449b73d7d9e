/// The colour of a health code, as its issuer gives it. The gate computes none.
public enum HealthColour: String, Hashable, Sendable, CaseIterable {
    case green
    case yellow
    case red
    /// Not decided yet by the issuer: `init`, grey.
    case pending

    /// The kind of evidence that a resolved code of this colour gives. Only the green one is a health code that admits.
    public var evidenceKind: String { self == .green ? "health-code" : "health-code-\(rawValue)" }
}
