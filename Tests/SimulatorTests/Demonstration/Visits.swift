import Codes
import Control
import Wire

@testable import Simulator

/// People and records for the tests of a demonstration.
enum Visits {
    static func person(
        _ kind: GH1Kind = .resident, _ pass: Person.Pass = .none, _ health: Person.Health = .normal, number: Int = 7
    ) -> Person {
        Person(
            number: number, kind: kind, pass: pass, health: health, forehead: Temperature(hundredths: 3840),
            second: health == .normal ? nil : Temperature(hundredths: 3630))
    }

    static func record(
        _ verdict: String?, final: Bool = true, _ reasons: [String] = ["temperature.normal"], outcome: String? = nil,
        index: Int? = 4, latency: Int? = 412
    ) -> PassageEvent {
        var record = PassageEvent(
            passage: "0011", lane: "west-in", category: "resident", verdict: verdict, final: final, reasons: reasons,
            temperature: 36.31, scheme: outcome == nil ? nil : "gh1", outcome: outcome, index: index)
        record.verdictLatency = latency
        record.durableLatency = latency.map { $0 * 10 }
        return record
    }

    static func result(_ person: Person, _ records: PassageEvent..., opened: Bool) -> PersonResult {
        PersonResult(person: person, lane: "west-in", records: records, barrierOpened: opened)
    }
}
