import Codes
import Crypto
import CryptoExtras
import Testing

@Suite("Certificates of signers")
struct SignerCertificateTests {
    static func pem(_ der: [UInt8], width: Int = 64, end: String = "\n") -> String {
        let base64 = Array(Base64.encode(der))
        let lines = stride(from: 0, to: base64.count, by: width)
            .map { String(base64[$0..<min($0 + width, base64.count)]) }
        return (["-----BEGIN CERTIFICATE-----"] + lines + ["-----END CERTIFICATE-----", ""]).joined(separator: end)
    }

    @Test("key, times, usages, country and identifiers", arguments: DCCFixture.Kind.allCases)
    func fields(_ kind: DCCFixture.Kind) throws {
        let fixture = try DCCFixture(kind, usages: [DCCFixture.arc + "2", "1.3.6.1.5.5.7.3.2"])
        let certificate = try SignerCertificate(der: fixture.certificate)
        #expect(certificate.notBefore == UnixTime(rfc3339: "2021-01-01T00:00:00Z"))
        #expect(certificate.notAfter == UnixTime(rfc3339: "2025-12-31T23:59:59Z"))
        #expect(certificate.usages == [DCCFixture.arc + "2", "1.3.6.1.5.5.7.3.2"])
        #expect(certificate.country == "XX")
        #expect(certificate.fingerprint == Array(SHA256.hash(data: fixture.certificate)))
        #expect(certificate.keyIDs == [fixture.keyID])
    }

    @Test("the P-256 key is the one that a JWK gives, thumbprint and all")
    func thumbprint() throws {
        let jwk = try JWK(.p256, secret: [UInt8](repeating: 7, count: 32))
        #expect(try SignerCertificate(der: try DCCFixture().certificate).key == jwk.publicKey)
    }

    @Test("DER, and PEM with one or several, whatever the line ends and the text around")
    func files() throws {
        let (one, two) = (try DCCFixture(.es256).certificate, try DCCFixture(.es384).certificate)
        let both = "subject: C=XX\r\n" + Self.pem(one, end: "\r\n") + "\n# next\n" + Self.pem(two, width: 76) + "end"
        #expect(try SignerCertificate.read(one).count == 1)
        #expect(try SignerCertificate.read(Array((Base64.encode(one) + "\n").utf8)).count == 1)
        #expect(
            try SignerCertificate.read(Array(Self.pem(one).utf8)).map(\.keyIDs) == [SignerCertificate(der: one).keyIDs])
        #expect(try SignerCertificate.read(Array(both.utf8)).count == 2)
        let trust = try TrustSnapshot.load(files: [
            TrustFile(path: "hc1/all.pem", bytes: Array(both.utf8)), TrustFile(path: "hc1/one.der", bytes: one),
            TrustFile(path: "at1/one.cer", bytes: two),
        ])
        #expect(trust.signers[.hc1]?.count == 2 && trust.signers[.at1]?.count == 1 && trust.ignored.isEmpty)
    }

    @Test("what real ones have and stricter readers refuse")
    func tolerance() throws {
        let key = try DCCFixture.publicKey(.es256)
        let plain = DERWriter.certificate(key: key)
        let trailing = try SignerCertificate(der: plain + [0, 0, 10])
        #expect(trailing.fingerprint == Array(SHA256.hash(data: plain)))
        #expect(trailing.keyIDs == [plain, plain + [0, 0, 10]].map { Array(SHA256.hash(data: $0).prefix(8)) })
        #expect(
            try SignerCertificate(der: DERWriter.certificate(key: key, signature: "1.2.840.10045.4.1")).usages == [])
        #expect(try SignerCertificate(der: DERWriter.certificate(key: key, usages: [])).usages == [])
        #expect(try SignerCertificate(der: DERWriter.certificate(key: key, country: nil)).country == nil)
        let times: [(String, String)] = [
            ("500101000000Z", "1950-01-01T00:00:00Z"), ("2101010000Z", "2021-01-01T00:00:00Z"),
            ("20210101000000Z", "2021-01-01T00:00:00Z"), ("20210101020000+0200", "2021-01-01T00:00:00Z"),
        ]
        for (text, time) in times {
            let certificate = try SignerCertificate(der: DERWriter.certificate(key: key, from: text))
            #expect(certificate.notBefore == UnixTime(rfc3339: time))
        }
        // A compressed point, and a key under the name of RSASSA-PSS.
        let compressed = Array(try DCCFixture.p256.get().publicKey.compressedRepresentation)
        let algorithm = DERWriter.sequence(
            DERWriter.identifier("1.2.840.10045.2.1"), DERWriter.identifier("1.2.840.10045.3.1.7"))
        let short = DERWriter.sequence(algorithm, DERWriter.node(3, [0] + compressed))
        #expect(try SignerCertificate(der: DERWriter.certificate(key: short)).key == SignerCertificate(der: plain).key)
        let rsa = Array(try DCCFixture.rsa.get().publicKey.pkcs1DERRepresentation)
        let pss = DERWriter.sequence(
            DERWriter.sequence(DERWriter.identifier("1.2.840.113549.1.1.10")), DERWriter.node(3, [0] + rsa))
        #expect(
            try SignerCertificate(der: DERWriter.certificate(key: pss)).key
                == SignerCertificate(der: DCCFixture(.ps256).certificate).key)
    }

    static func rsa(bytes: Int) -> [UInt8] {
        let modulus = DERWriter.node(2, [0] + [UInt8](repeating: 0xc1, count: bytes))
        let numbers = DERWriter.sequence(modulus, DERWriter.node(2, [1, 0, 1]))
        return DERWriter.sequence(
            DERWriter.sequence(DERWriter.identifier("1.2.840.113549.1.1.1")), DERWriter.node(3, [0] + numbers))
    }

    @Test("what gives no key is refused in words, and with it the whole directory")
    func refused() throws {
        let key = try DCCFixture.publicKey(.es256)
        let other = DERWriter.sequence(
            DERWriter.sequence(DERWriter.identifier("1.3.101.112")), DERWriter.node(3, [0, 1]))
        let good = DERWriter.certificate(key: key)
        let usage = DERWriter.certificate(key: key, usages: ["1.2.3"])
        var brokenUsage = usage
        let mark: [UInt8] = [0x06, 0x02, 0x2a, 0x03]
        brokenUsage[try #require(usage.indices.first { usage[$0...].starts(with: mark) })] = 0x05
        let cases: [([UInt8], SignerCertificateError)] = [
            ([], .malformed), (Array("hello".utf8), .malformed), ([0x30, 0], .malformed),
            (Array(good.dropLast()), .malformed),
            (DERWriter.certificate(key: Self.rsa(bytes: 128)), .keySize(1024)),
            (DERWriter.certificate(key: Self.rsa(bytes: 1024)), .keySize(8192)),
            (DERWriter.certificate(key: other), .unsupportedKey),
            (DERWriter.certificate(key: DERWriter.sequence([])), .part("public key")),
            (DERWriter.certificate(key: key, from: "yesterday"), .part("validity")),
            (DERWriter.certificate(key: key, from: "260101000000Z"), .part("validity")),
            (brokenUsage, .part("extended key usage")),
            (Array("-----BEGIN CERTIFICATE-----\n!\n-----END CERTIFICATE-----".utf8), .malformed),
            (Array((Self.pem(good) + "-----BEGIN CERTIFICATE-----\nAAAA").utf8), .malformed),
            (good + [UInt8](repeating: 0, count: SignerCertificate.largest), .tooLarge),
        ]
        for (bytes, expected) in cases {
            let error = #expect(throws: SignerCertificateError.self) { try SignerCertificate.read(bytes) }
            #expect(error == expected)
            let refused = #expect(throws: TrustError.self) {
                try TrustSnapshot.load(files: [
                    TrustFile(path: "hc1/a.der", bytes: good), TrustFile(path: "hc1/b.pem", bytes: bytes),
                ])
            }
            #expect(refused?.path == "hc1/b.pem" && refused?.problem == expected.problem)
            #expect(refused?.remedy.isEmpty == false)
        }
    }

    @Test("no changed byte and no cut crashes the reader", arguments: DCCFixture.Kind.allCases)
    func mutation(_ kind: DCCFixture.Kind) throws {
        let der = try DCCFixture(kind, usages: [DCCFixture.arc + "2"]).certificate
        for length in 0..<der.count {
            #expect(throws: SignerCertificateError.self) { try SignerCertificate.read(Array(der[..<length])) }
        }
        var read = 0
        for index in der.indices {
            for value in [0x00, 0xff, 0x80, 0x84, 0x30, 0x7f, der[index] ^ 1, der[index] &+ 1] as [UInt8] {
                var changed = der
                changed[index] = value
                if (try? SignerCertificate.read(changed)) != nil { read += 1 }
            }
        }
        // Serial number, names and signature may be anything.
        #expect(read > 0)
    }

    @Test("deep nesting ends within bounds")
    func depth() throws {
        var bytes: [UInt8] = []
        for _ in 0..<10_000 { bytes = DERWriter.node(0x30, bytes) }
        #expect(throws: SignerCertificateError.malformed) { try SignerCertificate.read(bytes) }
        let flat = DERWriter.node(
            0x30, [UInt8](repeating: 0, count: 60_000).enumerated().map { $0.offset % 2 == 0 ? 5 : 0 })
        #expect(throws: SignerCertificateError.malformed) { try SignerCertificate.read(flat) }
    }
}
