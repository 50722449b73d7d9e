import Codes
import Testing

@Suite("Changed cards and bombs")
struct SHCMutationTests {
    let fixture: SHCFixture
    let reader = CodeReader(schemes: [SHCScheme()])
    let trust: TrustSnapshot
    let card: [UInt8]

    init() throws {
        fixture = try SHCFixture()
        trust = try TrustSnapshot.load(files: [fixture.file(), PassFixture.manifest])
        // Small, so that every character can be tried.
        card = try fixture.card(SHCFixture.claims(entries: []))
    }

    func outcome(_ text: [UInt8]) -> CodeOutcome {
        reader.verify(text, trust: trust, at: SHCFixture.noon, clock: .synchronised).outcome
    }

    @Test("no card with another character is verified")
    func everyCharacter() {
        #expect(outcome(card) == .verified)
        let outside: [UInt8] = [0x00, 0x0a, 0x20, 0x2d, 0x2e, 0x2f, 0x3a, 0x41, 0x80, 0xff]
        for index in card.indices {
            var changed = card
            for character in Array("0123456789".utf8) + outside where character != card[index] {
                changed[index] = character
                #expect(outcome(changed) != .verified, "\(character) at \(index)")
            }
        }
    }

    @Test("no prefix of a card is verified, nor one with more behind it")
    func lengths() {
        for length in card.indices { #expect(outcome(Array(card[..<length])) != .verified) }
        for more in ["0", "00", "45", "1", "/", "a", "\n0"] { #expect(outcome(card + Array(more.utf8)) != .verified) }
        #expect(outcome(card + card) != .verified)
    }

    @Test("no bit of the signed content or of the signature can change")
    func everyBit() throws {
        let jws = try fixture.jws(try Deflate.run(Array(SHCFixture.claims().utf8), container: .raw))
        let parts = try jws.split(separator: ".").map { try #require(Base64URL.decode($0.utf8)) }
        for (part, bytes) in parts.enumerated() {
            for bit in 0..<(bytes.count * 8) {
                var changed = parts
                changed[part][bit / 8] ^= 1 << UInt8(bit % 8)
                let text = changed.map(Base64URL.encode).joined(separator: ".")
                #expect(outcome(SHCFixture.digits(text)) != .verified, "bit \(bit) of part \(part)")
            }
        }
    }

    @Test("signatures of another length or form are none")
    func signatures() throws {
        let jws = try fixture.jws(try Deflate.run(Array(SHCFixture.claims().utf8), container: .raw))
        let parts = jws.split(separator: ".").map(String.init)
        let raw = try #require(Base64URL.decode(parts[2].utf8))
        let der: [UInt8] = [0x30, 0x46, 0x02, 0x21, 0x00] + raw.prefix(32) + [0x02, 0x21, 0x00] + raw.suffix(32)
        for signature in [[], Array(raw.dropLast()), raw + [0], der, [UInt8](repeating: 0, count: 64)] {
            let text = parts[0] + "." + parts[1] + "." + Base64URL.encode(signature)
            let result = try fixture.verify(SHCFixture.digits(text))
            #expect(result == Verification(scheme: "shc", outcome: .invalid, stage: .signature))
        }
    }

    @Test("a card keeps its identity however it is written")
    func identity() throws {
        let key = CodeDigestKey()
        func digest(_ text: [UInt8]) -> CodeDigest {
            reader.read(text, trust: trust, at: SHCFixture.noon, clock: .synchronised, key: key).digest
        }
        let payload = try Deflate.run(Array(SHCFixture.claims().utf8), container: .raw)
        let (first, second) = (try fixture.jws(payload), try fixture.jws(payload))
        #expect(first != second)
        #expect(digest(SHCFixture.digits(first)) == digest(SHCFixture.digits(second, prefix: "SHC:/")))
        #expect(digest(SHCFixture.digits(first)) == digest(Array(second.utf8)))
        #expect(digest(SHCFixture.digits(first)) != digest(card))
    }

    @Test("bombs end within the bounds, each with its own error")
    func bombs() throws {
        func stage(_ claims: String) throws -> CodeStage? {
            let result = try fixture.verify(try fixture.card(claims))
            #expect(result.outcome == .invalid && result.subject == nil)
            return result.stage
        }
        #expect(try stage(String(repeating: " ", count: 1 << 20)) == .compression)
        #expect(try stage(String(repeating: "0", count: 20_000)) == .compression)
        // Within the ratio, so that JSON has to refuse it.
        let noise = InflateTests.noise(950).map { String($0, radix: 16) }.joined()
        let deep = String(repeating: "[", count: 10_000)
        #expect(try stage(#"{"a":"\#(noise)","b":"# + deep) == .json)
        #expect(try stage(#"{"nbf":\#(String(repeating: "9", count: 400))}"#) == .json)
        #expect(try stage(#"{"a":"\#(noise)","b":[0\#(String(repeating: ",0", count: 16_500))]}"#) == .json)
        let long = reader.verify(
            Array("shc:/".utf8) + [UInt8](repeating: 0x35, count: 1 << 20), trust: trust, at: SHCFixture.noon,
            clock: .synchronised)
        #expect(
            long == Verification(scheme: "shc", outcome: .invalid, stage: .encoding, advisories: ["code.too-long"]))
    }

    @Test("random digits, tokens and bytes end in one verification")
    func noise() {
        let noise = InflateTests.noise(300 * 64)
        for start in stride(from: 0, to: noise.count, by: 64) {
            let bytes = Array(noise[start..<(start + 64)])
            let digits = bytes.map { 0x30 + $0 % 10 }
            let token = Base64URL.encode(Array(bytes[..<20])) + "." + Base64URL.encode(bytes) + ".AAAA"
            for text in [Array("shc:/".utf8) + bytes, Array("shc:/".utf8) + digits, SHCFixture.digits(token)] {
                #expect(outcome(text) == .invalid)
            }
        }
    }
}
