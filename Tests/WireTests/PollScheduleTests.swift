import Testing

@testable import Wire

@Suite("Poll schedule")
struct PollScheduleTests {
    private func instant(_ milliseconds: UInt64) -> Instant { Instant(nanoseconds: milliseconds * 1_000_000) }

    private func schedule() -> PollSchedule {
        PollSchedule(interval: .milliseconds(250), timeout: .milliseconds(100), rest: .milliseconds(150))
    }

    @Test func asksAtTheStartAndThenAtItsInterval() {
        var schedule = schedule()
        #expect(schedule.deadline == nil)
        #expect(schedule.due(at: instant(5)) == .nothing)
        schedule.start(at: instant(10))
        #expect(schedule.due(at: instant(10)) == .ask)
        schedule.asked(at: instant(10))
        #expect(schedule.isAwaiting)
        schedule.answered(at: instant(30))
        #expect(schedule.deadline == instant(260))
        #expect(schedule.due(at: instant(259)) == .nothing)
        #expect(schedule.due(at: instant(260)) == .ask)
    }

    @Test func aMissingAnswerIsToldOnceAndTheLineRests() {
        var schedule = schedule()
        schedule.start(at: instant(0))
        schedule.asked(at: instant(0))
        #expect(schedule.due(at: instant(99)) == .nothing)
        #expect(schedule.due(at: instant(100)) == .timeout)
        #expect(schedule.due(at: instant(100)) == .nothing)
        #expect(schedule.misses == 1)
        #expect(schedule.deadline == instant(250))
        // A late answer to nothing changes nothing.
        schedule.answered(at: instant(120))
        #expect(schedule.due(at: instant(250)) == .ask)
    }

    @Test func anAnswerAfterAMissForgetsIt() {
        var schedule = schedule()
        schedule.start(at: instant(0))
        schedule.asked(at: instant(0))
        _ = schedule.due(at: instant(100))
        schedule.asked(at: instant(250))
        schedule.answered(at: instant(260))
        #expect(schedule.misses == 0)
    }
}
