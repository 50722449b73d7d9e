/// How the verification of a code ended. Outcomes are never merged: only `verified` feeds the rules, and an unknown key
/// or a stale trust list says nothing against the person.
public enum CodeOutcome: String, Hashable, Sendable, CaseIterable {
    case verified
    case invalid
    case expired
    case notYetValid = "not-yet-valid"
    case revoked
    case unknownKey = "unknown-key"
    case staleTrust = "stale-trust"
    case unreachable
    case unsupported
    case duplicate
    case clockUntrusted = "clock-untrusted"
}

/// Where a code failed, in the order in which the stages run.
public enum CodeStage: String, Hashable, Sendable, CaseIterable {
    case prefix
    case encoding
    case compression
    case cbor
    case cose
    case jws
    case json
    case claims
    case key
    case signature
    case time
    case content
    case revocation
}

/// What a code says of its holder. Never more than the code shows, and masked where it is a person's name or number.
public struct CodeSubject: Hashable, Sendable {
    /// The issuer's random identifier of the holder or of the code; says nothing outside the issuer's books.
    public var id: String?
    /// The name as the code has it; masked (`张*`) in the community's own passes.
    public var name: String?
    /// The last digits of the phone number, where the code has them.
    public var phoneTail: String?
    /// The name in the letters of a passport's machine-readable zone (ICAO 9303): `MUSTERFRAU<GOESSINGER<<GABRIELE`.
    public var standardName: String?
    /// The date of birth as the code has it: a date, a year and month, or a year.
    public var birthDate: String?

    /// A subject of what is known.
    public init(
        id: String? = nil, name: String? = nil, phoneTail: String? = nil, standardName: String? = nil,
        birthDate: String? = nil
    ) {
        self.id = id
        self.name = name
        self.phoneTail = phoneTail
        self.standardName = standardName
        self.birthDate = birthDate
    }
}

/// One fact that a verified code attests.
public struct CodeEvidence: Hashable, Sendable {
    /// What kind of fact: `resident`, `visitor`, `vaccination`, `test`, …; the scheme's documentation lists them.
    public var kind: String
    /// From when the fact holds.
    public var validFrom: UnixTime?
    /// Until when the fact holds, apart from the expiry of the code that shows it.
    public var validUntil: UnixTime?
    /// Details of the fact by name, such as `doses`: `2/2`; the scheme's documentation lists them. Nothing of a person.
    public var attributes: [String: String]

    /// One fact.
    public init(
        kind: String, validFrom: UnixTime? = nil, validUntil: UnixTime? = nil, attributes: [String: String] = [:]
    ) {
        self.kind = kind
        self.validFrom = validFrom
        self.validUntil = validUntil
        self.attributes = attributes
    }
}

/// The result of looking at one code, at one time, with one snapshot of trust.
public struct Verification: Hashable, Sendable {
    /// The scheme's name, such as `gh1`; `nil` when no scheme knows the text.
    public var scheme: String?
    /// How it ended.
    public var outcome: CodeOutcome
    /// Where it failed; `nil` when it did not.
    public var stage: CodeStage?
    /// Findings that do not change the outcome, as stable codes.
    public var advisories: [String]
    /// The holder, where the code could be read that far.
    public var subject: CodeSubject?
    /// What a verified code attests; empty unless `verified`.
    public var evidence: [CodeEvidence]
    /// When the shown code itself expires, apart from the evidence behind it.
    public var codeExpires: UnixTime?
    /// When a service answered that the verification rests on, in nanoseconds of a clock that never goes back; `nil` where
    /// none was asked.
    public var answered: UInt64?

    /// A result.
    public init(
        scheme: String?, outcome: CodeOutcome, stage: CodeStage? = nil, advisories: [String] = [],
        subject: CodeSubject? = nil, evidence: [CodeEvidence] = [], codeExpires: UnixTime? = nil
    ) {
        self.scheme = scheme
        self.outcome = outcome
        self.stage = stage
        self.advisories = advisories
        self.subject = subject
        self.evidence = evidence
        self.codeExpires = codeExpires
    }
}

extension Verification {
    /// The same with another end.
    func ending(_ failure: CodeFailure) -> Verification {
        var result = self
        result.outcome = failure.outcome
        result.stage = failure.stage
        return result
    }
}
