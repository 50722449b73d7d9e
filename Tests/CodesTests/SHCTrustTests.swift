import Codes
import Testing

@Suite("Whom a card is believed")
struct SHCTrustTests {
    static let other = "https://other.example.org"

    @Test("an unknown issuer and an unknown key are no fault of the holder")
    func unknown() throws {
        let fixture = try SHCFixture()
        let stranger = try SHCFixture(secret: 9)
        let expected = Verification(scheme: "shc", outcome: .unknownKey, stage: .key)
        #expect(try fixture.verify(try fixture.card(), files: [PassFixture.manifest]) == expected)
        #expect(try fixture.verify(try stranger.card()) == expected)
        let foreign = SHCFixture.claims(iss: "\"\(Self.other)\"")
        #expect(try fixture.verify(try stranger.card(foreign)) == expected)
        // A list that is old may lack a key that is new.
        let late = UnixTime(rfc3339: "2021-08-21T00:00:00Z") ?? SHCFixture.noon
        #expect(try fixture.verify(try stranger.card(), at: late).advisories == ["trust.stale"])
        #expect(try fixture.verify(try fixture.card(), at: late).outcome == .staleTrust)
    }

    @Test("a key signs for its own issuer only")
    func confusion() throws {
        let (fixture, stranger) = (try SHCFixture(), try SHCFixture(secret: 9))
        let files = [
            fixture.file(), stranger.file(address: Self.other, path: "shc/other.json"), PassFixture.manifest,
        ]
        let forged = Verification(scheme: "shc", outcome: .invalid, stage: .key)
        // The other's good signature in this issuer's name, and in that of nobody.
        #expect(try fixture.verify(try stranger.card(), files: files) == forged)
        let nobody = SHCFixture.claims(iss: "\"https://nobody.example.org\"")
        #expect(try fixture.verify(try stranger.card(nobody), files: files) == forged)
        // The other's key named, and not its signature.
        let card = try fixture.card(SHCFixture.claims(), header: stranger.header)
        #expect(try fixture.verify(card, files: files).outcome == .unknownKey)
        // This issuer's key named, and another's signature.
        let lie = try stranger.card(SHCFixture.claims(), header: fixture.header)
        #expect(
            try fixture.verify(lie, files: files) == Verification(scheme: "shc", outcome: .invalid, stage: .signature))
        let own = SHCFixture.claims(iss: "\"\(Self.other)\"")
        #expect(try fixture.verify(try stranger.card(own), files: files).outcome == .verified)
        // Two issuers may share a key.
        let shared = [fixture.file(), fixture.file(address: Self.other, path: "shc/other.json")]
        #expect(try fixture.verify(try fixture.card(own), files: shared).outcome == .verified)
        #expect(try fixture.verify(try fixture.card(), files: shared).outcome == .verified)
    }

    @Test(
        "revocation by identifier and time",
        arguments: [
            ("abc-DEF_123", .revoked), ("abc-DEF_123.1628900001", .revoked), ("abc-DEF_123.1628900000.5", .revoked),
            // Issued at 1628900000.25, so not before these.
            ("abc-DEF_123.1628900000.25", .verified), ("abc-DEF_123.1628900000", .verified),
            ("abc-DEF_123.0", .verified), ("abc-DEF_12", .verified), ("abc-DEF_1234", .verified),
            ("ABC-DEF_123", .verified),
        ] as [(String, CodeOutcome)])
    func revocation(_ entry: String, _ outcome: CodeOutcome) throws {
        let fixture = try SHCFixture()
        let files = [fixture.file(version: #","crlVersion":1"#, crls: fixture.list("x", entry)), PassFixture.manifest]
        let result = try fixture.verify(try fixture.card(), files: files)
        #expect(result.outcome == outcome && result.stage == (outcome == .revoked ? .revocation : nil))
        #expect(result.subject == SHCTests.good.subject)
        #expect(result.evidence == (outcome == .revoked ? [] : SHCTests.good.evidence))
        let withoutID = try fixture.card(SHCFixture.claims(rid: ""))
        #expect(try fixture.verify(withoutID, files: files).outcome == .verified)
    }

    @Test("of two entries for one card the one that revokes more counts, whatever their order")
    func twice() throws {
        let fixture = try SHCFixture()
        for entries in [["abc-DEF_123.5", "abc-DEF_123"], ["abc-DEF_123.1628900001", "abc-DEF_123.7"]] {
            for order in [entries, entries.reversed()] {
                let file = fixture.file(crls: fixture.list(order[0], order[1]))
                #expect(try fixture.verify(try fixture.card(), files: [file]).outcome == .revoked)
            }
        }
    }

    @Test("a list that is missing or older than the key says leaves the card open; what it revokes is revoked")
    func staleLists() throws {
        let fixture = try SHCFixture()
        func outcome(_ version: String, _ crls: String, _ rid: String = "\"abc-DEF_123\"") throws -> CodeOutcome {
            let card = try fixture.card(SHCFixture.claims(rid: rid.isEmpty ? "" : ",\"rid\":" + rid))
            let file = fixture.file(version: #","crlVersion":\#(version)"#, crls: crls)
            let result = try fixture.verify(card, files: [file, PassFixture.manifest])
            #expect(result.outcome == .verified || result.stage == .revocation)
            return result.outcome
        }
        #expect(try outcome("2", fixture.list("x")) == .staleTrust)
        #expect(try outcome("2", "[]") == .staleTrust)
        #expect(try outcome("2", "null") == .staleTrust)
        #expect(try outcome("2", fixture.list("x"), "") == .verified)
        #expect(try outcome("2", fixture.list("abc-DEF_123")) == .revoked)
        #expect(try outcome("2", fixture.list("x", counter: "2")) == .verified)
        #expect(try outcome("2", fixture.list("x", counter: "3")) == .verified)
        // A method that the specification does not have says nothing.
        #expect(try outcome("2", fixture.list("abc-DEF_123", counter: "2", method: "other")) == .staleTrust)
        // The list as one object, and under the key's name.
        let list = String(fixture.list("abc-DEF_123").dropFirst().dropLast())
        #expect(try outcome("1", list) == .revoked)
        #expect(try outcome("1", #"{"\#(fixture.jwk.kid)":\#(list)}"#) == .revoked)
        // Of two lists of one key the newer one.
        let lists = fixture.list("x", counter: "2").dropLast() + "," + fixture.list("abc-DEF_123").dropFirst()
        #expect(try outcome("2", String(lists)) == .verified)
    }

    @Test("one card can be revoked here, by the digest of what was signed")
    func digest() throws {
        let fixture = try SHCFixture()
        // One stored block, so that the bytes are the same with every compressor; the digest is another program's.
        let claims = Array(SHCFixture.claims(entries: []).utf8)
        let count = UInt16(claims.count)
        let lengths = [count, ~count].flatMap { [UInt8($0 & 0xff), UInt8($0 >> 8)] }
        let jws = try fixture.jws([1] + lengths + claims)
        let digest = "f6f72b3a212dee28a3a381b4a76b2d20a520017b0a4f26ab6361fbd9bdf198e9"
        let files = [fixture.file(), TrustFile(path: "revoked/a.txt", bytes: Array(digest.utf8))]
        #expect(try fixture.verify(SHCFixture.digits(jws), files: [fixture.file()]).outcome == .verified)
        #expect(try fixture.verify(SHCFixture.digits(jws), files: files).outcome == .revoked)
    }

    @Test("key sets come as a set, as an array and as one key; keys of other kinds are passed over and named")
    func forms() throws {
        let fixture = try SHCFixture()
        let key = fixture.jwk.publicJSON
        let card = try fixture.card()
        let rsa = #"{"kty":"RSA","n":"AQAB","e":"AQAB"}"#
        let encryption = key.replacing(#""use":"sig""#, with: #""use":"enc""#)
        for jwks in [
            key, "[\(key)]", #"{"keys":[\#(key),\#(key)]}"#, #"{"keys":[\#(rsa),\#(key),\#(encryption)]}"#,
        ] {
            let text = #"{"iss":"\#(SHCFixture.address)","jwks":\#(jwks)}"#
            let file = TrustFile(path: "shc/a.json", bytes: Array(text.utf8))
            let ignored = try TrustSnapshot.load(files: [file]).ignored
            #expect(ignored == (jwks.contains("RSA") ? ["shc/a.json key 0", "shc/a.json key 2"] : []))
            #expect(try fixture.verify(card, files: [file]).outcome == .verified)
        }
    }

    @Test("a wrong file is named with a remedy and refuses all")
    func wrong() throws {
        let fixture = try SHCFixture()
        let key = fixture.jwk.publicJSON
        let secret = try #require(fixture.jwk.privateJSON)
        let good = #"{"iss":"\#(SHCFixture.address)","jwks":\#(key)"#
        let off = key.replacing(#""kid":""#, with: #""kid":"x"#)
        let cases: [(String, String)] = [
            ("{", "no JSON"), ("[]", "\"iss\""), (#"{"iss":"http://a","jwks":\#(key)}"#, "\"iss\""),
            (#"{"iss":"https://a/","jwks":\#(key)}"#, "\"iss\""), (#"{"iss":"https://a"}"#, "\"jwks\""),
            (#"{"iss":"https://a","jwks":[]}"#, "no P-256 key"), (#"{"iss":"https://a","jwks":\#(off)}"#, "\"kid\""),
            (#"{"iss":"https://a","jwks":\#(secret)}"#, "private"),
            (#"{"iss":"https://a","jwks":[\#(key),{"kty":"oct","k":"AA"}]}"#, "private"),
            (#"{"iss":"https://a","jwks":[{"kty":"EC","crv":"P-256","x":"AA","y":"AA"}]}"#, "\"x\""),
            (good + #","crls":5}"#, "no lists"), (good + #","crls":[{}]}"#, "revocation list"),
            (good + #","crls":\#(fixture.list("a", counter: "1.5"))}"#, "whole number"),
            (good + #","crls":\#(fixture.list("a", counter: "\"1\""))}"#, "whole number"),
            (good + #","crls":\#(fixture.list("a b"))}"#, "entry 0"),
            (good + #","crls":\#(fixture.list("a", "1234567890123456789012345"))}"#, "entry 1"),
            (good + #","crls":\#(fixture.list("a."))}"#, "entry 0"),
            (good + #","crls":\#(fixture.list("a.b"))}"#, "entry 0"),
            (good + #","crls":\#(fixture.list(""))}"#, "entry 0"),
        ]
        for (text, problem) in cases {
            let file = TrustFile(path: "shc/a.json", bytes: Array(text.utf8))
            let error = try #require(throws: TrustError.self, "\(text)") { try TrustSnapshot.load(files: [file]) }
            #expect(error.path == "shc/a.json" && error.problem.contains(problem), "\(error)")
            #expect(!error.remedy.isEmpty)
        }
        let twice = [fixture.file(), fixture.file(path: "shc/b.json")]
        #expect(throws: TrustError.self) { try TrustSnapshot.load(files: twice) }
        #expect(try TrustSnapshot.load(files: [TrustFile(path: "shc/a/b.json", bytes: [])]).ignored == ["shc/a/b.json"])
    }
}
