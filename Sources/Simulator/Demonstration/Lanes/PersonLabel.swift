import Codes

extension Person {
    /// Who it is and what is the matter with them, in at most 22 columns. Names nobody.
    var label: String {
        let shows: String? =
            switch pass {
            case .none: nil
            case .valid: "pass"
            case .expired: "expired pass"
            case .foreignKey: "forged pass"
            case .altered: "altered pass"
            case .unrelated: "other code"
            }
        let looks: String? =
            switch health {
            case .normal: nil
            case .falseAlarm: "hot at first"
            case .fever: "fever"
            case .tooFar: "too far off"
            }
        return ([kind.rawValue] + [shows, looks].compactMap(\.self)).joined(separator: ", ")
    }

    /// Whether the person needs something that only a guard can give, so that the passage ends with its window.
    var needsGuard: Bool { pass == .valid && (kind == .courier || kind == .returnee) }
}
