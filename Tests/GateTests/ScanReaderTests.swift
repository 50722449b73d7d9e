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
        #expect(reader.read(scan, scanner: 0, trust: TrustSnapshot(), clock: clock, at: now) != nil)
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
        guard case .verified(let verification, _)? = result else {
            Issue.record("no verification")
            return
        }
        #expect(verification.outcome == .unsupported)
    }

    @Test func aCodeOfAServiceIsAQuestionWithItsTextAlone() throws {
        let shape = try #require(CodeShape(prefix: "https://codes.example/", alphabet: .url, lengths: 4...40))
        var reader = ScanReader(
            community: "site", gate: "west", resolvers: [ResolverFamily(name: "city", shapes: [shape])])
        func question(_ text: String, scanner: UInt16 = 0, at seconds: UInt64) -> LookupQuestion? {
            let scan = Scan(bytes: Array(text.utf8))
            let now = Instant(nanoseconds: seconds * 1_000_000_000)
            let found = reader.read(scan, scanner: scanner, trust: TrustSnapshot(), clock: clock, at: now)
            if case .question(let question)? = found { return question } else { return nil }
        }
        let first = try #require(question("]Q1https://codes.example/abcd\r\n", at: 1))
        #expect(first.provider == "city")
        #expect(!first.wasElsewhere)
        var text = ""
        first.code.spend { text = String(decoding: $0, as: UTF8.self) }
        #expect(text == "https://codes.example/abcd")
        #expect(first.code.isEmpty, "what was spent is overwritten")
        #expect(question("https://codes.example/abcd", at: 2) == nil, "held before the scanner it is one scan")
        #expect(reader.repeats == 1)
        let elsewhere = try #require(question("https://codes.example/abcd", scanner: 1, at: 3))
        #expect(elsewhere.wasElsewhere)
        #expect(elsewhere.digest == first.digest)
        #expect(try #require(question("https://codes.example/abce", at: 4)).digest != first.digest)
        #expect(question("https://codes.example.evil/abcd", at: 5) == nil)
    }
}
