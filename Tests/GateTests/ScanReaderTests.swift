import Codes
import Testing
import Wire

@testable import Gate

@Suite struct ScanReaderTests {
    private let clock = (time: UnixTime(seconds: 1_795_000_000), quality: ClockQuality.synchronised)

    @Test func theSameCodeHeldBeforeTheScannerIsOneScan() {
        var reader = ScanReader(community: "site", gate: "west")
        let scan = Scan(bytes: Array("GH1:NOT A PASS".utf8), aim: "]Q1")
        var now = Instant(nanoseconds: 1)
        #expect(reader.read(scan, scanner: 0, trust: TrustSnapshot(), clock: clock, at: now)?.verification != nil)
        for _ in 0..<20 {
            now = now + .seconds(1)
            #expect(reader.read(scan, scanner: 0, trust: TrustSnapshot(), clock: clock, at: now) == nil)
        }
        #expect(reader.repeats == 20)
        now = now + .seconds(6)
        #expect(reader.read(scan, scanner: 0, trust: TrustSnapshot(), clock: clock, at: now) != nil)
    }

    @Test func anotherScannerGetsItsOwnAnswer() {
        var reader = ScanReader(community: "site", gate: "west")
        let scan = Scan(bytes: Array("https://example.invalid/1".utf8))
        let now = Instant(nanoseconds: 1)
        #expect(reader.read(scan, scanner: 0, trust: TrustSnapshot(), clock: clock, at: now) != nil)
        #expect(reader.read(scan, scanner: 1, trust: TrustSnapshot(), clock: clock, at: now) != nil)
    }

    @Test func whatNoSchemeKnowsIsUnsupported() {
        var reader = ScanReader(community: "site", gate: "west")
        let result = reader.read(
            Scan(bytes: Array("6901234567892".utf8)), scanner: 0, trust: TrustSnapshot(), clock: clock,
            at: Instant(nanoseconds: 1))
        #expect(result?.verification.outcome == .unsupported)
    }
}
