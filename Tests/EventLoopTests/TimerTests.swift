import TestSupport
import Testing
import Wire

@testable import EventLoop

/// Timers under virtual time.
struct TimerTests {
    @Test func firesInOrderAtItsOwnDeadline() {
        let loop = VirtualLoop()
        var log: [String] = []
        for (name, milliseconds) in [("c", 30), ("a", 10), ("b", 20), ("b2", 20)] {
            loop.schedule(at: loop.now + .milliseconds(milliseconds)) { now in
                log.append("\(name) at \(now.nanoseconds / 1_000_000)")
            }
        }
        loop.advance(by: .milliseconds(9))
        #expect(log.isEmpty)
        loop.advance(by: .milliseconds(1))
        #expect(log == ["a at 10"])
        loop.advance(by: .seconds(1))
        #expect(log == ["a at 10", "b at 20", "b2 at 20", "c at 30"])
        #expect(loop.now.nanoseconds == 1_010_000_000)
        #expect(loop.nextDeadline == nil)
    }

    @Test func cancelledDoesNotFire() {
        let loop = VirtualLoop()
        var fired = 0
        let timer = loop.schedule(at: loop.now + .seconds(1)) { _ in fired += 1 }
        #expect(timer.deadline == loop.now + .seconds(1))
        timer.cancel()
        timer.cancel()
        #expect(timer.deadline == nil)
        loop.advance(by: .seconds(2))
        #expect(fired == 0)
        timer.arm(at: loop.now + .seconds(1))
        loop.advance(by: .seconds(2))
        #expect(fired == 1)
    }

    @Test func aTimerMayCancelAnotherOfTheSameInstant() {
        let loop = VirtualLoop()
        var fired: [Int] = []
        let second = loop.makeTimer { _ in fired.append(2) }
        loop.schedule(at: loop.now + .seconds(1)) { _ in
            fired.append(1)
            second.cancel()
        }
        second.arm(at: loop.now + .seconds(1))
        loop.advance(by: .seconds(2))
        #expect(fired == [1])
    }

    /// One that re-arms itself into the past may not keep those waiting that are due.
    @Test func reArmingIntoThePastStarvesNobody() {
        let queue = TimerQueue(now: Instant(nanoseconds: 100))
        var greedyTurns = 0
        var otherTurns = 0
        var greedy: Timer?
        greedy = Timer(queue: queue) { _ in
            greedyTurns += 1
            greedy?.arm(at: Instant(nanoseconds: 0))
        }
        let other = Timer(queue: queue) { _ in otherTurns += 1 }
        greedy?.arm(at: queue.now)
        other.arm(at: queue.now + .nanoseconds(1))
        queue.fire()
        #expect((greedyTurns, otherTurns) == (1, 0))
        queue.now = Instant(nanoseconds: 101)
        queue.fire()
        #expect((greedyTurns, otherTurns) == (2, 1))
        greedy = nil
    }

    /// Any mixture of arming, re-arming and cancelling fires what a sorted list would.
    @Test(arguments: 1...20 as ClosedRange<UInt64>) func agreesWithASortedList(seed: UInt64) {
        var random = SplitMix(seed: seed)
        let loop = VirtualLoop()
        var model: [Int: (due: UInt64, order: Int)] = [:]
        var fired: [Int] = []
        let timers = (0..<40).map { number in loop.makeTimer { _ in fired.append(number) } }
        for order in 0..<400 {
            let number = Int.random(in: 0..<timers.count, using: &random)
            if UInt8.random(in: 0..<4, using: &random) == 0 {
                timers[number].cancel()
                model[number] = nil
            } else {
                let due = UInt64.random(in: 1...50, using: &random)
                timers[number].arm(at: Instant(nanoseconds: due))
                model[number] = (due, order)
            }
        }
        #expect(loop.nextDeadline?.nanoseconds == model.values.map(\.due).min())
        loop.advance(to: Instant(nanoseconds: 25))
        let sorted = model.sorted { ($0.value.due, $0.value.order) < ($1.value.due, $1.value.order) }
        #expect(fired == sorted.filter { $0.value.due <= 25 }.map(\.key))
        loop.advance(to: Instant(nanoseconds: 50))
        #expect(fired == sorted.map(\.key))
    }
}
