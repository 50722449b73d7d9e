import Codes
import Testing

@Suite("COSE_Sign1 and CWT")
struct COSETests {
    /// The COSE working group's example eddsa-sig-01, and the key of RFC 8032 §7.1 test 1.
    static let edDSA =
        "d28445a201270300a10442313154546869732069732074686520636f6e74656e742e58407142fd2ff96d56db85bee905a76ba1d0b7321a95"
        + "c8c4d3607c5781932b7afb8711497dfa751bf40b58b3bcc32300b1487f3db34085eef013bf08f4a44d6fef0d"
    static let edDSAKey = #"{"kty":"OKP","crv":"Ed25519","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}"#

    /// RFC 8392, appendix A.3, and its key of appendix A.2.3.
    static let cwt =
        "d28443a10126a104524173796d6d657472696345434453413235365850a70175636f61703a2f2f61732e6578616d706c652e636f6d0265"
        + "6572696b77037818636f61703a2f2f6c696768742e6578616d706c652e636f6d041a5612aeb0051a5610d9f0061a5610d9f007420b71"
        + "58405427c1ff28d23fbad1f29c4c7c6a555e601d6fa29f9179bc3d7438bacaca5acd08c8d4d4f96131680c429a01f85951ecee743a52"
        + "b9b63632c57209120e1c9e30"
    static let cwtKey = (
        x: "143329cce7868e416927599cf65a34f3ce2ffda55a7eca69ed8919a394d42f0f",
        y: "60f7f1a780d8a783bfb7a2dd6b2796e8128dbbcef9d3d168db9529971a36e7b9"
    )

    static func p256(_ x: String, _ y: String) throws -> VerifyingKey {
        let json =
            #"{"kty":"EC","crv":"P-256","x":"\#(Base64URL.encode(try hex(x)))","y":"\#(Base64URL.encode(try hex(y)))"}"#
        return try JWK(json: Array(json.utf8)).publicKey
    }

    @Test("an EdDSA example of the working group verifies, and no flipped bit of it does")
    func edDSAExample() throws {
        let bytes = try hex(Self.edDSA)
        let key = try JWK(json: Array(Self.edDSAKey.utf8)).publicKey
        let message = try COSESign1(decoding: bytes)
        #expect(message.algorithm == .edDSA)
        #expect(message.keyID == Array("11".utf8))
        #expect(message.payload == Array("This is the content.".utf8))
        #expect(message.isSigned(by: key))
        for bit in 0..<(bytes.count * 8) {
            var changed = bytes
            changed[bit / 8] ^= 1 << UInt8(bit % 8)
            // The unprotected header alone is not signed.
            guard let read = try? COSESign1(decoding: changed), read.isSigned(by: key) else { continue }
            #expect(read.protectedBytes == message.protectedBytes && read.payload == message.payload)
        }
    }

    @Test("the ES256 example of RFC 8392 verifies and its claims read")
    func cwtExample() throws {
        let message = try COSESign1(decoding: try hex(Self.cwt))
        #expect(message.isSigned(by: try Self.p256(Self.cwtKey.x, Self.cwtKey.y)))
        #expect(message.keyID == Array("AsymmetricECDSA256".utf8))
        let claims = try CWTClaims(decoding: message.payload)
        #expect(claims.issuer == "coap://as.example.com")
        #expect(claims.subject == "erikw")
        #expect(claims.audience == ["coap://light.example.com"])
        #expect(claims.expires == UnixTime(seconds: 1_444_064_944))
        #expect(claims.notBefore == UnixTime(seconds: 1_443_944_944))
        #expect(claims.issuedAt == UnixTime(seconds: 1_443_944_944))
        #expect(claims.id == [0x0b, 0x71])
    }

    @Test("untagged, 18 and 61(18) are read, other tags are not")
    func tags() throws {
        let item = try CBOR.decode(try hex(Self.edDSA))
        guard case .tagged(18, let message) = item else { Issue.record("no tag 18"); return }
        for accepted in [message, item, .tagged(61, item)] {
            #expect(try COSESign1(decoding: CBOR.encode(accepted)).payload.count == 20)
        }
        for refused in [.tagged(61, message), .tagged(17, message), .tagged(98, message), .tagged(18, item)]
            as [CBORValue]
        {
            #expect(throws: COSEError.structure) { try COSESign1(decoding: CBOR.encode(refused)) }
        }
    }

    @Test("the protected key identifier wins, and the algorithm counts from there only")
    func headers() throws {
        func message(_ protected: CBORValue, _ unprotected: CBORValue) throws -> COSESign1 {
            try COSESign1(
                decoding: CBOR.encode([.bytes(CBOR.encode(protected)), unprotected, .bytes([1]), .bytes([2])]))
        }
        #expect(try message([4: .bytes([1])], [4: .bytes([2])]).keyID == [1])
        #expect(try message([1: -7], [4: .bytes([2])]).keyID == [2])
        #expect(try message([1: -7], [:]).keyID == nil)
        #expect(try message([4: "text"], [4: .bytes([2])]).keyID == nil)
        #expect(try message([:], [1: -7]).algorithm == nil)
        #expect(try message([1: -7], [1: -8]).algorithm == .es256)
        #expect(try message([1: -36], [:]).algorithm == nil)
        #expect(try message([1: -37], [:]).algorithm == .ps256)
        #expect(try message([2: [1, 4], 1: -7], [:]).algorithm == .es256)
        for bad in [[2: [99]], [2: []], [2: 1]] as [CBORValue] {
            #expect(throws: COSEError.critical) { try message(bad, [:]) }
        }
        #expect(throws: COSEError.critical) { try message([:], [2: [1]]) }
        #expect(throws: COSEError.header) { try message([.null: 1], [:]) }
        #expect(throws: COSEError.header) { try message([], [:]) }
    }

    @Test("other structures are refused")
    func structures() throws {
        let empty: CBORValue = .bytes([])
        let cases: [(CBORValue, COSEError)] = [
            ([empty, [:], empty], .structure), ([empty, [:], empty, empty, empty], .structure), (1, .structure),
            ([[:], [:], empty, empty], .structure), ([empty, [], empty, empty], .structure),
            ([empty, [:], "a", empty], .structure), ([empty, [:], empty, .null], .structure),
            ([empty, [:], .null, empty], .detached), ([.bytes([0xff]), [:], empty, empty], .header),
        ]
        for (item, error) in cases {
            #expect(throws: error) { try COSESign1(decoding: CBOR.encode(item)) }
        }
        #expect(try COSESign1(decoding: CBOR.encode([empty, [:], empty, empty])).protected.isEmpty)
        #expect(throws: COSEError.cbor(CBORError(.truncated, at: 0))) { try COSESign1(decoding: []) }
    }

    @Test("signatures of another length or algorithm are never valid", arguments: JWK.Curve.allCases)
    func signatures(_ curve: JWK.Curve) throws {
        let key = try #require(try JWK(curve, secret: [UInt8](repeating: 7, count: 32)).privateKey)
        let signature = try key.signature(of: [1, 2, 3])
        #expect(key.verifyingKey.isValid(signature: signature, of: [1, 2, 3]))
        #expect(!key.verifyingKey.isValid(signature: signature, of: [1, 2]))
        for wrong in [[], Array(signature.dropLast()), signature + [0], [UInt8](repeating: 0, count: 64)] {
            #expect(!key.verifyingKey.isValid(signature: wrong, of: [1, 2, 3]))
        }
        let message = try COSESign1.sign(payload: [9], with: key)
        #expect(message.isSigned(by: key.verifyingKey))
        #expect(try COSESign1(decoding: message.encoded()) == message)
        for other in JWK.Curve.allCases where other != curve {
            #expect(!message.isSigned(by: try JWK(other, secret: [UInt8](repeating: 7, count: 32)).publicKey))
        }
    }

    @Test("numeric dates: whole and fractional, within 1970 to 9999")
    func dates() throws {
        func expires(_ date: CBORValue) throws -> UnixTime? { try CWTClaims(decoding: CBOR.encode([4: date])).expires }
        #expect(try expires(1_600_000_000) == UnixTime(seconds: 1_600_000_000))
        #expect(try expires(1_600_000_000.0) == UnixTime(seconds: 1_600_000_000))
        #expect(try expires(1_687_450_764.656) == UnixTime(microseconds: 1_687_450_764_656_000))
        #expect(try expires(253_402_300_799) == UnixTime(seconds: 253_402_300_799))
        for bad in [
            253_402_300_800, -1, -0.5, .float(.nan), .float(.infinity), 1e300, .unsigned(.max), "1600000000",
            .tagged(1, 1_600_000_000), .null,
        ] as [CBORValue] {
            #expect(throws: CWTError.claim(4)) { try expires(bad) }
        }
    }

    @Test("claims of wrong types are named")
    func claims() {
        let cases: [(CBORValue, CWTError)] = [
            ([1: 1], .claim(1)), ([2: .bytes([])], .claim(2)), ([3: [1]], .claim(3)), ([5: "a"], .claim(5)),
            ([6: []], .claim(6)), ([7: "a"], .claim(7)), ([], .structure),
        ]
        for (item, error) in cases { #expect(throws: error) { try CWTClaims(decoding: CBOR.encode(item)) } }
        #expect(throws: CWTError.cbor(CBORError(.trailingBytes, at: 1))) { try CWTClaims(decoding: [0xa0, 0]) }
    }
}
