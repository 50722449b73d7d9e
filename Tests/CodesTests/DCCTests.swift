import Crypto
import Testing

@testable import Codes

@Suite("EU certificates with the project's own keys")
struct DCCTests {
    static let evidence = CodeEvidence(
        kind: "vaccination", validFrom: UnixTime(rfc3339: "2021-06-11T00:00:00Z"),
        attributes: [
            "target": "840539006", "country": "XX", "vaccine": "1119349007", "product": "EU/1/20/1528",
            "maker": "ORG-100030215", "doses": "2/2",
        ])
    static let subject = CodeSubject(name: "Öster Åsa", standardName: "OESTER<<ASA", birthDate: "1998-02-26")

    @Test("a good one of every algorithm", arguments: DCCFixture.Kind.allCases)
    func good(_ kind: DCCFixture.Kind) throws {
        let fixture = try DCCFixture(kind)
        let expected = Verification(
            scheme: "hc1", outcome: .verified, subject: Self.subject, evidence: [Self.evidence],
            codeExpires: DCCFixture.expires)
        #expect(try fixture.verify(try fixture.text()) == expected)
        #expect(try fixture.verify(Array("]Q1".utf8) + fixture.text() + [0x0d, 0x0a]) == expected)
    }

    @Test("each list trusts its own signers only")
    func lists() throws {
        let fixture = try DCCFixture()
        let trust = try fixture.trust(folder: "at1")
        #expect(try fixture.verify(try fixture.text(prefix: "AT1:"), trust: trust).outcome == .verified)
        #expect(try fixture.verify(try fixture.text(prefix: "AT1:"), trust: trust).scheme == "at1")
        #expect(try fixture.verify(try fixture.text(), trust: trust).outcome == .unknownKey)
        #expect(try fixture.verify(try fixture.text(prefix: "AT1:")).outcome == .unknownKey)
    }

    @Test("tests and recoveries")
    func kinds() throws {
        let fixture = try DCCFixture()
        let test = try fixture.verify(DCCFixture.claims(DCCFixture.content([("t", [DCCFixture.test])])))
        #expect(test.outcome == .verified && test.advisories == [])
        #expect(test.evidence.first?.kind == "test" && test.evidence.first?.attributes["result"] == "not-detected")
        #expect(test.evidence.first?.validFrom == UnixTime(rfc3339: "2021-08-13T12:34:56Z"))
        let recovery = try fixture.verify(DCCFixture.claims(DCCFixture.content([("r", [DCCFixture.recovery])])))
        #expect(recovery.outcome == .verified && recovery.advisories == [])
        #expect(recovery.evidence.first?.kind == "recovery")
        #expect(recovery.evidence.first?.validFrom == UnixTime(rfc3339: "2021-05-01T00:00:00Z"))
        #expect(recovery.evidence.first?.validUntil == UnixTime(rfc3339: "2021-10-05T00:00:00Z"))
        #expect(recovery.codeExpires == DCCFixture.expires)
    }

    @Test("a test that found the disease is never evidence of a kind that a good one is")
    func positive() throws {
        let fixture = try DCCFixture()
        for (result, kind) in [("260373001", "positive-test"), ("1", "undecided-test")] {
            let content = DCCFixture.entry("t", DCCFixture.test) { $0["tr"] = .text(result) }
            #expect(try fixture.verify(DCCFixture.claims(content)).evidence.map(\.kind) == [kind])
        }
        let content = DCCFixture.entry("t", DCCFixture.test) { $0["tr"] = nil }
        #expect(try fixture.verify(DCCFixture.claims(content)).evidence.map(\.kind) == ["undecided-test"])
    }

    @Test("the protected key identifier wins; key identifier and algorithm may stand in the other header")
    func headers() throws {
        let fixture = try DCCFixture()
        let key = CBORValue.bytes(fixture.keyID)
        let cases: [(CBORValue, CBORValue, CodeOutcome, CodeStage?)] = [
            ([1: -7], [4: key], .verified, nil), ([1: -7, 4: key], [4: "foo"], .verified, nil),
            ([:], [1: -7, 4: key], .verified, nil), ([4: .bytes([1, 2, 3])], [1: -7, 4: key], .unknownKey, .key),
            ([1: -7], [:], .unknownKey, .key), ([:], [4: key], .invalid, .cose),
            ([1: "ES256", 4: key], [1: -7], .invalid, .cose),
            ([1: -257, 4: key], [:], .invalid, .cose), ([1: -37, 4: key], [:], .invalid, .key),
            ([1: -8, 4: key], [:], .invalid, .key), ([1: -7, 4: key, 2: [99]], [:], .invalid, .cose),
        ]
        for (protected, unprotected, outcome, stage) in cases {
            let parts = try fixture.parts(
                CBOR.encode(DCCFixture.claims()), protected: protected, unprotected: unprotected)
            let result = try fixture.verify(try DCCFixture.wrap(CBOR.encode(.tagged(18, .array(parts)))))
            #expect(result.outcome == outcome && result.stage == stage, "\(protected) \(unprotected)")
        }
        // An empty protected header is no bytes at all.
        var parts = try fixture.parts(CBOR.encode(DCCFixture.claims()))
        let signed = CBOR.encode(["Signature1", .bytes([]), .bytes([]), parts[2]])
        parts = [.bytes([]), [1: -7, 4: key], parts[2], .bytes(try fixture.signature(of: signed))]
        for message in [.array(parts), .tagged(18, .array(parts)), .tagged(61, .tagged(18, .array(parts)))]
            as [CBORValue]
        {
            let result = try fixture.verify(try DCCFixture.wrap(CBOR.encode(message)))
            #expect(result.outcome == .verified && result.advisories == ["hc1.cose.algorithm-unprotected"])
        }
    }

    @Test("what fails before the signature, by its stage; nothing is told of the holder")
    func stages() throws {
        let fixture = try DCCFixture()
        let message = try fixture.message(CBOR.encode(DCCFixture.claims()))
        let payload = CBOR.encode(DCCFixture.claims())
        var forged = message
        forged[forged.count - 1] ^= 1
        let cases: [([UInt8], CodeOutcome, CodeStage)] = [
            (Array("HC2:".utf8), .unsupported, .prefix), (Array("HC1".utf8), .unsupported, .prefix),
            (Array("HC1:a".utf8), .invalid, .encoding), (Array("HC1::::".utf8), .invalid, .encoding),
            (Array("HC1:".utf8), .invalid, .compression),
            (Array(("HC1:" + Base45.encode(message)).utf8), .invalid, .compression),
            (try DCCFixture.wrap([0xd2]), .invalid, .cbor), (try DCCFixture.wrap(payload), .invalid, .cose),
            (try DCCFixture.wrap(try fixture.message([0xbf, 0xff])), .invalid, .cbor),
            (try DCCFixture.wrap(try fixture.message([0x01])), .invalid, .claims),
            (try fixture.text(DCCFixture.claims { $0[4] = "tomorrow" }), .invalid, .claims),
            (try DCCFixture.wrap(forged), .invalid, .signature),
        ]
        for (text, outcome, stage) in cases {
            let result = try fixture.verify(text)
            #expect(result.outcome == outcome && result.stage == stage)
            #expect(result.subject == nil && result.codeExpires == nil && result.evidence.isEmpty)
        }
    }

    @Test("an unknown key and a stale list say nothing against the holder")
    func trust() throws {
        let fixture = try DCCFixture()
        let text = try fixture.text()
        let stale = UnixTime(rfc3339: "2021-08-20T00:00:00Z") ?? DCCFixture.noon
        let result = try fixture.verify(text, at: stale)
        #expect(result.outcome == .staleTrust && result.stage == .key && result.evidence.isEmpty)
        let nobody = try TrustSnapshot.load(files: [PassFixture.manifest])
        #expect(try fixture.verify(text, trust: nobody).outcome == .unknownKey)
        #expect(try fixture.verify(text, trust: nobody, at: stale).advisories == ["trust.stale"])
        #expect(try fixture.verify(text, trust: TrustSnapshot()).advisories == ["trust.freshness-unknown"])
    }

    @Test("usages: any of both arcs binds, others do not")
    func usages() throws {
        let groups: [(String, CBORValue, Int)] = [
            ("t", DCCFixture.test, 1), ("v", DCCFixture.vaccination, 2), ("r", DCCFixture.recovery, 3),
        ]
        for (group, entry, own) in groups {
            let claims = DCCFixture.claims(DCCFixture.content([(.text(group), [entry])]))
            for arc in [DCCFixture.arc, DCCFixture.olderArc] {
                for number in 1...3 {
                    let fixture = try DCCFixture(usages: [arc + "\(number)", "1.3.6.1.5.5.7.3.2"])
                    let result = try fixture.verify(claims)
                    #expect(result.outcome == (number == own ? .verified : .invalid))
                    #expect(number == own || result.stage == .key && result.advisories == ["hc1.key-usage"])
                    #expect((result.subject == nil) == (number != own))
                }
            }
            for usages in [[], ["1.3.6.1.5.5.7.3.2"], ["2.23.136.1.1.14.2"], ["1.3.6.1.4.1.1847.2021.1.4"]] {
                #expect(try DCCFixture(usages: usages).verify(claims).outcome == .verified)
            }
        }
    }

    @Test("several certificates of one key identifier are all tried")
    func collision() throws {
        // A real collision of 64 bits is out of reach: strangers are given the signer's name.
        let fixture = try DCCFixture()
        let text = try fixture.text()
        var signers = SignerList()
        func verify() throws -> Verification {
            var trust = TrustSnapshot()
            trust.signers[.hc1] = signers
            return try fixture.verify(text, trust: trust)
        }
        signers.add(try SignerCertificate(der: try DCCFixture(.ps256).certificate), under: [fixture.keyID])
        #expect(try verify().outcome == .invalid && verify().stage == .key)
        signers.add(try SignerCertificate(der: try DCCFixture(.es384).certificate), under: [fixture.keyID])
        #expect(try verify().outcome == .invalid && verify().stage == .signature)
        // The same key in a certificate for tests only, in one that is over, and in one that is right.
        let tests = try SignerCertificate(der: try DCCFixture(usages: [DCCFixture.arc + "1"]).certificate)
        signers.add(tests, under: [fixture.keyID])
        #expect(try verify().stage == .key && verify().advisories.last == "hc1.key-usage")
        signers.add(
            try SignerCertificate(der: try DCCFixture(until: "210201000000Z").certificate), under: [fixture.keyID])
        #expect(try verify().outcome == .expired && verify().stage == .key)
        signers.add(try SignerCertificate(der: fixture.certificate))
        #expect(try verify().outcome == .verified)
        signers.add(try SignerCertificate(der: fixture.certificate))
        #expect(signers.count == 5 && signers.certificates(for: fixture.keyID).count == 5)
    }

    @Test("content: exactly one entry of exactly one kind; null members count as missing")
    func content() throws {
        let fixture = try DCCFixture()
        let (v, t, r) = (DCCFixture.vaccination, DCCFixture.test, DCCFixture.recovery)
        let bad: [[(CBORValue, CBORValue)]] = [
            [], [("v", [v, v])], [("v", [v]), ("t", [t])], [("v", [v]), ("t", [t]), ("r", [r])], [("v", [])],
            [("v", v)], [("v", ["a"])], [("v", .null)], [("v", [.null])], [("v", "v")], [("v", [v]), ("t", 1)],
        ]
        for groups in bad {
            let result = try fixture.verify(DCCFixture.claims(DCCFixture.content(groups)))
            #expect(result.outcome == .invalid && result.stage == .content && result.evidence.isEmpty, "\(groups)")
        }
        let good: [[(CBORValue, CBORValue)]] = [
            [("v", [v]), ("t", .null), ("r", .undefined)], [("v", .null), ("t", []), ("r", [r])], [("t", [.null, t])],
        ]
        for groups in good {
            #expect(try fixture.verify(DCCFixture.claims(DCCFixture.content(groups))).outcome == .verified)
        }
        for group in ["e", "ve"] as [CBORValue] {
            let result = try fixture.verify(DCCFixture.claims(DCCFixture.content([(group, [["tg": "840539006"]])])))
            #expect(result.outcome == .unsupported && result.stage == .content && result.subject == nil)
        }
        for claim in [[:], [2: DCCFixture.content()], "a", [1: .bytes([1])]] as [CBORValue] {
            let result = try fixture.verify(DCCFixture.claims { $0[-260] = claim })
            #expect(result.outcome == .invalid && result.stage == .content)
        }
    }

    @Test("revocation by identifier, country and identifier, or signature; in full or cut to 128 bits")
    func revocation() throws {
        for kind in DCCFixture.Kind.allCases {
            let fixture = try DCCFixture(kind)
            let payload = CBOR.encode(DCCFixture.claims())
            let parts = try fixture.parts(payload)
            let text = try DCCFixture.wrap(CBOR.encode(.tagged(18, .array(parts))))
            let signature = try #require(parts[3].bytes)
            let marks = [
                Array(DCCFixture.identifier.utf8), Array(("XX" + DCCFixture.identifier).utf8),
                kind == .ps256 ? signature : Array(signature.prefix(signature.count / 2)),
            ]
            for mark in marks {
                let digest = Hexadecimal.encode(Array(SHA256.hash(data: mark)))
                for line in [digest, String(digest.prefix(32)), digest.uppercased()] {
                    let list = TrustFile(path: "revoked/a.txt", bytes: Array(line.utf8))
                    let result = try fixture.verify(text, trust: fixture.trust([list]))
                    #expect(result.outcome == .revoked && result.stage == .revocation && result.evidence.isEmpty)
                }
            }
            let other = TrustFile(path: "revoked/a.txt", bytes: Array(String(repeating: "a", count: 32).utf8))
            #expect(try fixture.verify(text, trust: fixture.trust([other])).outcome == .verified)
        }
    }

    @Test("the same certificate signed or written anew is the same code")
    func identity() throws {
        let fixture = try DCCFixture()
        let trust = try fixture.trust()
        let key = CodeDigestKey()
        func digest(_ claims: CBORValue) throws -> CodeDigest {
            CodeReader.standard().read(
                try fixture.text(claims), trust: trust, at: DCCFixture.noon, clock: .synchronised, key: key
            ).digest
        }
        let first = try digest(DCCFixture.claims())
        #expect(try digest(DCCFixture.claims()) == first)
        #expect(try digest(DCCFixture.claims { $0[4] = 1_660_436_001 }) == first)
        #expect(try digest(DCCFixture.claims { $0[1] = "YY" }) != first)
        let nameless = DCCFixture.entry("v", DCCFixture.vaccination) { $0["ci"] = nil }
        #expect(try digest(DCCFixture.claims(nameless)) == digest(DCCFixture.claims(nameless)))
        #expect(try digest(DCCFixture.claims(nameless)) != first)
    }

    @Test("the line of a certificate, in full")
    func line() throws {
        let fixture = try DCCFixture()
        #expect(
            VerificationLine.json(try fixture.verify(try fixture.text()))
                == #"{"scheme":"hc1","outcome":"verified","stage":null,"advisories":[],"subject":{"id":null,"#
                + #""name":"Öster Åsa","phone_tail":null,"standard_name":"OESTER<<ASA","birth_date":"1998-02-26"},"#
                + #""evidence":[{"kind":"vaccination","from":"2021-06-11T00:00:00Z","until":null,"#
                + #""attributes":{"country":"XX","doses":"2/2","maker":"ORG-100030215","product":"EU/1/20/1528","#
                + #""target":"840539006","vaccine":"1119349007"}}],"expires":"2022-08-14T00:13:20Z"}"#)
    }

    @Test("claims that are null, or of a type that the format does not define, say nothing")
    func claims() throws {
        let fixture = try DCCFixture()
        for (key, value) in [(1, .null), (1, 5), (2, 5), (3, 5), (5, .null), (7, "id")] as [(CBORValue, CBORValue)] {
            #expect(try fixture.verify(DCCFixture.claims { $0[key] = value }).outcome == .verified)
        }
        for key in [4, 5, 6] as [CBORValue] {
            let result = try fixture.verify(DCCFixture.claims { $0[key] = "2021-08-14" })
            #expect(result.outcome == .invalid && result.stage == .claims)
        }
    }
}
