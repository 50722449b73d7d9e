import Codes
import Testing

@Suite("Changed EU certificates")
struct DCCMutationTests {
    @Test("no prefix is verified, nor one with more behind it", arguments: DCCFixture.Kind.allCases)
    func lengths(_ kind: DCCFixture.Kind) throws {
        let fixture = try DCCFixture(kind)
        let trust = try fixture.trust()
        let text = try fixture.text()
        for length in 0..<text.count {
            #expect(try fixture.verify(Array(text[..<length]), trust: trust).outcome != .verified)
        }
        for character in GH1MutationTests.alphabet where character != 0x20 {
            #expect(try fixture.verify(text + [character], trust: trust).outcome != .verified)
        }
    }

    @Test("no other character is verified", arguments: DCCFixture.Kind.allCases)
    func characters(_ kind: DCCFixture.Kind) throws {
        let fixture = try DCCFixture(kind)
        let trust = try fixture.trust()
        let text = try fixture.text()
        let reader = CodeReader.standard()
        for index in text.indices {
            var changed = text
            for character in kind.substitutes where character != text[index] {
                changed[index] = character
                let result = reader.verify(changed, trust: trust, at: DCCFixture.noon, clock: .synchronised)
                #expect(result.outcome != .verified, "at \(index)")
            }
        }
    }

    @Test("no bit of the signed message can change", arguments: DCCFixture.Kind.allCases)
    func bits(_ kind: DCCFixture.Kind) throws {
        let fixture = try DCCFixture(kind)
        let trust = try fixture.trust()
        let bytes = try fixture.message(CBOR.encode(DCCFixture.claims()))
        for bit in stride(from: 0, to: bytes.count * 8, by: kind == .es256 ? 1 : 7) {
            var changed = bytes
            changed[bit / 8] ^= 1 << UInt8(bit % 8)
            let result = try fixture.verify(try DCCFixture.wrap(changed), trust: trust)
            #expect(result.outcome != .verified, "bit \(bit)")
        }
    }

    @Test("bombs end within bounds, each with its own stage")
    func bombs() throws {
        let fixture = try DCCFixture()
        func stage(_ text: [UInt8]) throws -> CodeStage? { try fixture.verify(text).stage }
        #expect(try stage(try DCCFixture.wrap([UInt8](repeating: 0, count: 10_000_000))) == .encoding)
        #expect(try stage(try DCCFixture.wrap([UInt8](repeating: 0, count: 1_000_000))) == .compression)
        #expect(try stage(Array("HC1:".utf8) + [UInt8](repeating: 0x30, count: 1 << 20)) == .encoding)
        #expect(try stage(Array("HC1:".utf8) + [UInt8](repeating: 0x30, count: 4093)) == .encoding)
        for deep in [0x81, 0xc1, 0xa1] as [UInt8] {
            // 10,000 deep, with noise behind so that it does not shrink to a bomb of zlib first.
            let nested = [UInt8](repeating: deep, count: 10_000) + InflateTests.noise(1200)
            #expect(try stage(try DCCFixture.wrap(nested)) == .cbor)
            #expect(try stage(try DCCFixture.wrap(try fixture.message(nested))) == .cbor)
        }
        for major in [0x5b, 0x7b, 0x9b, 0xbb] as [UInt8] {
            let long = [major, 0x80, 0, 0, 0, 0, 0, 0, 0]
            #expect(try stage(try DCCFixture.wrap(long)) == .cbor)
            #expect(try stage(try DCCFixture.wrap(try fixture.message(long))) == .cbor)
        }
    }
}

extension DCCFixture.Kind {
    /// What to put in the place of a character: everything, where a verification is cheap.
    fileprivate var substitutes: [UInt8] {
        self == .es256 ? GH1MutationTests.alphabet + GH1MutationTests.outside : [0x30, 0x41, 0x3a, 0x00]
    }
}
