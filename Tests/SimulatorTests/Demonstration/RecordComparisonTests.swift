import Control
import Testing

@testable import Simulator

@Suite("Journal against desk")
struct RecordComparisonTests {
    /// A line of the journal's export; the desk's has other keys beside these and other ones within `detail`.
    private func journalLine(_ index: Int, hash: String? = nil, verdict: String = "admit") -> String {
        "{\"index\":\(index),\"kind\":\"entry\",\"time\":\"2026-11-23T20:00:00.00000\(index)Z\",\"clock\":\"synchronised\","
            + "\"lane\":\"west-in\",\"category\":\"resident\",\"verdict\":\"\(verdict)\",\"reasons\":[\"temperature.normal\"],"
            + "\"detail\":{\"object\":36.4},\"sealed\":null,\"leaf_hash\":\"\(hash ?? "ab\(index)")\"}\n"
    }

    private func deskLine(_ index: Int, hash: String? = nil, verdict: String = "admit") -> String {
        "{\"category\":\"resident\",\"clock\":\"synchronised\",\"detail\":{\"length\":9,\"sha256\":\"00\"},"
            + "\"index\":\(index),\"kind\":\"entry\",\"lane\":1,\"leaf_hash\":\"\(hash ?? "ab\(index)")\",\"origin\":\"o\","
            + "\"reasons\":[\"temperature.normal\"],\"time\":\"2026-11-23T20:00:00.00000\(index)Z\","
            + "\"verdict\":\"\(verdict)\"}\n"
    }

    private func journal(_ count: Int) -> String { (0..<count).map { journalLine($0) }.joined() }
    private func desk(_ count: Int) -> String { (0..<count).map { deskLine($0) }.joined() }

    @Test func theSameRecordsAreEqual() {
        let comparison = RecordComparison(journal: journal(5), desk: desk(5))
        #expect(comparison.count == 5)
        #expect(comparison.equal == 5)
        #expect(comparison.differences.isEmpty)
    }

    @Test func missingDoubledChangedAndForeignRecordsAreSeen() {
        #expect(RecordComparison(journal: journal(3), desk: desk(2)).differences == ["the desk lacks record 2"])
        #expect(
            RecordComparison(journal: journal(2), desk: desk(3)).differences
                == ["the desk has record 2, which the journal has not"])
        #expect(RecordComparison(journal: journal(2), desk: deskLine(0) + deskLine(0)).equal == 1)
        let otherHash = deskLine(0) + deskLine(1, hash: "ff")
        #expect(RecordComparison(journal: journal(2), desk: otherHash).differences.count == 1)
        let otherVerdict = deskLine(0, verdict: "hold") + deskLine(1)
        #expect(
            RecordComparison(journal: journal(2), desk: otherVerdict).differences
                == ["record 0 is not the same at the desk"])
        let gap = RecordComparison(journal: journalLine(0) + journalLine(2), desk: deskLine(0) + deskLine(2))
        #expect(gap.differences == ["the journal's record 2 is at place 1"])
    }

    @Test func linesThatAreNoRecordsAreSaid() {
        let comparison = RecordComparison(journal: "error: no such file\n" + journal(1), desk: desk(1))
        #expect(comparison.differences == ["line 1 of the journal's export is no record"])
        #expect(RecordComparison(journal: "", desk: "").count == 0)
    }

    @Test func whatWasAnnouncedHasToBeThere() {
        let announced = [
            Visits.record("admit", index: 1), Visits.record("hold", index: 0), Visits.record("admit", index: 9),
        ]
        #expect(
            RecordComparison.lost(announced, journal: journal(2)) == [
                "record 0 was announced as something else than the journal has",
                "record 9 was announced and is not in the journal",
            ])
        #expect(RecordComparison.lost([Visits.record("admit", index: nil)], journal: "").isEmpty)
    }
}
