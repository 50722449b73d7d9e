import Control
import Testing
import Wire

@Suite struct SampleSummarizerTests {
    @Test func tellsTheFirstAtOnceAndThenFiveASecond() {
        var summarizer = SampleSummarizer(device: "t")
        var told: [SampleSummary] = []
        // 100 samples a second, for two seconds.
        for tick in 0..<200 {
            let sample = Sample(object: Temperature(hundredths: Int32(3000 + tick)))
            let now = Instant(nanoseconds: 5_000_000_000 + UInt64(tick) * 10_000_000)
            if let summary = summarizer.take(sample, at: now) { told.append(summary) }
        }
        #expect(told.count == 10)
        #expect(told.map(\.count) == [1] + Array(repeating: 20, count: 9))
        #expect(told.first?.object == 30.0)
        #expect(told.last?.object == 31.8)
    }

    @Test func tellsTheKeysThatTheSampleHas() {
        var summarizer = SampleSummarizer(device: "t")
        let summary = summarizer.take(
            Sample(object: Temperature(hundredths: 3412), body: Temperature(hundredths: 3652)),
            at: Instant(nanoseconds: 0))
        #expect(summary == SampleSummary(device: "t", count: 1, object: 34.12, body: 36.52))
    }
}
