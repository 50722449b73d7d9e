import Codes
import Testing

@Suite("Signed lists of revoked passes")
struct RevocationListTests {
    static let digest = String(repeating: "a5", count: 32)

    func load(
        _ list: String, signature: String?, key: String, more: [TrustFile] = []
    ) throws -> TrustSnapshot {
        var files = [
            TrustFile(path: "gh1/k.jwk", bytes: Array(key.utf8)),
            TrustFile(path: "revoked/a.txt", bytes: Array(list.utf8)),
        ]
        if let signature { files.append(TrustFile(path: "revoked/a.sig", bytes: Array(signature.utf8))) }
        return try TrustSnapshot.load(files: (files + more).reversed())
    }

    @Test("a list with a good signature is taken, one without is told of", arguments: JWK.Curve.allCases)
    func good(_ curve: JWK.Curve) throws {
        let fixture = try PassFixture(curve)
        let list = "# of the committee\n\(Self.digest)\n"
        let signature = try RevocationList.sign(Array(list.utf8), with: fixture.key)
        let signed = try load(list, signature: signature, key: fixture.jwk.publicJSON)
        #expect(signed.revoked.count == 1)
        #expect(signed.unsignedLists.isEmpty)
        #expect(try load(list, signature: nil, key: fixture.jwk.publicJSON).unsignedLists == ["revoked/a.txt"])
    }

    @Test("a changed list, a changed signature, another's key, a lost list: the whole directory is refused")
    func bad() throws {
        let fixture = try PassFixture()
        let key = fixture.jwk.publicJSON
        let list = "\(Self.digest)\n"
        let signature = try RevocationList.sign(Array(list.utf8), with: fixture.key)
        for changed in ["", list + "#", Self.digest] {
            let error = try #require(throws: TrustError.self) { try load(changed, signature: signature, key: key) }
            #expect(error.path == "revoked/a.sig")
            #expect(error.problem.contains("does not fit"))
        }
        for index in signature.utf8.indices {
            var text = Array(signature.utf8)
            let place = signature.utf8.distance(from: signature.utf8.startIndex, to: index)
            text[place] = text[place] == UInt8(ascii: "b") ? UInt8(ascii: "c") : UInt8(ascii: "b")
            #expect(throws: TrustError.self) {
                try load(list, signature: String(decoding: text, as: UTF8.self), key: key)
            }
        }
        let other = try JWK.generate(.ed25519)
        #expect(throws: TrustError.self) { try load(list, signature: signature, key: other.publicJSON) }
        let lost = [TrustFile(path: "revoked/b.sig", bytes: Array(signature.utf8))]
        #expect(throws: TrustError.self) { try load(list, signature: signature, key: key, more: lost) }
    }

    @Test("a list says until when it may be believed; the earliest counts")
    func freshness() throws {
        let key = try PassFixture().jwk.publicJSON
        let list = "# fresh-until: 2021-08-20T00:00:00Z\n# fresh-until: 2021-08-19T00:00:00Z\r\n\(Self.digest)\n"
        let trust = try load(list, signature: nil, key: key)
        let end = try #require(UnixTime(rfc3339: "2021-08-19T00:00:00Z"))
        #expect(!trust.isStale(at: end.adding(seconds: -1)))
        #expect(trust.isStale(at: end))
        #expect(throws: TrustError.self) { try load("# fresh-until: soon\n", signature: nil, key: key) }
    }
}

@Suite("Place tags")
struct PlaceTagTests {
    func verification(_ change: (inout GH1Pass) -> Void) throws -> Verification {
        let fixture = try PassFixture()
        let tag = fixture.pass(.placeTag, change)
        let trust = try TrustSnapshot.load(files: [
            TrustFile(path: "gh1/a.jwk", bytes: Array(fixture.jwk.publicJSON.utf8))
        ])
        return CodeReader(schemes: [GH1Scheme()]).verify(
            Array(try fixture.issuer.issue(tag).utf8), trust: trust, at: PassFixture.noon, clock: .synchronised)
    }

    @Test("a tag is verified as what it is")
    func good() throws {
        let result = try verification { _ in }
        #expect(result.outcome == .verified)
        #expect(result.evidence.map(\.kind) == ["place-tag"])
    }

    @Test("a tag says nothing of a person, and only a tag has a place")
    func bad() throws {
        #expect(throws: GH1IssueError.pass(.place)) { try verification { $0.place = nil } }
        #expect(throws: GH1IssueError.pass(.place)) { try verification { $0.place = "" } }
        #expect(throws: GH1IssueError.pass(.place)) { try verification { $0.maskedName = "张*" } }
        #expect(throws: GH1IssueError.pass(.place)) { try verification { $0.isOneTime = true } }
        #expect(throws: GH1IssueError.pass(.place)) { try verification { $0.kind = .resident } }
    }
}
