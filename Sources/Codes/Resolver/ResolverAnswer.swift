/// What a service said of a code, with the person's data masked as soon as it was read.
public struct ResolverAnswer: Hashable, Sendable {
    /// Whether the service knows such a code.
    public var isKnown = true
    /// The colour; `nil` when none was told, or one that the provider's table does not have.
    public var colour: HealthColour?
    /// Whether a colour was told that the table does not have.
    public var hasUnknownColour = false
    /// The masked holder.
    public var subject = CodeSubject()
    /// The masked document's number.
    public var maskedDocument: String?
    /// The shown code has expired.
    public var isCodeExpired = false
    /// Until when the shown code lives.
    public var codeUntil: UnixTime?
    /// The declaration behind it has expired.
    public var isEvidenceExpired = false
    /// Since when the declaration holds.
    public var evidenceFrom: UnixTime?
    /// Until when it holds.
    public var evidenceUntil: UnixTime?
    /// The trip card, where the answer has one.
    public var trip: TripObservation?

    /// An answer that says nothing.
    public init() {}

    /// The answer as a verification of the scheme `resolver` at `time`: a good status with a negative content is no good
    /// answer, and a colour that nobody explained is unsupported, never green.
    public func verification(provider: String, at time: UnixTime, clock: ClockQuality) -> Verification {
        var result = Verification(
            scheme: ResolverScheme.name, outcome: .verified, advisories: ["resolver.provider.\(provider)"],
            subject: subject == CodeSubject() ? nil : subject, codeExpires: codeUntil)
        func ending(_ outcome: CodeOutcome, _ stage: CodeStage, _ advisory: String) -> Verification {
            result.outcome = outcome
            result.stage = stage
            result.advisories.append(advisory)
            return result
        }
        if !isKnown { return ending(.invalid, .content, "resolver.not-found") }
        let life = TimeClaims(expires: codeUntil).judgement(at: time, clock: clock)
        if isCodeExpired || life == .expired { return ending(.expired, .time, "code.expired") }
        let span = TimeClaims(expires: evidenceUntil, issuedAt: evidenceFrom).judgement(at: time, clock: clock)
        if isEvidenceExpired || span == .expired { return ending(.expired, .content, "evidence.expired") }
        if let doubt = life ?? span { return ending(doubt, .time, "resolver.times") }
        if hasUnknownColour { return ending(.unsupported, .content, "resolver.unknown-colour") }
        guard let colour else { return ending(.unsupported, .content, "resolver.no-colour") }
        result.evidence = [
            CodeEvidence(kind: colour.evidenceKind, validFrom: evidenceFrom, validUntil: evidenceUntil)
        ]
        return result
    }
}

extension Verification {
    /// The verification of a code that could not be asked about.
    public init(unreachable failure: ResolverFailure, provider: String) {
        self.init(
            scheme: ResolverScheme.name, outcome: .unreachable,
            advisories: ["resolver.provider.\(provider)", failure.rawValue])
    }
}
