import Codes
import Testing
import Wire

@testable import Admission

/// The barrier: only for a final admission, only once it is durable, only while the person still stands there.
struct LaneBarrierTests {
    @Test func itOpensWhenTheRecordIsDurable() throws {
        var script = LaneScript()
        script.see(36.5)
        let ticket = try #require(script.records.first?.ticket)
        #expect(script.opened.isEmpty)
        #expect(script.lane.view.state == .recording)
        script.wait(.milliseconds(4999))
        script.durable(ticket)
        #expect(script.opened == [ticket])
        #expect(script.lane.view.state == .admitted)
        script.durable(ticket)
        #expect(script.opened == [ticket], "once")
    }

    @Test func afterFiveSecondsThePersonIsGone() throws {
        var script = LaneScript()
        script.see(36.5)
        let ticket = try #require(script.records.first?.ticket)
        script.now = script.now + .seconds(5)
        script.durable(ticket)
        #expect(script.opened.isEmpty)
        #expect(script.lane.view.state == .held)
        #expect(script.lane.view.reasons.contains(.journalLate))
        #expect(script.lane.lateRecords == 1)
        #expect(script.effects.last == .show(script.lane.view))
    }

    @Test func aJournalThatNeverAnswersIsNoticedByTheTimer() {
        var script = LaneScript()
        script.see(36.5)
        script.wait(.seconds(5))
        #expect(script.lane.view.state == .held)
        #expect(script.lane.lateRecords == 1)
        script.wait(.seconds(5))
        #expect(script.lane.view.state == .idle)
        #expect(script.lane.deadline == nil)
        #expect(script.records.count == 1)
    }

    @Test func aRecordThatFailsOpensNothing() throws {
        var script = LaneScript()
        script.see(36.5)
        let ticket = try #require(script.records.first?.ticket)
        script.failed(ticket)
        #expect(script.lane.view.state == .held)
        #expect(script.lane.view.verdict == .hold)
        #expect(script.lane.view.reasons == Reasons(.temperatureNormal, .journalUnavailable))
        script.durable(ticket)
        #expect(script.opened.isEmpty)
        #expect(script.records.count == 1)
    }

    @Test func aHoldThatFailsIsShownAndForgotten() throws {
        var script = LaneScript()
        script.scan(Fixture.bad(.invalid))
        script.failed(try #require(script.records.first?.ticket))
        #expect(script.lane.view.reasons.contains(.journalUnavailable))
        script.wait(.seconds(60))
        script.failed(99)
        #expect(script.lane.view.state == .held)
        script.wait(.seconds(5))
        #expect(script.lane.view.state == .idle)
        #expect(script.opened.isEmpty)
    }

    @Test func nothingElseEverOpensIt() {
        var script = LaneScript()
        script.scan(Fixture.bad(.revoked))
        script.see(36.5)
        script.nobody()
        script.see(37.5, frames: 60)
        script.nobody()
        script.scan(Fixture.pass("visitor"))
        script.wait(.seconds(20))
        for record in script.records { script.durable(record.ticket) }
        for ticket in UInt64(0)..<100 { script.durable(ticket) }
        #expect(script.records.count >= 5)
        #expect(!script.records.contains { $0.verdict == .admit })
        #expect(script.opened.isEmpty)
    }

    @Test func aSlowJournalServesTwoPeopleInTheirOrder() {
        var script = LaneScript()
        script.see(36.5)
        script.nobody()
        script.see(36.6)
        let tickets = script.records.map(\.ticket)
        #expect(tickets.count == 2)
        script.durable(tickets[1])
        script.durable(tickets[0])
        #expect(script.opened == [tickets[1], tickets[0]])
    }

    @Test func theNextPersonIsNotShownTheLastOnesVerdict() throws {
        var script = LaneScript()
        script.see(36.5)
        let ticket = try #require(script.records.first?.ticket)
        script.scan(Fixture.pass("visitor"))
        script.durable(ticket)
        #expect(script.opened == [ticket])
        #expect(script.lane.view.state == .waiting)
    }

    @Test func pendingAdmissionsAreBounded() {
        var script = LaneScript {
            $0.needs[.resident] = Needs()
        }
        for number in 0..<20 { script.scan(Fixture.pass("resident", id: "p-\(number)")) }
        #expect(script.records.count == 20)
        #expect(script.lane.lateRecords == 12)
        for record in script.records { script.durable(record.ticket) }
        #expect(script.opened == script.records.suffix(8).map(\.ticket))
    }

    @Test func theDisplayGoesIdleAndKeepsItsLamps() {
        var script = LaneScript()
        script.device(.scanner, .ready)
        script.see(37.5, frames: 60)
        #expect(script.lane.view.state == .held)
        #expect(script.lane.view.temperature == 37.5)
        script.wait(.seconds(5))
        #expect(script.lane.view.state == .idle)
        #expect(script.lane.view.temperature == nil)
        #expect(script.lane.view.passage == nil)
        #expect(script.lane.view.thermometer == .ready)
        #expect(script.lane.view.scanner == .ready)
        script.effects = []
        script.device(.scanner, .ready)
        #expect(script.effects.isEmpty, "nothing changed")
    }
}
