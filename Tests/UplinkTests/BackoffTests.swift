import TestSupport
import Testing
import Wire

@testable import Uplink

@Suite struct BackoffTests {
    @Test func ceilingsDoubleFromOneSecondToFiveMinutesAndStay() {
        var backoff = Backoff()
        var random = SplitMix(seed: 1)
        var ceilings: [Duration] = []
        for _ in 0..<12 {
            ceilings.append(backoff.ceiling)
            _ = backoff.next(using: &random)
        }
        #expect(ceilings == [1, 2, 4, 8, 16, 32, 64, 128, 256, 300, 300, 300].map { .seconds($0) })
    }

    @Test func waitsAreSpreadOverAllOfTheCeiling() {
        var random = SplitMix(seed: 2)
        var waits: [Duration] = []
        for _ in 0..<1000 {
            var backoff = Backoff()
            for _ in 0..<5 { _ = backoff.next(using: &random) }
            waits.append(backoff.next(using: &random))
        }
        #expect(waits.allSatisfy { $0 >= .zero && $0 <= .seconds(32) })
        for quarter in 0..<4 {
            let range = Duration.seconds(8 * quarter)..<Duration.seconds(8 * quarter + 8)
            #expect((180...320).contains(waits.filter { range.contains($0) }.count))
        }
    }

    @Test func theUpstreamsWishIsALowerBound() {
        var random = SplitMix(seed: 3)
        var backoff = Backoff()
        for _ in 0..<50 { #expect(backoff.next(atLeast: .seconds(30), using: &random) >= .seconds(30)) }
    }

    @Test func itNeverOverflowsAndStartsAgainAfterSuccess() {
        var random = SplitMix(seed: 4)
        var backoff = Backoff(minimum: .milliseconds(50), maximum: .seconds(3600))
        for _ in 0..<100_000 { _ = backoff.next(using: &random) }
        #expect(backoff.ceiling == .seconds(3600))
        backoff.reset()
        #expect(backoff.ceiling == .milliseconds(50))
    }
}
