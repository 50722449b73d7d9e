import Codes
import Testing

@Suite("The community's own pass")
struct GH1Tests {
    @Test(
        "every kind of a person with either key is verified", arguments: GH1Kind.allCases.filter { $0 != .placeTag },
        JWK.Curve.allCases)
    func good(_ kind: GH1Kind, _ curve: JWK.Curve) throws {
        let fixture = try PassFixture(curve)
        let text = try fixture.text(kind)
        let alphanumeric = Set("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:".utf8)
        #expect(text.allSatisfy(alphanumeric.contains))
        #expect(text.count < 400)
        let window = fixture.pass(kind).window
        let expected = Verification(
            scheme: "gh1", outcome: .verified, subject: CodeSubject(id: "r-4711", name: "张*", phoneTail: "1234"),
            evidence: [CodeEvidence(kind: kind.rawValue, validFrom: window?.from, validUntil: window?.until)],
            codeExpires: PassFixture.expires)
        #expect(try fixture.verify(text) == expected)
    }

    @Test("claims that somebody else's program wrote are read")
    func foreign() throws {
        let fixture = try PassFixture()
        let result = try fixture.verify(
            try fixture.signed(
                fixture.claims { claims, pass in
                    claims[4] = .float(1_628_990_000.5)
                    claims[99] = "unknown"
                    pass[50] = "unknown"
                }))
        #expect(result.outcome == .verified)
        #expect(result.subject == CodeSubject(id: "0102030405060708090a0b0c0d0e0f10", name: "李**"))
        #expect(result.evidence == [CodeEvidence(kind: "visitor")])
    }

    @Test(
        "what cannot be read says where",
        arguments: [
            ("GH1", nil, .unsupported, .prefix), ("gh1:ABC", nil, .unsupported, .prefix),
            ("", nil, .unsupported, .prefix),
            ("GH1:", "gh1", .invalid, .compression), ("GH1:a", "gh1", .invalid, .encoding),
            ("GH1:::::", "gh1", .invalid, .encoding), ("GH1:BB8", "gh1", .invalid, .compression),
            ("GH1:\u{0}\u{0}A", "gh1", .invalid, .encoding),
        ] as [(String, String?, CodeOutcome, CodeStage)])
    func unreadable(_ text: String, _ scheme: String?, _ outcome: CodeOutcome, _ stage: CodeStage) throws {
        let result = try PassFixture().verify(Array(text.utf8))
        #expect(result == Verification(scheme: scheme, outcome: outcome, stage: stage))
    }

    @Test("messages that are none say where")
    func messages() throws {
        let fixture = try PassFixture()
        func expect(_ bytes: [UInt8], _ stage: CodeStage) throws {
            let result = try fixture.verify(try PassFixture.wrap(bytes))
            #expect(result == Verification(scheme: "gh1", outcome: .invalid, stage: stage))
        }
        try expect([], .cbor)
        try expect([UInt8](repeating: 0x81, count: 500) + InflateTests.noise(300), .cbor)
        try expect([0x9b, 0x80, 0, 0, 0, 0, 0, 0, 0], .cbor)
        try expect([0x5b, 0x7f, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff], .cbor)
        try expect(CBOR.encode([1, 2, 3]), .cose)
        let message = try COSESign1.sign(payload: CBOR.encode(fixture.claims()), with: fixture.key)
        let body: [CBORValue] = [[:], .bytes(message.payload), .bytes(message.signature)]
        // No algorithm; one that passes do not use; no key identifier; one of another length.
        for header in [
            [4: .bytes(fixture.jwk.publicKey.keyID)], [1: -37, 4: .bytes(fixture.jwk.publicKey.keyID)], [1: -8],
            [1: -8, 4: .bytes([1])],
        ] as [CBORValue] {
            try expect(CBOR.encode(.array([.bytes(CBOR.encode(header))] + body)), .cose)
        }
    }

    @Test("payloads that are none say where")
    func payloads() throws {
        let fixture = try PassFixture()
        func expect(_ payload: [UInt8], _ stage: CodeStage) throws {
            let result = try fixture.verify(try fixture.signed(payload))
            #expect(result == Verification(scheme: "gh1", outcome: .invalid, stage: stage))
        }
        try expect([0xff], .cbor)
        try expect([0x80], .claims)
        for missing in [1, 4, 6, 7] as [CBORValue] {
            try expect(CBOR.encode(fixture.claims { claims, _ in claims[missing] = nil }), .claims)
        }
        try expect(CBOR.encode(fixture.claims { claims, _ in claims[4] = 1_628_990_000_000 }), .claims)
        try expect(CBOR.encode(fixture.claims { claims, _ in claims[1] = "" }), .claims)
    }

    @Test("content that is none, and content of a later version")
    func content() throws {
        let fixture = try PassFixture()
        func outcome(_ change: (inout CBORMap, inout CBORMap) -> Void) throws -> CodeOutcome {
            let result = try fixture.verify(try fixture.signed(fixture.claims(change)))
            #expect(result.stage == .content && result.evidence.isEmpty && result.subject == nil)
            return result.outcome
        }
        #expect(try outcome { $1[0] = 2 } == .unsupported)
        #expect(try outcome { $1[1] = "astronaut" } == .unsupported)
        let wrong: [(inout CBORMap, inout CBORMap) -> Void] = [
            { $1 = CBORMap() }, { $1[0] = nil }, { $1[1] = nil }, { $1[1] = 1 }, { $1[2] = "张三" }, { $1[2] = "" },
            { $1[2] = .text(String(repeating: "*", count: 65)) }, { $1[3] = "12345" }, { $1[3] = "1" },
            { $1[3] = "12a4" },
            { $1[4] = [] }, { $1[4] = [1] }, { $1[5] = .array(Array(repeating: "a", count: 17)) },
            { $1[6] = [1, 2, 3] },
            { $1[6] = [2, 2] }, { $1[1] = "hospital-slip" }, { $1[7] = 1 }, { claims, _ in claims[7] = .bytes([1]) },
            { claims, _ in claims[2] = "" },
        ]
        for change in wrong { #expect(try outcome(change) != .verified) }
        #expect(try outcome(wrong[4]) == .invalid)
    }

    @Test("keys: unknown, of another algorithm, of another issuer, wrong signature")
    func keys() throws {
        let fixture = try PassFixture()
        let text = try fixture.text()
        #expect(
            try fixture.verify(text, trust: try TrustSnapshot.load(files: [PassFixture.manifest]))
                == Verification(scheme: "gh1", outcome: .unknownKey, stage: .key))
        let stranger = try PassFixture(.ed25519, owner: "other")
        #expect(try stranger.verify(text) == Verification(scheme: "gh1", outcome: .invalid, stage: .key))
        let owner = try PassFixture(.ed25519, owner: "committee")
        #expect(try owner.verify(text).outcome == .verified)
        #expect(throws: GH1IssueError.foreignKey("other")) { try GH1Issuer(name: "committee", key: stranger.key) }
        // The key's identifier on a message of the other algorithm.
        let message = try COSESign1.sign(payload: CBOR.encode(fixture.claims()), with: fixture.key)
        let header: CBORValue = [1: -7, 4: .bytes(fixture.jwk.publicKey.keyID)]
        let mixed: CBORValue = [.bytes(CBOR.encode(header)), [:], .bytes(message.payload), .bytes(message.signature)]
        #expect(
            try fixture.verify(try PassFixture.wrap(CBOR.encode(mixed)))
                == Verification(scheme: "gh1", outcome: .invalid, stage: .key))
        for signature in [[], message.signature.dropLast(), message.signature.map { $0 ^ 1 }] as [[UInt8]] {
            let changed: CBORValue = [
                .bytes(message.protectedBytes), [:], .bytes(message.payload), .bytes(Array(signature)),
            ]
            #expect(
                try fixture.verify(try PassFixture.wrap(CBOR.encode(changed)))
                    == Verification(scheme: "gh1", outcome: .invalid, stage: .signature))
        }
    }

    @Test("nothing of a pass is told before its signature is good")
    func silence() throws {
        let fixture = try PassFixture()
        var message = try CBOR.decode(
            try COSESign1.sign(payload: CBOR.encode(fixture.claims()), with: fixture.key).encoded())
        guard case .tagged(18, .array(var parts)) = message else { Issue.record("no message"); return }
        parts[2] = .bytes(CBOR.encode(fixture.claims { _, pass in pass[2] = "王*" }))
        message = .array(parts)
        let result = try fixture.verify(try PassFixture.wrap(CBOR.encode(message)))
        #expect(result == Verification(scheme: "gh1", outcome: .invalid, stage: .signature))
    }

    @Test("scope: another community or gate is refused, and unknown places are not looked at")
    func scope() throws {
        let fixture = try PassFixture()
        let text = try fixture.text {
            $0.communities = ["嘉宝梦之星"]; $0.gates = ["west", "north"]
        }
        #expect(try fixture.verify(text).outcome == .verified)
        #expect(try fixture.verify(text, by: GH1Scheme(community: "嘉宝梦之星", gate: "north")).outcome == .verified)
        let cases = [("other", "west", "pass.other-community"), ("嘉宝梦之星", "east", "pass.other-gate")]
        for (community, gate, advisory) in cases {
            let result = try fixture.verify(text, by: GH1Scheme(community: community, gate: gate))
            #expect(result.outcome == .invalid && result.stage == .content && result.advisories == [advisory])
            #expect(result.evidence.isEmpty)
        }
    }

    @Test("revoked and stale, one-time and advisories")
    func standing() throws {
        let fixture = try PassFixture()
        let text = try fixture.text()
        // SHA-256 of the bytes 1 to 16.
        let digest = "5dfbabeedf318bf33c0927c43d7630f51b82f351740301354fa3d7fc51f0132e"
        let list = TrustFile(path: "revoked/list.txt", bytes: Array("# lost\n\n\(digest)\r\n".utf8))
        let revoked = try fixture.verify(text, trust: try fixture.trust([list]))
        #expect(revoked.outcome == .revoked && revoked.stage == .revocation && revoked.evidence.isEmpty)

        let late = try #require(UnixTime(rfc3339: "2021-08-20T00:00:00Z"))
        let long = try fixture.text { $0.expires = late.adding(seconds: 86_400) }
        #expect(try fixture.verify(long, at: late.adding(seconds: -1)).outcome == .verified)
        let stale = try fixture.verify(long, at: late)
        #expect(stale.outcome == .staleTrust && stale.stage == .key && stale.evidence.isEmpty)
        let unknown = try fixture.verify(
            long, trust: try TrustSnapshot.load(files: [PassFixture.manifest]), at: late)
        #expect(unknown.outcome == .unknownKey && unknown.advisories == ["trust.stale"])

        #expect(try fixture.verify(try fixture.text { $0.isOneTime = true }).advisories == ["pass.one-time"])
        #expect(try fixture.verify(text, clock: .freeRunning).advisories == ["clock.free-running"])
        let key = TrustFile(path: "gh1/a.jwk", bytes: Array(fixture.jwk.publicJSON.utf8))
        let undated = try fixture.verify(text, trust: try TrustSnapshot.load(files: [key]))
        #expect(undated.outcome == .verified && undated.advisories == ["trust.freshness-unknown"])
    }

    @Test("what is no pass is not issued")
    func issue() throws {
        let fixture = try PassFixture()
        let cases: [(GH1Problem, (inout GH1Pass) -> Void)] = [
            (.id, { $0.id = [1] }), (.expires, { $0.expires = $0.issuedAt }), (.expires, { $0.notBefore = $0.expires }),
            (.holder, { $0.holder = "" }), (.name, { $0.maskedName = "张三" }),
            (.phoneTail, { $0.phoneTail = "13800001234" }),
            (.scope, { $0.gates = [""] }), (.window, { $0.kind = .hospitalSlip }),
            (.window, { $0.window = TimeSpan(from: $0.expires, until: $0.expires) }),
        ]
        for (problem, change) in cases {
            #expect(throws: GH1IssueError.pass(problem)) { try fixture.issuer.issue(fixture.pass(.resident, change)) }
        }
        #expect(throws: GH1IssueError.date) {
            try fixture.issuer.issue(fixture.pass { $0.expires = UnixTime(microseconds: .max) })
        }
        #expect(throws: GH1IssueError.issuer) { try GH1Issuer(name: "", key: fixture.key) }
        var generator = SystemRandomNumberGenerator()
        #expect(GH1Pass.makeID(using: &generator).count == 16)
    }
}
