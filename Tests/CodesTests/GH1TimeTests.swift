import Codes
import Testing

@Suite("The times of a pass")
struct GH1TimeTests {
    /// Microseconds before and after each border, with the grace of 30 s: the first moment is good, the last is not.
    @Test(
        "the matrix of expiry",
        arguments: [
            (-30_000_001, .clockUntrusted), (-30_000_000, .notYetValid), (0, .notYetValid),
            (569_999_999, .notYetValid), (570_000_000, .verified), (600_000_000, .verified), (1_000_000_000, .verified),
            (3_600_000_000, .verified), (3_629_999_999, .verified), (3_630_000_000, .expired), (.max, .expired),
        ] as [(Int64, CodeOutcome)])
    func matrix(_ offset: Int64, _ outcome: CodeOutcome) throws {
        let fixture = try PassFixture()
        let start = PassFixture.issuedAt
        let text = try fixture.text {
            $0.notBefore = start.adding(seconds: 600)
            $0.expires = start.adding(seconds: 3600)
        }
        let time = UnixTime(microseconds: offset == .max ? .max : start.microseconds + offset)
        let trust = try TrustSnapshot.load(files: [
            TrustFile(path: "gh1/a.jwk", bytes: Array(fixture.jwk.publicJSON.utf8))
        ])
        let result = try fixture.verify(text, trust: trust, at: time)
        #expect(result.outcome == outcome)
        #expect(result.stage == (outcome == .verified ? nil : .time))
        #expect(result.evidence.isEmpty == (outcome != .verified))
        #expect(result.codeExpires == start.adding(seconds: 3600))
        #expect(try fixture.verify(text, trust: trust, at: time, clock: .freeRunning).outcome == outcome)
    }

    @Test("without a clock nothing is verified, and a wrong signature is still wrong")
    func unset() throws {
        let fixture = try PassFixture()
        let result = try fixture.verify(try fixture.text(), clock: .unset)
        #expect(result.outcome == .clockUntrusted && result.stage == .time && result.evidence.isEmpty)
        #expect(
            try fixture.verify(try fixture.text(), at: UnixTime(seconds: 0), clock: .unset).outcome == .clockUntrusted)
        let stranger = try PassFixture(.p256)
        #expect(try fixture.verify(try stranger.text(), clock: .unset).outcome == .unknownKey)
    }

    @Test("a clock that fell back to 1970 is the clock's fault")
    func fallenBack() throws {
        let fixture = try PassFixture()
        let result = try fixture.verify(try fixture.text(), at: UnixTime(seconds: 0), clock: .freeRunning)
        #expect(result.outcome == .clockUntrusted && result.stage == .time)
    }

    @Test(
        "the window of a hospital slip is the evidence's, not the code's",
        arguments: [
            (-3631, .notYetValid), (-3630, .verified), (0, .verified), (3629, .verified), (3630, .expired),
        ] as [(Int64, CodeOutcome)])
    func window(_ offset: Int64, _ outcome: CodeOutcome) throws {
        let fixture = try PassFixture()
        let result = try fixture.verify(
            try fixture.text(.hospitalSlip), at: PassFixture.noon.adding(seconds: offset))
        #expect(result.outcome == outcome)
        #expect(result.stage == (outcome == .verified ? nil : .content))
        #expect(result.codeExpires == PassFixture.expires)
    }
}
