import Codes
import Control
import Testing
import Wire

@testable import Simulator

/// A person at a lane, and the commands that came of it.
private struct Visit {
    var commands: [LaneAct.Command] = []
    var act: LaneAct

    init(_ person: Person, code: String? = nil, frames: UInt64 = 100) {
        var commands: [LaneAct.Command] = []
        act = LaneAct(person, code: code, frames: frames) { commands.append($0) }
        self.commands = commands
    }

    mutating func receive(_ record: PassageEvent, frames: UInt64) {
        act.receive(record, frames: frames) { commands.append($0) }
    }

    mutating func frames(_ range: ClosedRange<UInt64>) {
        for frame in range { act.frameSent(frame) { commands.append($0) } }
    }
}

@Suite("A person at a lane")
struct LaneActTests {
    @Test func aResidentStandsUntilTheVerdictAndLeaves() {
        let person = Visits.person()
        var visit = Visit(person)
        #expect(visit.commands == [.subject(person.forehead)])
        visit.frames(101...109)
        #expect(!visit.act.isOver)
        visit.receive(Visits.record("admit"), frames: 109)
        #expect(visit.commands == [.subject(person.forehead), .subject(nil)])
        visit.frames(110...112)
        #expect(!visit.act.isOver)
        visit.frames(113...113)
        #expect(visit.act.isOver)
        #expect(visit.act.verdict?.verdict == "admit")
    }

    @Test func aCodeIsShownBeforeTheFace() {
        let person = Visits.person(.visitor, .valid)
        var visit = Visit(person, code: "GH1:X")
        #expect(visit.commands == [.scan("GH1:X")])
        visit.frames(101...120)
        #expect(visit.commands.count == 1)
        visit.receive(Visits.record("hold", final: false, ["code.verified", "temperature.missing"]), frames: 120)
        #expect(visit.commands == [.scan("GH1:X"), .subject(person.forehead)])
        visit.receive(Visits.record("admit"), frames: 129)
        #expect(visit.commands.last == .subject(nil))
    }

    @Test func aRetestIsLeavingAndComingOnce() {
        let person = Visits.person(.resident, .none, .fever)
        var visit = Visit(person)
        let retest = Visits.record("retest", final: false, ["temperature.high", "passage.open"])
        visit.receive(retest, frames: 109)
        visit.frames(110...113)
        #expect(visit.commands == [.subject(person.forehead), .subject(nil), .subject(person.second)])
        // The daemon says it again: nothing more is done for it.
        visit.receive(retest, frames: 114)
        #expect(visit.commands.count == 3)
        visit.receive(Visits.record("hold", ["temperature.high", "temperature.confirmed"]), frames: 122)
        visit.frames(123...126)
        #expect(visit.act.isOver)
        #expect(visit.act.records.count == 3)
    }

    @Test func whoIsTooFarComesCloserWithoutLeaving() {
        let person = Visits.person(.resident, .none, .tooFar)
        var visit = Visit(person)
        visit.receive(
            Visits.record("hold", final: false, ["temperature.too-low", "temperature.missing"]), frames: 111)
        #expect(visit.commands == [.subject(person.forehead), .subject(person.second)])
    }

    @Test func theMiddleIsWhileTheSensorMeasures() {
        var visit = Visit(Visits.person())
        #expect(!visit.act.isInTheMiddle(frames: 101))
        #expect(visit.act.isInTheMiddle(frames: 104))
        #expect(!visit.act.isInTheMiddle(frames: 120))
        visit.receive(Visits.record("admit"), frames: 104)
        #expect(!visit.act.isInTheMiddle(frames: 104))
    }

    @Test func whatComesAfterTheVerdictIsNotThePersonsAnyMore() {
        var visit = Visit(Visits.person())
        visit.receive(Visits.record("admit"), frames: 109)
        visit.receive(Visits.record("hold"), frames: 110)
        #expect(visit.act.records.count == 1)
    }

    @Test func whoWaitsForAGuardTakesALaneWhereThatEnds() {
        let courier = Visits.person(.courier, .valid, number: 1)
        let resident = Visits.person(number: 2)
        let slow = DemonstrationSite.Lane(number: 1, name: "west-in", isQuick: false)
        let quick = DemonstrationSite.Lane(number: 2, name: "goods", isQuick: true)
        var queue = PeopleQueue([courier, resident])
        #expect(queue.next(for: slow) == resident)
        #expect(queue.next(for: slow) == nil)
        queue.putBack(resident)
        #expect(queue.next(for: quick) == resident)
        #expect(queue.next(for: quick) == courier)
        #expect(queue.next(for: quick) == nil)
    }
}
