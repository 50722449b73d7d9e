import Admission
import Codes
import EventLoop
import Testing
import Wire

@testable import Gate

/// A lane at work against a house that does what the test says.
@Suite struct LaneRunnerTests {
    @Test func theBarrierOpensOnlyAfterTheRecordIsDurable() throws {
        let desk = LaneDesk()
        desk.stand(hundredths: 3650)
        let record = try #require(desk.house.submitted.last)
        #expect(record.verdict == .admit)
        #expect(record.isFinal)
        #expect(desk.house.opened.isEmpty, "nothing opens before the record is durable")
        desk.runner.recordDurable(record.ticket, at: desk.loop.now)
        #expect(desk.house.opened == [record.ticket])
        desk.runner.recordDurable(record.ticket, at: desk.loop.now)
        #expect(desk.house.opened == [record.ticket], "a record opens once")
    }

    @Test func aRecordThatFailsOpensNothing() throws {
        let desk = LaneDesk()
        desk.stand(hundredths: 3650)
        let record = try #require(desk.house.submitted.last)
        desk.runner.recordFailed(record.ticket, at: desk.loop.now)
        desk.runner.recordDurable(record.ticket, at: desk.loop.now)
        #expect(desk.house.opened.isEmpty)
        #expect(desk.runner.lane.view.state == .held)
    }

    @Test func aJournalThatTakesNothingHoldsEverybody() {
        let desk = LaneDesk()
        desk.house.accepts = false
        desk.stand(hundredths: 3650)
        #expect(desk.house.refused == 1)
        #expect(desk.house.opened.isEmpty)
        #expect(desk.runner.lane.view.state == .held)
        #expect(desk.runner.lane.view.reasons.contains(.journalUnavailable))
    }

    @Test func aDurableRecordThatComesTooLateOpensNothing() throws {
        let desk = LaneDesk()
        desk.stand(hundredths: 3650)
        let record = try #require(desk.house.submitted.last)
        desk.loop.advance(by: Lane.openingLimit + .milliseconds(1))
        desk.runner.recordDurable(record.ticket, at: desk.loop.now)
        #expect(desk.house.opened.isEmpty, "whoever was admitted has gone; somebody else would be let through")
    }

    @Test func theTimerEndsAPassageThatWaitsInVain() throws {
        let desk = LaneDesk()
        desk.runner.receive(
            [Verification(scheme: "gh1", outcome: .verified, evidence: [CodeEvidence(kind: "visitor")])],
            digest: CodeDigest(bytes: [1]), at: desk.loop.now)
        #expect(desk.house.submitted.count == 1)
        desk.loop.advance(by: .seconds(19))
        #expect(desk.house.submitted.count == 1)
        desk.loop.advance(by: .seconds(2))
        let last = try #require(desk.house.submitted.last)
        #expect(desk.house.submitted.count == 2)
        #expect(last.verdict == .hold)
        #expect(last.isFinal)
        #expect(last.reasons.contains(.passageTimeout))
        #expect(last.reasons.contains(.temperatureMissing))
    }

    @Test func aLostThermometerIsSeenAtTheLane() {
        let desk = LaneDesk()
        desk.runner.deviceChanged(.thermometer, to: .lost, at: desk.loop.now)
        desk.stand(hundredths: 3650)
        #expect(desk.house.submitted.allSatisfy { $0.verdict != .admit })
        #expect(desk.house.shown.last?.thermometer == .lost)
    }
}

/// A lane with a ready thermometer, on a virtual clock.
private final class LaneDesk {
    let loop = VirtualLoop(start: Instant(nanoseconds: 1_000_000_000))
    let house = FakeHouse()
    let runner: LaneRunner

    init() {
        var settings = LaneSettings(number: 1, name: "west-in")
        settings.measurement.calibrationRequired = false
        runner = LaneRunner(
            settings: settings, thermometer: Thermometer(name: "thermo-1", driver: "gy-mcu90614"), seed: 7,
            clock: WallClock(zone: "UTC"), reactor: loop, house: house)
        runner.journalChanged(available: true, at: loop.now)
        runner.deviceChanged(.thermometer, to: .ready, at: loop.now)
    }

    /// Somebody of that forehead temperature stands there for a second, at ten frames a second.
    func stand(hundredths: Int32) {
        for _ in 0..<10 {
            runner.receive(
                Sample(object: Temperature(hundredths: hundredths), ambient: Temperature(hundredths: 2250)),
                at: loop.now)
            loop.advance(by: .milliseconds(100))
        }
    }
}

private final class FakeHouse: LaneHouse {
    var accepts = true
    var refused = 0
    var submitted: [EntryRecord] = []
    var opened: [EntryRecord.Ticket] = []
    var shown: [LaneView] = []

    func submit(_ record: EntryRecord, from runner: LaneRunner) -> Bool {
        guard accepts else {
            refused += 1
            return false
        }
        submitted.append(record)
        return true
    }

    func open(_ ticket: EntryRecord.Ticket, at runner: LaneRunner) {
        opened.append(ticket)
    }

    func show(_ view: LaneView, at runner: LaneRunner) {
        shown.append(view)
    }
}
