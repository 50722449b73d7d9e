import Codes
import Testing

@Suite("NZ COVID Passes")
struct NZCPTests {
    static let good = Verification(
        scheme: "nzcp", outcome: .verified,
        subject: CodeSubject(id: "0102030405060708090a0b0c0d0e0f10", name: "Jack Sparrow", birthDate: "1960-04-16"),
        evidence: [
            CodeEvidence(
                kind: "vaccination", validFrom: UnixTime(seconds: 1_628_900_000),
                validUntil: UnixTime(seconds: 1_628_990_000))
        ], codeExpires: UnixTime(seconds: 1_628_990_000))

    @Test("a good pass is verified, with the key's identifier as text or as bytes")
    func good() throws {
        let fixture = try NZCPFixture()
        #expect(try fixture.verify(try fixture.pass()) == Self.good)
        let bytes: CBORValue = [4: .bytes(Array("key-1".utf8)), 1: -7]
        #expect(try fixture.verify(try fixture.pass(protected: bytes)) == Self.good)
    }

    @Test(
        "text that is none says where",
        arguments: [
            ("NZCP:/", .invalid, .encoding), ("NZCP:/1", .invalid, .encoding), ("NZCP:/1/", .invalid, .cbor),
            ("NZCP:/1/A", .invalid, .encoding), ("NZCP:/1/2kce", .invalid, .encoding),
            ("NZCP:/1/MY======", .invalid, .encoding), ("NZCP:/2/MY", .unsupported, .prefix),
            ("NZCP:/18446744073709551616/MY", .unsupported, .prefix), ("NZCP:/01/MY", .invalid, .encoding),
            ("NZCP://MY", .invalid, .encoding), ("NZCP:/-1/MY", .invalid, .encoding),
            ("NZCP:/1 /MY", .invalid, .encoding), ("nzcp:/1/MY", .unsupported, .prefix),
            ("NZCP:1/MY", .unsupported, .prefix),
        ] as [(String, CodeOutcome, CodeStage)])
    func text(_ text: String, _ outcome: CodeOutcome, _ stage: CodeStage) throws {
        let result = try NZCPFixture().verify(Array(text.utf8))
        #expect(result.outcome == outcome && result.stage == stage)
    }

    @Test("messages that are none say where")
    func messages() throws {
        let fixture = try NZCPFixture()
        func expect(_ bytes: [UInt8], _ stage: CodeStage) throws {
            let result = try fixture.verify(NZCPFixture.wrap(bytes))
            #expect(result == Verification(scheme: "nzcp", outcome: .invalid, stage: stage))
        }
        try expect([0xff], .cbor)
        try expect([UInt8](repeating: 0x81, count: 2000), .cbor)
        try expect([0x9b, 0x80, 0, 0, 0, 0, 0, 0, 0], .cbor)
        try expect([0xd2, 0x5b, 0x7f, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff], .cbor)
        try expect(CBOR.encode([1, 2]), .cose)
        let payload = CBOR.encode(NZCPFixture.claims())
        let message = try fixture.message(payload)
        // The tag has to be there, and to be that of this message alone.
        try expect(CBOR.encode(message), .cose)
        try expect(CBOR.encode(.tagged(61, .tagged(18, message))), .cose)
        try expect(CBOR.encode(.tagged(18, message)) + [0], .cbor)
        for protected: CBORValue in [
            [1: -7], [4: "key-1"], [4: "key-1", 1: -8], [4: 1, 1: -7], [4: .bytes([0xff]), 1: -7],
        ] {
            try expect(CBOR.encode(.tagged(18, try fixture.message(payload, protected: protected))), .cose)
        }
        // Neither may stand where no signature covers it.
        let outside = try fixture.message(payload, protected: [1: -7], unprotected: [4: "key-1"])
        try expect(CBOR.encode(.tagged(18, outside)), .cose)
    }

    @Test("claims that are missing or wrong")
    func claims() throws {
        let fixture = try NZCPFixture()
        let changes: [(inout CBORMap) -> Void] = [
            { $0[1] = nil }, { $0[4] = nil }, { $0[5] = nil }, { $0[7] = nil }, { $0[1] = 5 }, { $0[1] = "did:key:x" },
            { $0[1] = "did:web:" }, { $0[1] = "did:web:passes.example.org#key-1" }, { $0[4] = "1628990000" },
            { $0[5] = 1_628_900_000_000 }, { $0[7] = .bytes([1]) }, { $0[7] = "urn:uuid:1" },
            { $0[7] = .bytes([UInt8](repeating: 1, count: 17)) },
        ]
        for change in changes {
            let text = try fixture.pass(NZCPFixture.claims { claims, _, _ in change(&claims) })
            #expect(try fixture.verify(text) == Verification(scheme: "nzcp", outcome: .invalid, stage: .claims))
        }
    }

    @Test("credentials: another kind is unsupported, a broken one invalid, findings of form are told")
    func credentials() throws {
        let fixture = try NZCPFixture()
        func verify(_ change: (inout CBORMap, inout CBORMap) -> Void) throws -> Verification {
            let claims = NZCPFixture.claims { _, credential, subject in change(&credential, &subject) }
            let result = try fixture.verify(try fixture.pass(claims))
            #expect(result.outcome == .verified || result.stage == .content && result.evidence.isEmpty)
            return result
        }
        #expect(try verify { credential, _ in credential["version"] = "1.1.0" }.outcome == .unsupported)
        #expect(
            try verify { credential, _ in credential["type"] = ["VerifiableCredential", "Other"] }.outcome
                == .unsupported)
        #expect(try verify { credential, _ in credential["type"] = ["PublicCovidPass"] }.outcome == .invalid)
        #expect(try verify { credential, _ in credential["version"] = nil }.outcome == .invalid)
        #expect(try verify { _, subject in subject["givenName"] = nil }.outcome == .invalid)
        #expect(try verify { _, subject in subject["givenName"] = 5 }.outcome == .invalid)
        #expect(try verify { _, subject in subject = CBORMap() }.outcome == .invalid)
        #expect(
            try verify { credential, subject in (credential, subject) = (CBORMap(), CBORMap()) }.outcome == .invalid)
        let single = try verify { _, subject in subject["familyName"] = nil }
        #expect(single.subject?.name == "Jack" && single.advisories.isEmpty)
        #expect(try verify { credential, _ in credential["@context"] = nil }.advisories == ["nzcp.context"])
        #expect(try verify { _, subject in subject["dob"] = "16/04/1960" }.advisories == ["nzcp.birth-date"])
        let long = try verify { _, subject in subject["givenName"] = .text(String(repeating: "x", count: 101)) }
        #expect(long.advisories == ["nzcp.long-name"] && long.outcome == .verified)
        let types: CBORValue = ["VerifiableCredential", "PublicCovidPass", "Other"]
        #expect(try verify { credential, _ in credential["type"] = types }.advisories == ["nzcp.type"])
    }

    @Test("time decides as for all codes")
    func time() throws {
        let fixture = try NZCPFixture()
        let text = try fixture.pass()
        func outcome(_ seconds: Int64, _ clock: ClockQuality = .synchronised) throws -> CodeOutcome {
            let result = try fixture.verify(text, at: UnixTime(seconds: seconds), clock: clock)
            #expect(result.outcome == .verified || result.stage == .time && result.evidence.isEmpty)
            return result.outcome
        }
        #expect(try outcome(1_628_899_969) == .notYetValid)
        #expect(try outcome(1_628_899_970) == .verified)
        #expect(try outcome(1_628_990_029) == .verified)
        #expect(try outcome(1_628_990_030) == .expired)
        #expect(try outcome(1_628_926_200, .unset) == .clockUntrusted)
        // The end of the pass is told before that of its content.
        let broken = try fixture.pass(NZCPFixture.claims { _, credential, _ in credential["version"] = "2.0.0" })
        #expect(try fixture.verify(broken, at: UnixTime(seconds: 1_628_999_999)).outcome == .expired)
    }

    @Test("no pass with another character, none cut off or extended, is verified")
    func mutations() throws {
        let fixture = try NZCPFixture()
        let trust = try TrustSnapshot.load(files: [fixture.file(), PassFixture.manifest])
        let reader = CodeReader(schemes: [NZCPScheme()])
        func outcome(_ text: [UInt8]) -> CodeOutcome {
            reader.verify(text, trust: trust, at: NZCPFixture.noon, clock: .synchronised).outcome
        }
        let text = try fixture.pass()
        #expect(outcome(text) == .verified)
        let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".utf8)
        let outside = Array("0189=/:-az \u{0}".utf8) + [0x80, 0xff]
        for index in text.indices {
            var changed = text
            // Every one of the five bits; more at once change more of what is signed.
            let value = alphabet.firstIndex(of: text[index])
            let near = value.map { value in (0..<5).map { alphabet[value ^ (1 << $0)] } } ?? alphabet
            for character in near + outside where character != text[index] {
                changed[index] = character
                #expect(outcome(changed) != .verified, "\(character) at \(index)")
            }
            #expect(outcome(Array(text[..<index])) != .verified)
        }
        for character in alphabet + outside where character != 0x20 && character != 0 {
            #expect(outcome(text + [character]) != .verified)
        }
        #expect(outcome(Array("NZCP:/1/".utf8) + [UInt8](repeating: 0x41, count: 1 << 20)) == .invalid)
    }

    @Test("a pass keeps its identity however it is signed")
    func identity() throws {
        let fixture = try NZCPFixture()
        let trust = try TrustSnapshot.load(files: [fixture.file()])
        let key = CodeDigestKey()
        func digest(_ text: [UInt8]) -> CodeDigest {
            CodeReader(schemes: [NZCPScheme()])
                .read(text, trust: trust, at: NZCPFixture.noon, clock: .synchronised, key: key).digest
        }
        let (first, second) = (try fixture.pass(), try fixture.pass())
        #expect(first != second && digest(first) == digest(second))
        #expect(
            digest(try fixture.pass(NZCPFixture.claims { claims, _, _ in claims[7] = .bytes(Array(2...17)) }))
                != digest(first))
    }
}
