import Codes
import Testing

@Suite("JSON Web Keys")
struct KeyTests {
    /// RFC 8037, appendix A.1 to A.3.
    @Test("the example key and its thumbprint")
    func thumbprint() throws {
        let text =
            #"{"kty":"OKP","crv":"Ed25519","d":"nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A","#
            + #""x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}"#
        let key = try JWK(json: Array(text.utf8))
        #expect(key.kid == "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k")
        #expect(key.privateKey != nil)
        #expect(key.publicKey.keyID == Array(key.publicKey.thumbprint.prefix(8)))
        #expect(!key.publicJSON.contains("\"d\""))
    }

    @Test("what is written reads again", arguments: JWK.Curve.allCases)
    func roundTrip(_ curve: JWK.Curve) throws {
        let key = try JWK.generate(curve, issuer: "嘉宝\"梦之星")
        let read = try JWK(json: Array(try #require(key.privateJSON).utf8))
        #expect(read.publicKey == key.publicKey)
        #expect(read.privateJSON == key.privateJSON)
        let signature = try #require(read.privateKey).signature(of: [1])
        let publicKey = try JWK(json: Array(key.publicJSON.utf8))
        #expect(publicKey.publicKey.isValid(signature: signature, of: [1]))
        #expect(publicKey.privateKey == nil && publicKey.privateJSON == nil)
        #expect(publicKey.publicKey.issuer == "嘉宝\"梦之星")
        #expect(try JWK.generate(curve).kid != key.kid)
    }

    @Test("wrong keys say what is wrong")
    func wrong() throws {
        let x = Base64URL.encode([UInt8](repeating: 1, count: 32))
        let good = #""kty":"OKP","crv":"Ed25519","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo""#
        let cases: [(String, JWKError)] = [
            ("", .malformed), ("[]", .malformed), ("{}", .malformed), (#"{"kty":1}"#, .malformed),
            (String(repeating: " ", count: 9000), .malformed),
            (String(repeating: "[", count: 8000), .malformed),
            (#"{"kty":"RSA","x":"\#(x)"}"#, .unsupported), (#"{"kty":"EC","crv":"P-384","x":"\#(x)"}"#, .unsupported),
            (#"{"kty":"OKP","crv":"Ed25519"}"#, .member("x")),
            (#"{"kty":"OKP","crv":"Ed25519","x":"AA"}"#, .member("x")),
            (#"{"kty":"EC","crv":"P-256","x":"\#(x)"}"#, .member("y")),
            (#"{"kty":"EC","crv":"P-256","x":"\#(x)","y":"\#(x)"}"#, .member("x")),
            (#"{\#(good),"d":"\#(x)"}"#, .member("d")), (#"{\#(good),"kid":"other"}"#, .member("kid")),
            (#"{\#(good),"use":"enc"}"#, .member("use")), (#"{\#(good),"alg":"ES256"}"#, .member("alg")),
        ]
        for (text, error) in cases { #expect(throws: error) { try JWK(json: Array(text.utf8)) } }
        #expect(throws: JWKError.member("d")) { try JWK(.p256, secret: [UInt8](repeating: 0, count: 32)) }
        #expect(throws: JWKError.member("d")) { try JWK(.ed25519, secret: [1]) }
        _ = try JWK(json: Array("{\(good),\"use\":\"sig\",\"alg\":\"EdDSA\"}".utf8))
    }
}
