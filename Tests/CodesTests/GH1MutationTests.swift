import Testing

@testable import Codes

@Suite("Changed passes")
struct GH1MutationTests {
    static let alphabet = Array("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:".utf8)
    static let outside: [UInt8] = [0x00, 0x0a, 0x61, 0x5d, 0x80, 0xff]

    @Test("no pass with another character is verified")
    func everyCharacter() throws {
        let fixture = try PassFixture()
        let trust = try fixture.trust()
        let text = try fixture.text()
        let reader = CodeReader(schemes: [GH1Scheme()])
        for index in text.indices {
            var changed = text
            for character in Self.alphabet + Self.outside where character != text[index] {
                changed[index] = character
                // Framing at the end is stripped; then the pass is one character short.
                let result = reader.verify(changed, trust: trust, at: PassFixture.noon, clock: .synchronised)
                #expect(result.outcome != .verified, "at \(index)")
            }
        }
    }

    @Test("no prefix of a pass is verified, nor one with more behind it", arguments: JWK.Curve.allCases)
    func lengths(_ curve: JWK.Curve) throws {
        let fixture = try PassFixture(curve)
        let text = try fixture.text()
        let trust = try fixture.trust()
        for length in 0..<text.count {
            #expect(try fixture.verify(Array(text[..<length]), trust: trust).outcome != .verified)
        }
        for character in Self.alphabet where character != 0x20 {
            #expect(try fixture.verify(text + [character], trust: trust).outcome != .verified)
        }
        #expect(try fixture.verify(text + text, trust: trust).outcome != .verified)
    }

    @Test("no bit of the signed message can change", arguments: JWK.Curve.allCases)
    func everyBit(_ curve: JWK.Curve) throws {
        let fixture = try PassFixture(curve)
        let message = try COSESign1.sign(payload: CBOR.encode(fixture.claims()), with: fixture.key)
        let bytes = message.encoded()
        let trust = try fixture.trust()
        for bit in 0..<(bytes.count * 8) {
            var changed = bytes
            changed[bit / 8] ^= 1 << UInt8(bit % 8)
            let result = try fixture.verify(try PassFixture.wrap(changed), trust: trust)
            #expect(result.outcome != .verified, "bit \(bit)")
        }
    }

    @Test("all keys of one identifier are tried")
    func collision() throws {
        let fixture = try PassFixture()
        let text = try fixture.text()
        // A real collision of 64 bits is out of reach: a stranger's key is given the committee's name.
        let stranger = try JWK(.ed25519, secret: [UInt8](repeating: 9, count: 32)).publicKey
        let thumbprint = fixture.jwk.publicKey.keyID + Array(stranger.thumbprint.dropFirst(8))
        let impostor = VerifyingKey(material: stranger.material, thumbprint: thumbprint, issuer: nil)
        var trust = TrustSnapshot()
        trust.add(passKey: impostor)
        #expect(try fixture.verify(text, trust: trust).stage == .signature)
        trust.add(passKey: fixture.jwk.publicKey)
        trust.add(passKey: fixture.jwk.publicKey)
        #expect(trust.passKeys[impostor.keyID]?.count == 2)
        #expect(try fixture.verify(text, trust: trust).outcome == .verified)
    }
}
