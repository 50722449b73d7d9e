import Codes
import Testing

@Suite("SMART Health Cards")
struct SHCTests {
    static let good = Verification(
        scheme: "shc", outcome: .verified,
        subject: CodeSubject(id: "abc-DEF_123", name: "Xiao M. Wang", birthDate: "1960-04-22"),
        evidence: [
            CodeEvidence(
                kind: "vaccination", validFrom: UnixTime(rfc3339: "2021-03-29T00:00:00Z"),
                attributes: ["vaccine": "http://hl7.org/fhir/sid/cvx|207"])
        ])

    @Test("a good card is verified, in either case of the prefix and as a JWS alone")
    func good() throws {
        let fixture = try SHCFixture()
        let jws = try fixture.jws(try Deflate.run(Array(SHCFixture.claims().utf8), container: .raw))
        #expect(try fixture.verify(SHCFixture.digits(jws)) == Self.good)
        #expect(try fixture.verify(SHCFixture.digits(jws, prefix: "]Q1SHC:/") + [0x0d]) == Self.good)
        var expected = Self.good
        expected.advisories = ["shc.bare"]
        #expect(try fixture.verify(Array(jws.utf8)) == expected)
    }

    @Test(
        "text that is none says where",
        arguments: [
            ("shc:/", .invalid, .encoding), ("shc:/5", .invalid, .encoding), ("shc:/5a", .invalid, .encoding),
            // 78 and 99 stand for no character of Base64url, 02 for a slash.
            ("shc:/78", .invalid, .encoding), ("shc:/99", .invalid, .encoding), ("shc:/02", .invalid, .encoding),
            ("shc:/-1", .invalid, .encoding), ("shc:/56 76", .invalid, .encoding), ("shc:5676", .unsupported, .prefix),
            ("Shc:/5676", .unsupported, .prefix), ("shc://5676", .invalid, .encoding), ("eyJ", .unsupported, .encoding),
            ("shc:/0/1/56", .invalid, .encoding), ("shc:/2/1/56", .invalid, .encoding),
            ("shc:/1/1/2/56", .invalid, .encoding), ("shc:/01/2/56", .invalid, .encoding),
            ("shc:/1/100/56", .invalid, .encoding), ("shc:/a/2/56", .invalid, .encoding),
            ("shc:/1/2/", .invalid, .encoding), ("shc:/1/2/5", .invalid, .encoding),
            ("shc:/1/9223372036854775808/56", .invalid, .encoding),
        ] as [(String, CodeOutcome, CodeStage)])
    func text(_ text: String, _ outcome: CodeOutcome, _ stage: CodeStage) throws {
        let result = try SHCFixture().verify(Array(text.utf8))
        #expect(result.outcome == outcome && result.stage == stage)
    }

    @Test("a chunk alone says nothing; one of one is the whole card")
    func chunks() throws {
        let fixture = try SHCFixture()
        let jws = try fixture.jws(try Deflate.run(Array(SHCFixture.claims().utf8), container: .raw))
        #expect(
            try fixture.verify(SHCFixture.digits(String(jws.prefix(200)), prefix: "shc:/1/3/"))
                == Verification(scheme: "shc", outcome: .unsupported, stage: .prefix, advisories: ["shc.chunk"]))
        var expected = Self.good
        expected.advisories = ["shc.single-chunk"]
        #expect(try fixture.verify(SHCFixture.digits(jws, prefix: "shc:/1/1/")) == expected)
    }

    @Test("tokens and headers that are none say where")
    func headers() throws {
        let fixture = try SHCFixture()
        let kid = fixture.jwk.kid
        let payload = try Deflate.run(Array(SHCFixture.claims().utf8), container: .raw)
        for header in [
            "{}", "[]", "", "{", #"{"alg":"ES256","kid":"\#(kid)"}"#, #"{"alg":"ES256","zip":"DEF"}"#,
            #"{"zip":"DEF","kid":"\#(kid)"}"#, #"{"alg":"none","zip":"DEF","kid":"\#(kid)"}"#,
            #"{"alg":"RS256","zip":"DEF","kid":"\#(kid)"}"#, #"{"alg":"ES256","zip":"DEF","kid":5}"#,
            #"{"alg":"ES256","zip":"DEF","kid":"\#(kid)","crit":["exp"]}"#,
            #"{"alg":"ES256","alg":"ES256","zip":"DEF","kid":"\#(kid)"}"#,
            #"{"alg":"ES256","zip":"DEF","kid":"\#(kid)","x":[[[[[]]]]]}"#,
        ] {
            let text = SHCFixture.digits(try fixture.jws(payload, header: header))
            #expect(
                try fixture.verify(text) == Verification(scheme: "shc", outcome: .invalid, stage: .jws), "\(header)")
        }
        let jws = try fixture.jws(payload)
        for text in [jws + ".", "." + jws, String(jws.replacing(".", with: "")), jws + ".AAAA", jws + "AAA"] {
            let result = try fixture.verify(SHCFixture.digits(text))
            #expect(result == Verification(scheme: "shc", outcome: .invalid, stage: .encoding), "\(text)")
        }
        // Without the prefix, another's token is not a bad card.
        let token = try fixture.jws(payload, header: #"{"alg":"ES256","typ":"JWT"}"#)
        #expect(
            try fixture.verify(Array(token.utf8)) == Verification(scheme: "shc", outcome: .unsupported, stage: .jws))
    }

    @Test("payloads that are none say where")
    func payloads() throws {
        let fixture = try SHCFixture()
        func stage(_ payload: [UInt8]) throws -> CodeStage? {
            let result = try fixture.verify(SHCFixture.digits(try fixture.jws(payload)))
            #expect(result.outcome == .invalid && result.subject == nil)
            return result.stage
        }
        let claims = Array(SHCFixture.claims().utf8)
        let good = try Deflate.run(claims, container: .raw)
        #expect(try stage(claims) == .compression)
        #expect(try stage([]) == .compression)
        #expect(try stage(try Deflate.run(claims, container: .zlib)) == .compression)
        #expect(try stage(Array(good.dropLast())) == .compression)
        #expect(try stage(good + [0]) == .compression)
        for text in ["", "{", "5x", "\u{feff}{}", "{\"iss\":\"a\",\"iss\":\"a\"}", "{}{}", "{\"a\":1e999}"] {
            #expect(try stage(try Deflate.run(Array(text.utf8), container: .raw)) == .json, "\(text)")
        }
        for text in ["5", "{}", "[]", #"{"iss":5}"#] {
            #expect(try stage(try Deflate.run(Array(text.utf8), container: .raw)) == .claims, "\(text)")
        }
    }

    @Test(
        "claims of the wrong form are refused",
        arguments: [
            SHCFixture.claims(iss: "5"), SHCFixture.claims(iss: #""http://cards.example.org/issuer""#),
            SHCFixture.claims(iss: #""https://cards.example.org/issuer/""#), SHCFixture.claims(iss: #""https://""#),
            SHCFixture.claims(iss: #""https:///x""#), SHCFixture.claims(iss: #""https://a b""#),
            // Milliseconds, also where the number is small enough to be a date of the year 3000.
            SHCFixture.claims(nbf: "1628900000000"), SHCFixture.claims(nbf: #""1628900000""#),
            SHCFixture.claims(nbf: "-1"), SHCFixture.claims(nbf: "1e300"), SHCFixture.claims(nbf: "null"),
            SHCFixture.claims(more: #","exp":1628990000000"#), SHCFixture.claims(more: #","exp":"x""#),
            SHCFixture.claims(types: "5"), SHCFixture.claims(types: "[5]"),
            SHCFixture.claims(rid: #","rid":"a.b""#), SHCFixture.claims(rid: #","rid":"""#),
            SHCFixture.claims(rid: #","rid":5"#), SHCFixture.claims(rid: #","rid":"1234567890123456789012345""#),
            SHCFixture.claims(rid: #","rid":"\u212Ab""#),
        ])
    func claims(_ claims: String) throws {
        let fixture = try SHCFixture()
        let result = try fixture.verify(try fixture.card(claims))
        #expect(result == Verification(scheme: "shc", outcome: .invalid, stage: .claims))
    }

    @Test("a card without the type of a card is none")
    func types() throws {
        let fixture = try SHCFixture()
        for types in ["[]", #"["https://smarthealth.cards#immunization"]"#] {
            let result = try fixture.verify(try fixture.card(SHCFixture.claims(types: types)))
            #expect(result.outcome == .invalid && result.stage == .content && result.evidence.isEmpty)
        }
    }

    @Test("time decides as for all codes")
    func time() throws {
        let fixture = try SHCFixture()
        let text = try fixture.card(SHCFixture.claims(more: #","exp":1628990000.5"#))
        func outcome(_ seconds: Int64, _ clock: ClockQuality = .synchronised) throws -> CodeOutcome {
            let result = try fixture.verify(text, at: UnixTime(seconds: seconds), clock: clock)
            #expect(result.outcome == .verified || result.stage == .time && result.evidence.isEmpty)
            #expect(result.subject == Self.good.subject)
            #expect(result.codeExpires == UnixTime(microseconds: 1_628_990_000_500_000))
            return result.outcome
        }
        #expect(try outcome(1_628_899_970) == .notYetValid)
        #expect(try outcome(1_628_899_971) == .verified)
        #expect(try outcome(1_628_990_030) == .verified)
        #expect(try outcome(1_628_990_031) == .expired)
        #expect(try outcome(1_628_926_200, .unset) == .clockUntrusted)
        let result = try fixture.verify(text, files: [fixture.file()], clock: .freeRunning)
        #expect(result.advisories == ["trust.freshness-unknown", "clock.free-running"])
    }
}
