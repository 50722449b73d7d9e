import Codes
import Testing

@Suite("The trust directory")
struct TrustTests {
    static func load(_ path: String, _ text: String) throws -> TrustSnapshot {
        try TrustSnapshot.load(files: [TrustFile(path: path, bytes: Array(text.utf8))])
    }

    @Test("keys, lists and the manifest are read, whatever their order; other files are named")
    func good() throws {
        let keys = try JWK.Curve.allCases.map { try JWK.generate($0) }
        let digests = ["a", "B"].map { String(repeating: $0, count: 64) }
        var files = keys.enumerated().map { TrustFile(path: "gh1/\($0).jwk", bytes: Array($1.publicJSON.utf8)) }
        files += [
            TrustFile(path: "revoked/1.txt", bytes: Array((digests[0] + "\n" + digests[1]).utf8)),
            TrustFile(path: "revoked/2.txt", bytes: Array((digests[0] + "\r\n\n# end").utf8)),
            PassFixture.manifest, TrustFile(path: "hc1/a.txt", bytes: [0x30]),
            TrustFile(path: "gh1/a/b.jwk", bytes: []),
        ]
        for order in [files, files.reversed()] {
            let trust = try TrustSnapshot.load(files: order)
            #expect(Set(trust.passKeys.values.joined()) == Set(keys.map(\.publicKey)))
            #expect(trust.revoked.count == 2)
            #expect(trust.manifest?.fetched == UnixTime(seconds: 1_628_899_000))
            #expect(trust.ignored == ["gh1/a/b.jwk", "hc1/a.txt"])
        }
    }

    @Test(
        "one wrong file refuses all and is named with a remedy",
        arguments: [
            ("gh1/a.jwk", "{", "is not a JSON Web Key"), ("gh1/a.jwk", #"{"kty":"RSA"}"#, "wrong value in \"x\""),
            ("revoked/a.txt", "\nabc", "line 2 is no SHA-256 digest"), ("manifest.json", "{}", "fetched"),
            ("manifest.json", #"{"fetched":5,"fresh_until":4}"#, "fetched"),
            ("manifest.json", #"{"fetched":"yesterday","fresh_until":4}"#, "fetched"),
        ])
    func wrong(_ path: String, _ text: String, _ problem: String) throws {
        let error = try #require(throws: TrustError.self) { try Self.load(path, text) }
        #expect(error.path == path)
        #expect(error.problem.contains(problem))
        #expect(!error.remedy.isEmpty && error.description.contains(path))
    }

    @Test("a private key, and too much of anything, is refused")
    func limits() throws {
        let secret = try #require(try JWK.generate(.ed25519).privateJSON)
        let error = try #require(throws: TrustError.self) { try Self.load("gh1/a.jwk", secret) }
        #expect(error.problem.contains("private"))
        let large = TrustFile(path: "x", bytes: [UInt8](repeating: 0, count: TrustSnapshot.largestFile + 1))
        #expect(throws: TrustError.self) { try TrustSnapshot.load(files: [large]) }
        let many = (0...TrustSnapshot.mostFiles).map { TrustFile(path: "\($0)", bytes: []) }
        #expect(throws: TrustError.self) { try TrustSnapshot.load(files: many) }
    }

    @Test("the manifest reads what it writes")
    func manifest() {
        let manifest = TrustManifest(fetched: UnixTime(seconds: 1), freshUntil: UnixTime(seconds: 2))
        #expect(TrustManifest(json: Array(manifest.json.utf8)) == manifest)
    }
}
