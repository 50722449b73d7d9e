import Codes
import Testing

@Suite("EU certificates in time")
struct DCCTimeTests {
    static func verify(
        _ fixture: DCCFixture, _ change: (inout CBORMap) -> Void = { _ in }, at time: UnixTime,
        clock: ClockQuality = .synchronised
    ) throws -> Verification {
        let trust = try TrustSnapshot.load(files: [TrustFile(path: "hc1/a.der", bytes: fixture.certificate)])
        return try fixture.verify(
            try fixture.text(DCCFixture.claims(DCCFixture.content(), change)), trust: trust, at: time, clock: clock)
    }

    @Test("from the issue on, until the expiry, with thirty seconds of grace")
    func bounds() throws {
        let fixture = try DCCFixture()
        let cases: [(UnixTime, CodeOutcome)] = [
            (DCCFixture.issuedAt.adding(seconds: -31), .notYetValid),
            (DCCFixture.issuedAt.adding(seconds: -30), .verified), (DCCFixture.issuedAt, .verified),
            (DCCFixture.expires.adding(seconds: 29), .verified), (DCCFixture.expires.adding(seconds: 30), .expired),
        ]
        for (time, outcome) in cases {
            let result = try Self.verify(fixture, at: time)
            #expect(result.outcome == outcome && (outcome == .verified || result.stage == .time))
            #expect(result.subject == DCCTests.subject && result.codeExpires == DCCFixture.expires)
        }
    }

    @Test("a clock that is not known to be right is not held against the holder")
    func clocks() throws {
        let fixture = try DCCFixture()
        let early = DCCFixture.issuedAt.adding(seconds: -3600)
        #expect(try Self.verify(fixture, at: early, clock: .freeRunning).outcome == .clockUntrusted)
        #expect(try Self.verify(fixture, at: DCCFixture.noon, clock: .freeRunning).outcome == .verified)
        #expect(try Self.verify(fixture, at: DCCFixture.noon, clock: .unset).outcome == .clockUntrusted)
        let late = try Self.verify(fixture, { $0[5] = CBORValue(DCCFixture.expires.seconds - 1) }, at: DCCFixture.noon)
        #expect(late.outcome == .notYetValid && late.stage == .time)
    }

    @Test("times as floats; without expiry or time of issue it is said")
    func forms() throws {
        let fixture = try DCCFixture()
        let floats = try Self.verify(
            fixture,
            { claims in
                claims[4] = .float(1_628_926_300.5)
                claims[6] = .float(1_628_926_100.25)
            }, at: DCCFixture.noon)
        #expect(floats.outcome == .verified && floats.codeExpires == UnixTime(microseconds: 1_628_926_300_500_000))
        let none = try Self.verify(
            fixture,
            { claims in
                claims[4] = nil
                claims[6] = nil
            }, at: DCCFixture.noon)
        #expect(none.outcome == .verified && none.codeExpires == nil)
        #expect(none.advisories.suffix(2) == ["hc1.claims.no-expiry", "hc1.claims.no-issue-time"])
    }

    @Test("the signer's certificate bounds it too, to its last second")
    func signer() throws {
        let fixture = try DCCFixture(from: "210801000000Z", until: "20210901000000Z")
        let end = try #require(UnixTime(rfc3339: "2021-09-01T00:00:00Z"))
        let start = try #require(UnixTime(rfc3339: "2021-08-01T00:00:00Z"))
        let inside = try Self.verify(fixture, at: end.adding(seconds: 30))
        #expect(inside.outcome == .verified)
        #expect(inside.advisories == ["trust.freshness-unknown", "hc1.key.expires-before-code"])
        let after = try Self.verify(fixture, at: end.adding(seconds: 31))
        #expect(after.outcome == .expired && after.stage == .key && after.evidence.isEmpty)
        #expect(after.advisories.last == "hc1.key-validity")
        let early = { (claims: inout CBORMap) in claims[6] = CBORValue(start.seconds - 86_400) }
        let before = try Self.verify(fixture, early, at: start.adding(seconds: -31))
        #expect(before.outcome == .notYetValid && before.stage == .key)
        let renewed = try Self.verify(fixture, early, at: start)
        #expect(renewed.outcome == .verified && renewed.advisories.contains("hc1.key.issued-outside"))
        // An expired code is expired as such, whatever its signer.
        #expect(try Self.verify(fixture, at: DCCFixture.expires.adding(seconds: 31)).stage == .time)
    }
}
