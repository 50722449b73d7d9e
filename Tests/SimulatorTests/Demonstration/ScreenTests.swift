import Codes
import Control
import Testing

@testable import Simulator

@Suite("What a demonstration prints")
struct ScreenTests {
    private let table = PassageTable(style: Style(isColoured: false))

    @Test func aRowFitsTheScreen() throws {
        let result = Visits.result(
            Visits.person(.visitor, .valid), Visits.record("admit", outcome: "verified"), opened: true)
        let rows = table.row(result)
        #expect(
            rows == [
                "  7 west-in visitor, pass          verified 36.3 admit   412 µs  4.1 ms opens  all in order"
            ])
        #expect(try #require(table.header.first).count <= Layout.width)
    }

    @Test func longReasonsGoOnInTheNextLine() {
        let result = Visits.result(
            Visits.person(.courier, .valid),
            Visits.record(
                "hold",
                [
                    "temperature.normal", "code.verified", "health-code.missing", "trip-code.missing",
                    "confirmation.missing", "passage.timeout",
                ], outcome: "verified", latency: nil), opened: false)
        let rows = table.row(result)
        #expect(
            rows == [
                "  7 west-in courier, pass          verified 36.3 hold         -       - shut   no health/trip code,",
                String(repeating: " ", count: 79) + "no guard, time is up",
            ])
        #expect(rows.allSatisfy { $0.count <= Layout.width })
    }

    @Test func everyRowOfEveryKindOfPersonFits() {
        for person in Scenario(count: 3 * Scenario.deckSize, seed: 1).people {
            #expect(person.label.count <= 22, "\(person.label)")
            let expectation = Expectation(person)
            let record = Visits.record(expectation.verdict, [expectation.reason], outcome: expectation.outcome)
            for row in table.row(Visits.result(person, record, opened: false)) { #expect(row.count <= Layout.width) }
        }
    }

    @Test func coloursAreAroundTheVerdictOnly() {
        let coloured = PassageTable(style: Style(isColoured: true))
        let result = Visits.result(Visits.person(), Visits.record("admit"), opened: true)
        let row = coloured.row(result)[0]
        #expect(row.contains("\u{1B}[1;32madmit \u{1B}[0m"))
        #expect(row.count { $0 == "\u{1B}" } == 2)
    }

    @Test func whoCameCloserIsTold() {
        let far = Visits.record("hold", final: false, ["temperature.too-low", "temperature.missing"])
        let result = Visits.result(Visits.person(.resident, .none, .tooFar), far, Visits.record("admit"), opened: true)
        #expect(ReasonWords.text(result) == "came closer")
        let unknown = Visits.result(Visits.person(), Visits.record("hold", ["moon.full-today"]), opened: false)
        #expect(ReasonWords.text(unknown) == "moon full today")
    }

    @Test func numbersAreShort() {
        #expect(Layout.latency(nil) == "-")
        #expect(Layout.latency(0) == "0 µs")
        #expect(Layout.latency(999) == "999 µs")
        #expect(Layout.latency(3449) == "3.4 ms")
        #expect(Layout.latency(99_949) == "99.9 ms")
        #expect(Layout.latency(1_204_000) == "1.20 s")
        #expect(Layout.decimal(-0.04, 1) == "0.0")
        #expect(Layout.decimal(-1.06, 1) == "-1.1")
        #expect(Layout.decimal(36.96, 1) == "37.0")
        #expect(Layout.wrapped("", 10) == [""])
        #expect(Layout.wrapped("one two three", 7) == ["one two", "three"])
        #expect(Layout.left("abcdef", 4) == "abc…")
    }

    @Test func percentilesAreThoseOfTheNearestRank() {
        let latencies = Latencies((1...200).reversed())
        #expect(latencies.percentile(50) == 100)
        #expect(latencies.percentile(99) == 198)
        #expect(latencies.percentile(100) == 200)
        #expect(Latencies([5]).percentile(1) == 5)
        #expect(Latencies([]).percentile(50) == nil)
        #expect(Latencies([]).words == "median -, 99th percentile - (of 0)")
    }
}

@Suite("The end of a demonstration")
struct DemonstrationSummaryTests {
    private let admitted = Visits.result(Visits.person(), Visits.record("admit", index: 0), opened: true)
    private let line =
        "{\"index\":0,\"kind\":\"entry\",\"time\":\"t\",\"category\":\"resident\",\"verdict\":\"admit\","
        + "\"reasons\":[\"temperature.normal\"],\"sealed\":null,\"leaf_hash\":\"ab\"}\n"

    private var good: DemonstrationSummary {
        var summary = DemonstrationSummary(expectedPeople: 1)
        summary.results = [admitted]
        summary.comparison = RecordComparison(journal: line, desk: line)
        summary.cosigned = 1
        summary.verification = .init(words: "The journal is sound.", isSound: true)
        return summary
    }

    @Test func everythingHolds() {
        #expect(good.problems.isEmpty)
        #expect(good.lines.last?.text == "everything holds")
        #expect(good.lines.first?.text == "1: 1 admitted; all as expected")
    }

    @Test func eachThingThatIsWrongIsSaid() {
        func problems(_ change: (inout DemonstrationSummary) -> Void) -> [String] {
            var summary = good
            change(&summary)
            #expect(!summary.lines.contains { $0.text == "everything holds" })
            return summary.problems
        }
        #expect(problems { $0.expectedPeople = 2 } == ["1 of 2 people came through"])
        #expect(problems { $0.cosigned = 0 } == ["the desk has cosigned 0 of 1 records"])
        #expect(problems { $0.verification = nil } == ["the journal was not verified"])
        #expect(
            problems { $0.verification = .init(words: "broken at 3", isSound: false) } == [
                "journal verify: broken at 3"
            ])
        #expect(problems { $0.comparison = nil } == ["journal and desk were not compared"])
        #expect(problems { $0.comparison = RecordComparison(journal: line, desk: "") } == ["the desk lacks record 0"])
        #expect(problems { $0.lost = ["record 9 is lost"] } == ["record 9 is lost"])
        #expect(problems { $0.failures = ["gatehoused ended with 1"] } == ["gatehoused ended with 1"])
        let wrong = Visits.result(Visits.person(), Visits.record("hold"), opened: false)
        #expect(
            problems { $0.results = [wrong] } == ["person 7 (resident) at west-in: expected admit, got hold"])
    }

    @Test func manyDifferencesAreNotAllTold() {
        var summary = good
        summary.comparison = RecordComparison(
            journal: (0..<9).map { line.replacing("\"index\":0", with: "\"index\":\($0)") }.joined(), desk: "")
        summary.cosigned = 9
        #expect(summary.problems.count == RecordComparison.told + 1)
        #expect(summary.problems.last == "and 4 more differences")
    }
}
