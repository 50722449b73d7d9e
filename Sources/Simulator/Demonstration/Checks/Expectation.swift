import Control

/// What has to become of a person, whatever happens to the gate and its upstream meanwhile.
struct Expectation: Hashable {
    /// The verdict's word.
    let verdict: String
    /// A reason that has to be among those of the verdict.
    let reason: String
    /// How the verification of the person's code has to end; `nil` when none is shown.
    let outcome: String?

    /// By the rules of the demonstration's site.
    init(_ person: Person) {
        outcome =
            switch person.pass {
            case .none: nil
            case .valid: "verified"
            case .expired: "expired"
            case .foreignKey: "unknown-key"
            case .altered: "invalid"
            case .unrelated: "unsupported"
            }
        if person.health == .fever {
            (verdict, reason) = ("hold", "temperature.confirmed")
        } else if person.needsGuard {
            (verdict, reason) = ("hold", "passage.timeout")
        } else if let outcome, outcome != "verified" {
            (verdict, reason) = ("hold", "code." + outcome)
        } else {
            (verdict, reason) = ("admit", person.health == .falseAlarm ? "temperature.retested" : "temperature.normal")
        }
    }

    /// What is wrong with a result, in words; `nil` when it is as it has to be.
    func problem(with result: PersonResult) -> String? {
        guard let record = result.verdict, record.final else { return "got no verdict" }
        if record.verdict != verdict { return "expected \(verdict), got \(record.verdict ?? "nothing")" }
        if !record.reasons.contains(reason) {
            return "expected the reason \(reason), got \(record.reasons.joined(separator: ", "))"
        }
        if record.outcome != outcome {
            return "expected the code to be \(outcome ?? "none"), got \(record.outcome ?? "none")"
        }
        if record.index == nil { return "the verdict was not recorded" }
        if result.barrierOpened != (verdict == "admit") {
            return result.barrierOpened ? "the barrier opened without an admission" : "the barrier did not open"
        }
        return nil
    }
}
