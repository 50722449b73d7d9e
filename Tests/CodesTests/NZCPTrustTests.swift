import Codes
import Testing

@Suite("Whom a pass is believed")
struct NZCPTrustTests {
    static let other = "did:web:other.example.org"

    @Test("issuer and key have to be listed, and to belong together")
    func keys() throws {
        let (fixture, stranger) = (try NZCPFixture(), try NZCPFixture(secret: 9))
        let unknown = Verification(scheme: "nzcp", outcome: .unknownKey, stage: .key)
        #expect(try fixture.verify(try fixture.pass(), files: [PassFixture.manifest]) == unknown)
        #expect(try fixture.verify(try fixture.pass(protected: [4: "key-2", 1: -7])) == unknown)
        #expect(try fixture.verify(try fixture.pass(protected: [4: "", 1: -7])) == unknown)
        let forged = Verification(scheme: "nzcp", outcome: .invalid, stage: .signature)
        let files = [
            fixture.file(), stranger.file(did: Self.other, path: "nzcp/other.json"), PassFixture.manifest,
        ]
        #expect(try fixture.verify(try stranger.pass(), files: files) == forged)
        let own = NZCPFixture.claims { claims, _, _ in claims[1] = .text(Self.other) }
        #expect(try fixture.verify(try stranger.pass(own), files: files).outcome == .verified)
        #expect(try fixture.verify(try fixture.pass(own), files: files) == forged)
    }

    @Test("a key that is not for assertions signs nothing")
    func assertion() throws {
        let fixture = try NZCPFixture()
        let methods = fixture.method() + "," + fixture.method("key-2")
        let files = [fixture.file(methods: methods, asserted: "\"#key-2\""), PassFixture.manifest]
        #expect(
            try fixture.verify(try fixture.pass(), files: files)
                == Verification(scheme: "nzcp", outcome: .invalid, stage: .key))
        #expect(
            try fixture.verify(try fixture.pass(protected: [4: "key-2", 1: -7]), files: files).outcome == .verified)
    }

    @Test("documents in the forms that DID Core allows; methods of other types are passed over and named")
    func forms() throws {
        let fixture = try NZCPFixture()
        let pass = try fixture.pass()
        let foreign = fixture.method(did: "did:web:else.example.org")
        let (method, first, second) = (fixture.method(), ["nzcp/issuer.json method 0"], ["nzcp/issuer.json method 1"])
        let ed25519 = ##"{"id":"#x","type":"Ed25519VerificationKey2018"}"##
        let cases: [(String, String?, [String])] = [
            (fixture.method(did: ""), "\"#key-1\"", []),
            (fixture.method(type: "JsonWebKey"), "\"\(NZCPFixture.did)#key-1\"", []),
            ("", method, []),
            (method + "," + fixture.method("key-2", type: "Other"), nil, second),
            (foreign + "," + method, nil, first),
            (ed25519 + "," + method, nil, first),
        ]
        for (methods, asserted, ignored) in cases {
            let file = fixture.file(methods: methods, asserted: asserted)
            #expect(try fixture.verify(pass, files: [file]).outcome == .verified, "\(methods)")
            #expect(try TrustSnapshot.load(files: [file]).ignored == ignored)
        }
    }

    @Test("revocation by the digest of claim 7, and trust that is stale")
    func revocation() throws {
        let fixture = try NZCPFixture()
        // SHA-256 of the bytes 1 to 16, by another program.
        let digest = "5dfbabeedf318bf33c0927c43d7630f51b82f351740301354fa3d7fc51f0132e"
        let files = [fixture.file(), TrustFile(path: "revoked/a.txt", bytes: Array(digest.utf8))]
        let result = try fixture.verify(try fixture.pass(), files: files)
        #expect(result.outcome == .revoked && result.stage == .revocation && result.evidence.isEmpty)
        let manifest = TrustManifest(fetched: UnixTime(seconds: 1), freshUntil: NZCPFixture.noon)
        let stale = [fixture.file(), TrustFile(path: "manifest.json", bytes: Array(manifest.json.utf8))]
        #expect(try fixture.verify(try fixture.pass(), files: stale).outcome == .staleTrust)
        let unknown = try fixture.verify(try fixture.pass(protected: [4: "key-2", 1: -7]), files: stale)
        #expect(unknown.outcome == .unknownKey && unknown.advisories == ["trust.stale"])
    }

    @Test("a wrong document is named with a remedy and refuses all")
    func wrong() throws {
        let fixture = try NZCPFixture()
        let secret = try #require(fixture.jwk.privateJSON)
        let good = String(decoding: fixture.file().bytes, as: UTF8.self)
        let cases: [(String, String)] = [
            ("{", "no JSON"), ("{}", "\"id\""), (good.replacing("did:web", with: "did:key"), "\"id\""),
            (good.replacing("verificationMethod", with: "x"), "verificationMethod"),
            (good.replacing("assertionMethod", with: "x"), "assertionMethod"),
            (good.replacing(NZCPFixture.did + "#key-1\"]", with: NZCPFixture.did + "#key-3\"]"), "no P-256 key"),
            (good.replacing("JsonWebKey2020", with: "Other"), "no P-256 key"),
            (good.replacing(fixture.jwk.publicJSON, with: secret), "private"),
            (good.replacing(#""x":""#, with: #""x":"A"#), "\"x\""),
            (
                String(decoding: fixture.file(methods: fixture.method() + "," + fixture.method()).bytes, as: UTF8.self),
                "twice"
            ),
        ]
        for (text, problem) in cases {
            let file = TrustFile(path: "nzcp/a.json", bytes: Array(text.utf8))
            let error = try #require(throws: TrustError.self, "\(text)") { try TrustSnapshot.load(files: [file]) }
            #expect(error.path == "nzcp/a.json" && error.problem.contains(problem), "\(error)")
            #expect(!error.remedy.isEmpty)
        }
        let twice = [fixture.file(), fixture.file(path: "nzcp/b.json")]
        #expect(throws: TrustError.self) { try TrustSnapshot.load(files: twice) }
    }
}
