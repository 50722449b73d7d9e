import Codes

/// What all codes of a passage come to, whatever their order.
///
/// A bad code is an objection that stays until a good one replaces it: a pass of the community replaces every bad code,
/// another verified code those of its own scheme and text that no scheme knows. What a service said against the person
/// (a health code that is not green, a risk area) is no bad code: nothing that is shown afterwards takes it back.
struct CodeFindings {
    /// The scheme of the community's own passes.
    static let passScheme = "gh1"

    /// Who the passes say the person is.
    private(set) var categories: Set<Category> = []
    /// The needs that verified codes meet.
    private(set) var met = Needs()
    /// Whether a hospital slip is among them that is valid now.
    private(set) var hasSlip = false
    /// What is good, and what is bad and was not replaced.
    private(set) var reasons = Reasons()

    private var objections: [(scheme: String?, reason: Reason)] = []
    private var goodSchemes: Set<String> = []
    private var warnings = Reasons()

    init(_ evidence: [Evidence], clock: LaneClock) {
        for case .code(let verification) in evidence {
            if verification.outcome == .verified {
                take(verification, clock)
            } else {
                objections.append((verification.scheme, Reason(verification.outcome)))
            }
        }
        if !goodSchemes.isEmpty { reasons.insert(.codeVerified) }
        reasons.formUnion(warnings)
        for objection in objections where !isReplaced(objection.scheme, objection.reason) {
            reasons.insert(objection.reason)
        }
    }

    private func isReplaced(_ scheme: String?, _ reason: Reason) -> Bool {
        guard !goodSchemes.contains(CodeFindings.passScheme) else { return true }
        guard let scheme, reason != .codeUnsupported else { return !goodSchemes.isEmpty }
        return goodSchemes.contains(scheme)
    }

    private mutating func take(_ verification: Verification, _ clock: LaneClock) {
        let scheme = verification.scheme ?? ""
        var used = false
        for fact in verification.evidence {
            if let doubt = CodeFindings.doubt(fact, clock) {
                objections.append((verification.scheme, doubt))
                used = true
            } else if scheme != CodeFindings.passScheme, let warning = CodeFindings.warning(fact) {
                warnings.insert(warning)
                used = true
            } else if scheme == CodeFindings.passScheme ? takePass(fact) : takeFact(fact) {
                goodSchemes.insert(scheme)
                used = true
            }
        }
        // A pass that is genuine and says nothing that this version knows must not count as nothing shown.
        if !used, scheme == CodeFindings.passScheme { objections.append((scheme, .codeUnsupported)) }
    }

    /// The expiry of the evidence, which is apart from that of the code that shows it.
    private static func doubt(_ fact: CodeEvidence, _ clock: LaneClock) -> Reason? {
        guard fact.validFrom != nil || fact.validUntil != nil else { return nil }
        if clock.quality == .unset { return .clockUntrusted }
        if let from = fact.validFrom, clock.unix < from { return .codeNotYetValid }
        if let until = fact.validUntil, until < clock.unix { return .codeExpired }
        return nil
    }

    /// What a service says against the person; `nil` for a fact that says nothing of the kind.
    private static func warning(_ fact: CodeEvidence) -> Reason? {
        switch fact.kind {
        case "health-code-yellow", "health-code-red", "health-code-pending": .healthCodeNotGreen
        case "trip-code-risk": .tripRiskArea
        case "trip-code-colour": .tripNotGreen
        default: nil
        }
    }

    /// The category of a pass. A pass is issued to somebody who was registered for it.
    private mutating func takePass(_ fact: CodeEvidence) -> Bool {
        guard let category = Category(passKind: fact.kind) else { return false }
        categories.insert(category)
        switch category {
        case .visitor, .delivery, .returnee: met.insert(.registration)
        case .observed: hasSlip = true
        case .none, .resident, .staff: break
        }
        return true
    }

    /// What a code of another scheme attests. Vaccination, test and recovery are the facts of the health certificates.
    private mutating func takeFact(_ fact: CodeEvidence) -> Bool {
        switch fact.kind {
        case "health-code", "vaccination", "test", "recovery": met.insert(.healthCode)
        case "trip-code": met.insert(.tripCode)
        default: return false
        }
        return true
    }
}

extension Category {
    /// The category of a pass's kind; `nil` for a kind that this version does not know.
    init?(passKind: String) {
        switch passKind {
        case "resident": self = .resident
        case "visitor": self = .visitor
        case "courier": self = .delivery
        case "returnee": self = .returnee
        case "staff": self = .staff
        case "hospital-slip": self = .observed
        default: return nil
        }
    }
}

extension Reason {
    /// The reason of a code's outcome.
    init(_ outcome: CodeOutcome) {
        switch outcome {
        case .verified: self = .codeVerified
        case .invalid: self = .codeInvalid
        case .expired: self = .codeExpired
        case .notYetValid: self = .codeNotYetValid
        case .revoked: self = .codeRevoked
        case .unknownKey: self = .codeUnknownKey
        case .staleTrust: self = .codeStaleTrust
        case .unreachable: self = .codeUnreachable
        case .unsupported: self = .codeUnsupported
        case .duplicate: self = .codeDuplicate
        case .clockUntrusted: self = .clockUntrusted
        }
    }
}
