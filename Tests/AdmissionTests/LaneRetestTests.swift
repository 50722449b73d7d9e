import Codes
import Testing
import Wire

@testable import Admission

/// High temperatures and the end of the window.
struct LaneRetestTests {
    @Test func highTwiceIsConfirmed() {
        var script = LaneScript()
        script.see(37.5, frames: 60)
        #expect(
            script.story == [
                "retest temperature.high passage.open", "hold! temperature.high temperature.confirmed",
            ])
        #expect(Set(script.records.map(\.passage)).count == 1)
        let readings = script.records.compactMap(\.reading)
        #expect(readings[1].began >= readings[0].completed + .seconds(2))
    }

    @Test func normalAtTheSecondIsAdmitted() {
        var script = LaneScript()
        script.see(37.5)
        script.nobody()
        script.see(36.9)
        #expect(
            script.story == [
                "retest temperature.high passage.open", "admit! temperature.normal temperature.retested",
            ])
    }

    @Test func whoIsNotMeasuredAgainTimesOut() {
        var script = LaneScript()
        script.see(37.5)
        script.nobody()
        script.wait(.seconds(19))
        #expect(script.records.count == 1)
        script.wait(.seconds(1))
        #expect(script.story.last == "hold! temperature.high passage.timeout")
    }

    @Test func theRetestExtendsThePassageOnce() throws {
        var script = LaneScript()
        script.scan(Fixture.pass("resident"))
        script.wait(.seconds(15))
        script.see(37.5)
        let deadline = try #require(script.lane.deadline)
        #expect(deadline == script.now + .seconds(20))
        script.see((37.5), frames: 18)
        #expect(script.lane.deadline == deadline)
        script.nobody()
        script.see(36.5)
        #expect(script.records.last?.verdict == .admit)
    }

    @Test func aFeverIsNotCuredByAPass() {
        var script = LaneScript()
        script.see(37.5)
        script.scan(Fixture.pass("resident"))
        script.nobody()
        script.see(37.5)
        #expect(script.records.last?.verdict == .hold)
        #expect(script.records.last?.reasons == Reasons(.temperatureHigh, .temperatureConfirmed, .codeVerified))
    }

    @Test func aPassageEndsAfterItsWindow() {
        var script = LaneScript()
        script.scan(Fixture.pass("visitor"))
        script.wait(.milliseconds(19_999))
        #expect(script.records.count == 1)
        script.wait(.milliseconds(1))
        #expect(
            script.story.last
                == "hold! temperature.missing code.verified health-code.missing trip-code.missing passage.timeout")
        #expect(script.records.last?.decided == script.now)
    }

    @Test func onlyProgressExtendsTheWindow() {
        var script = LaneScript()
        script.scan(Fixture.pass("visitor"))
        script.wait(.seconds(10))
        script.attest(.healthCode)
        #expect(script.lane.deadline == script.now + .seconds(20))
        script.wait(.seconds(10))
        script.attest(.confirmation)
        script.scan(Fixture.bad(.invalid))
        #expect(script.lane.deadline == script.now + .seconds(10), "what is not needed, or bad, is no progress")
        script.wait(.seconds(10))
        #expect(script.records.last?.isFinal == true)
    }

    @Test func aLateTickChangesNothing() {
        var script = LaneScript()
        script.scan(Fixture.pass("resident"))
        script.now = script.now + .seconds(30)
        script.scan(Fixture.pass("resident"))
        #expect(script.records.count == 3)
        #expect(script.story[1] == "hold! temperature.missing code.verified passage.timeout")
        #expect(script.records[2].passage != script.records[1].passage)
    }

    @Test func whoComesWhileAPassageEndsIsMeasuredForTheirOwn() {
        var script = LaneScript()
        script.scan(Fixture.pass("visitor"))
        script.wait(.milliseconds(19_800))
        script.see(36.5, frames: 8)
        #expect(script.records.count == 3)
        #expect(script.story[1].hasSuffix("passage.timeout"))
        #expect(script.story[2] == "admit! temperature.normal")
    }

    @Test func whoMovedThroughTheWholePassageIsNotReadAfterIt() {
        var script = LaneScript()
        for frame in 0..<300 { script.see(frame % 2 == 0 ? 36.0 : 36.8, frames: 1) }
        #expect(script.records.count == 2)
        #expect(script.story.last == "hold! temperature.missing temperature.unstable passage.timeout")
        script.see(36.5, frames: 50)
        #expect(script.records.count == 2)
    }
}
