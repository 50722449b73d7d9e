import Codes
import Testing
import Wire

@testable import Admission

struct LanePassageTests {
    @Test func whoShowsNothingIsJudgedAtOnce() throws {
        var script = LaneScript()
        script.see(36.5)
        #expect(script.story == ["admit! temperature.normal"])
        let record = try #require(script.records.first)
        #expect(record.category == .resident)
        #expect(record.lane == 3)
        #expect(record.passage.description == "000000000000abcd")
        #expect(script.lane.openPassage == nil)
        script.see(36.5, frames: 300)
        #expect(script.records.count == 1, "the same person standing on is no new passage")
    }

    @Test func aCodeWaitsForTheTemperature() {
        var script = LaneScript()
        script.scan(Fixture.pass("resident"))
        script.see(36.5)
        #expect(
            script.story == [
                "hold temperature.missing code.verified passage.open", "admit! temperature.normal code.verified",
            ])
        #expect(Set(script.records.map(\.passage)).count == 1)
    }

    @Test func aBadCodeSticksToThePassage() {
        var script = LaneScript()
        script.scan(Fixture.bad(.expired))
        script.see(36.5)
        #expect(
            script.story == [
                "hold temperature.missing code.expired passage.open", "hold! temperature.normal code.expired",
            ])
        #expect(script.opened.isEmpty)
    }

    @Test func aGoodCodeReplacesTheBadOne() {
        var script = LaneScript()
        script.scan(Fixture.bad(.expired))
        script.scan(Fixture.pass("resident"), text: 2)
        script.see(36.5)
        #expect(script.records.last?.verdict == .admit)
        #expect(script.records.last?.codes == 2)
        #expect(script.records.count == 3)
    }

    @Test func aRevokedPassIsRefused() {
        var script = LaneScript()
        script.scan(Fixture.bad(.revoked))
        script.see(36.5)
        #expect(
            script.story == [
                "refuse temperature.missing code.revoked passage.open", "refuse! temperature.normal code.revoked",
            ])
        #expect(script.lane.view.state == .refused)
    }

    /// With nobody taken for anybody by default, the order in which evidence comes decides nothing.
    @Test func everyOrderEndsInTheSameVerdict() {
        for order in permutations([0, 1, 2, 3, 4]) {
            var script = LaneScript { $0.defaultCategory = .none }
            for step in order {
                switch step {
                case 0: script.see(36.5)
                case 1: script.scan(Fixture.pass("courier"))
                case 2: script.attest(.healthCode)
                case 3: script.attest(.tripCode)
                default: script.attest(.confirmation)
                }
            }
            #expect(script.records.count == 5)
            #expect(script.records.map(\.isFinal) == [false, false, false, false, true], "\(order)")
            #expect(script.records.last?.verdict == .admit)
            #expect(script.records.last?.reasons == Reasons(.temperatureNormal, .codeVerified))
            #expect(Set(script.records.map(\.passage)).count == 1)
        }
    }

    /// A bad code, a good one and a temperature: whatever comes last, the good code counts once it is there.
    @Test func everyOrderOfCodesBeforeTheTemperature() {
        for order in permutations([0, 1, 2]) {
            var script = LaneScript { $0.defaultCategory = .none }
            for step in order {
                switch step {
                case 0: script.scan(Fixture.bad(.expired), text: 9)
                case 1: script.scan(Fixture.pass("resident"))
                default: script.see(36.5)
                }
                if script.records.last?.isFinal == true { break }
            }
            #expect(script.records.last?.verdict == .admit, "\(order)")
        }
    }

    @Test func aScanAfterTheVerdictIsANewPassageWithItsOwnReading() {
        var script = LaneScript()
        script.see(36.5)
        script.scan(Fixture.pass("resident"))
        #expect(script.records.count == 2)
        #expect(script.records[1].passage != script.records[0].passage)
        #expect(script.records[1].reading == nil)
        script.see(36.5, frames: 19)
        #expect(script.records.count == 2)
        script.see(36.5, frames: 7)
        #expect(script.story.last == "admit! temperature.normal code.verified")
    }

    @Test func aNewPersonIsANewPassage() {
        var script = LaneScript()
        script.see(36.5)
        script.nobody()
        script.see(36.8)
        #expect(script.story == ["admit! temperature.normal", "admit! temperature.normal"])
        #expect(script.records[0].passage.rawValue + 1 == script.records[1].passage.rawValue)
        #expect(script.records[0].ticket != script.records[1].ticket)
        #expect(script.records.allSatisfy { $0.ticket >> 48 == 3 })
    }

    @Test func whoseCategoryNeedsNoTemperatureIsNotReadAfterwards() {
        var script = LaneScript { $0.needs[.staff] = Needs() }
        script.see(36.5, frames: 3)
        script.scan(Fixture.pass("staff"))
        script.see(36.5, frames: 50)
        #expect(script.story == ["admit! code.verified"])
    }

    @Test func aClosedLaneAndAStrangerAreHeld() throws {
        let peak = try #require(MinuteRange("07:00-09:00"))
        var script = LaneScript {
            $0.hours = OpeningHours([peak])
            $0.categories = [.resident]
        }
        script.see(36.5)
        #expect(script.story == ["hold! temperature.normal lane.closed"])
        script.clock = Fixture.clock(minute: 8 * 60)
        script.nobody()
        script.scan(Fixture.pass("staff"))
        script.see(36.5)
        #expect(
            script.story.dropFirst() == [
                "hold temperature.missing code.verified category.not-served passage.open",
                "hold! temperature.normal code.verified category.not-served",
            ])
    }

    @Test func refusalsOpenAPassageThatAReadingEnds() {
        var script = LaneScript()
        script.see(31.4, frames: 12)
        script.see(36.5)
        #expect(
            script.story == [
                "hold temperature.missing temperature.too-low passage.open", "admit! temperature.normal",
            ])
        #expect(script.records[0].refusal?.reason == .temperatureTooLow)
        #expect(script.records[1].refusal == nil)
    }

    @Test func theSameAgainMakesNoRecord() {
        var script = LaneScript()
        for _ in 0..<100 { script.scan(Fixture.bad(.unsupported, scheme: nil)) }
        #expect(script.records.count == 1)
        script.wait(.seconds(20))
        #expect(script.records.last?.repeats == 99)
        #expect(script.records.last?.codes == 1)
    }

    @Test func aFloodOfEvidenceIsBoundedAndCounted() {
        var script = LaneScript()
        for number in 0..<100 { script.scan(Fixture.pass("visitor", id: "p-\(number)"), text: UInt8(number)) }
        #expect(script.records.count == 16)
        script.attest(.healthCode)
        script.attest(.tripCode)
        script.see(36.5)
        #expect(script.records.count == 16)
        script.wait(.seconds(20))
        #expect(script.records.last?.verdict == .hold)
        #expect(script.records.last?.dropped == 87)
        #expect(script.records.last?.isFinal == true)
    }

    @Test func aThermometerThatIsLostHolds() {
        var script = LaneScript()
        script.scan(Fixture.pass("resident"))
        script.see(36.5, frames: 3)
        script.device(.thermometer, .lost)
        #expect(script.story.last == "hold temperature.missing sensor.stale code.verified passage.open")
        script.wait(.seconds(20))
        #expect(script.story.last == "hold! temperature.missing sensor.stale code.verified passage.timeout")
        var never = LaneScript(ready: false)
        never.see(36.5, frames: 50)
        #expect(never.records.isEmpty)
        never.scan(Fixture.pass("resident"))
        #expect(never.story == ["hold temperature.missing sensor.stale code.verified passage.open"])
    }

    @Test func withoutAJournalNobodyIsAdmitted() {
        var script = LaneScript()
        script.journal(available: false)
        script.see(36.5)
        #expect(script.story == ["hold! temperature.normal journal.unavailable"])
        script.nobody()
        script.journal(available: true)
        script.see(36.5)
        #expect(script.records.last?.verdict == .admit)
    }

    private func permutations(_ items: [Int]) -> [[Int]] {
        guard items.count > 1 else { return [items] }
        return items.flatMap { first in
            permutations(items.filter { $0 != first }).map { [first] + $0 }
        }
    }
}
