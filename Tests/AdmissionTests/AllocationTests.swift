import TestSupport
import Testing
import Wire

@testable import Admission

/// While no reading completes, a sample costs no memory: neither of a passer-by nor of somebody who stands there, nor
/// while a passage is open.
@Suite(.enabled(if: Allocations.areCounted))
struct AllocationTests {
    /// Allocations of 1,000 frames at 10 Hz, after the first 200 (the display is idle again by then); `object` gives the frame's temperature in hundredths.
    private func allocations(
        _ script: LaneScript, ambient: Int32? = 2250, _ object: (Int) -> Int32
    ) -> (count: UInt64, effects: Int) {
        var lane = script.lane
        var now = script.now
        let clock = script.clock
        var effects = 0
        func feed(_ frames: Range<Int>) {
            for frame in frames {
                now = now + .milliseconds(100)
                let sample = Sample(
                    object: Temperature(hundredths: object(frame)),
                    ambient: ambient.map { Temperature(hundredths: $0) })
                lane.receive(sample: sample, at: now, clock: clock) { _ in effects += 1 }
            }
        }
        feed(0..<200)
        effects = 0
        return (Allocations.count { feed(200..<1200) }, effects)
    }

    @Test func nobodyCostsNothing() {
        #expect(allocations(LaneScript()) { _ in 2261 } == (0, 0))
    }

    @Test func whoHasBeenReadCostsNothing() {
        #expect(allocations(LaneScript()) { _ in 3650 } == (0, 0))
    }

    @Test func whoMovesOrStandsTooFarCostsNothing() {
        func open() -> LaneScript { LaneScript { $0.window = .seconds(1000) } }
        #expect(allocations(open()) { $0 % 2 == 0 ? 3600 : 3680 } == (0, 0))
        #expect(allocations(open()) { _ in 3140 } == (0, 0))
        #expect(allocations(open()) { $0 % 2 == 0 ? 3640 : 3450 } == (0, 0))
        #expect(allocations(open(), ambient: nil) { _ in 3650 } == (0, 0))
    }

    @Test func anOpenPassageCostsNothing() {
        var script = LaneScript { $0.window = .seconds(1000) }
        script.scan(Fixture.pass("visitor"))
        #expect(allocations(script) { _ in 3650 } == (0, 0))
    }

    @Test func aSensorThatIsNotReadyCostsNothing() {
        #expect(allocations(LaneScript(ready: false)) { _ in 3650 } == (0, 0))
    }

    /// The counter does count here: a person in each second makes records.
    @Test func aReadingCosts() {
        let (count, effects) = allocations(LaneScript()) { $0 % 10 < 7 ? 3650 : 2261 }
        #expect(count > 0)
        #expect(effects > 100)
    }
}
