import Codes
import Control
import Testing

@testable import Simulator

@Suite("What has to become of people")
struct ExpectationTests {
    @Test func everyKindHasItsVerdict() {
        func expected(_ person: Person) -> [String?] {
            let expectation = Expectation(person)
            return [expectation.verdict, expectation.reason, expectation.outcome]
        }
        #expect(expected(Visits.person()) == ["admit", "temperature.normal", nil])
        #expect(expected(Visits.person(.visitor, .valid)) == ["admit", "temperature.normal", "verified"])
        #expect(expected(Visits.person(.resident, .expired)) == ["hold", "code.expired", "expired"])
        #expect(expected(Visits.person(.resident, .foreignKey)) == ["hold", "code.unknown-key", "unknown-key"])
        #expect(expected(Visits.person(.resident, .altered)) == ["hold", "code.invalid", "invalid"])
        #expect(expected(Visits.person(.resident, .unrelated)) == ["hold", "code.unsupported", "unsupported"])
        #expect(expected(Visits.person(.resident, .none, .falseAlarm)) == ["admit", "temperature.retested", nil])
        #expect(expected(Visits.person(.resident, .none, .fever)) == ["hold", "temperature.confirmed", nil])
        #expect(expected(Visits.person(.resident, .none, .tooFar)) == ["admit", "temperature.normal", nil])
        #expect(expected(Visits.person(.courier, .valid)) == ["hold", "passage.timeout", "verified"])
        #expect(expected(Visits.person(.returnee, .valid, .fever)) == ["hold", "temperature.confirmed", "verified"])
    }

    @Test func aRightResultHasNoProblem() {
        let admitted = Visits.result(Visits.person(), Visits.record("admit"), opened: true)
        #expect(Expectation(admitted.person).problem(with: admitted) == nil)
        let held = Visits.result(
            Visits.person(.resident, .expired), Visits.record("hold", ["code.expired"], outcome: "expired"),
            opened: false)
        #expect(Expectation(held.person).problem(with: held) == nil)
    }

    @Test func everythingWrongIsSaid() throws {
        func problem(_ person: Person, _ records: [PassageEvent], opened: Bool) throws -> String {
            let result = PersonResult(person: person, lane: "west-in", records: records, barrierOpened: opened)
            return try #require(Expectation(person).problem(with: result))
        }
        let resident = Visits.person()
        #expect(try problem(resident, [], opened: false) == "got no verdict")
        #expect(try problem(resident, [Visits.record("admit", final: false)], opened: true) == "got no verdict")
        #expect(try problem(resident, [Visits.record("hold")], opened: false) == "expected admit, got hold")
        #expect(try problem(resident, [Visits.record("admit", [])], opened: true).contains("temperature.normal"))
        #expect(try problem(resident, [Visits.record("admit", index: nil)], opened: true).contains("not recorded"))
        #expect(try problem(resident, [Visits.record("admit")], opened: false).contains("did not open"))
        #expect(
            try problem(resident, [Visits.record("admit", outcome: "verified")], opened: true)
                == "expected the code to be none, got verified")
        let fever = Visits.person(.resident, .none, .fever)
        #expect(
            try problem(fever, [Visits.record("hold", ["temperature.confirmed"])], opened: true)
                == "the barrier opened without an admission")
    }

    @Test(arguments: 0..<5) func aScenarioHoldsAdmissionsAndHolds(seed: UInt64) {
        let verdicts = Scenario(count: DemonstrationOptions().people, seed: seed).people.map { Expectation($0).verdict }
        #expect(Set(verdicts) == ["admit", "hold"])
    }
}
