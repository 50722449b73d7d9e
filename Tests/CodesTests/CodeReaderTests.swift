import Codes
import Testing

@Suite("Any input, one answer")
struct CodeReaderTests {
    /// A scheme that takes what begins with its prefix and says so.
    struct Stub: Scheme {
        let name: String
        let prefixes: [String]

        func decode(_ code: ArraySlice<UInt8>) throws(CodeFailure) -> Int {
            if code.last == UInt8(ascii: "!") { throw CodeFailure(.encoding, outcome: .unsupported) }
            return code.count
        }

        func verify(_ decoded: Int, trust: TrustSnapshot, at time: UnixTime, clock: ClockQuality) -> Verification {
            Verification(scheme: name, outcome: .verified, advisories: ["\(decoded)"])
        }
    }

    static let reader = CodeReader(schemes: [
        Stub(name: "short", prefixes: ["A", "B:"]), Stub(name: "long", prefixes: ["A:", "A:/1/"]),
    ])

    static func verify(_ text: String) -> Verification {
        reader.verify(Array(text.utf8), trust: TrustSnapshot(), at: UnixTime(seconds: 0), clock: .synchronised)
    }

    @Test(
        "framing of scanners is stripped",
        arguments: [
            "B:1", "B:1\r", "B:1\r\n", "\u{0}B:1\u{0}\u{0}", "\tB:1 \t", "]Q1B:1\r\n", "  ]d2 B:1", "]Q1\r\nB:1",
        ])
    func framing(_ text: String) {
        #expect(Self.verify(text) == Verification(scheme: "short", outcome: .verified, advisories: ["3"]))
    }

    @Test("the longest prefix takes the code")
    func prefixes() {
        #expect(Self.verify("A:/1/x").scheme == "long")
        #expect(Self.verify("A:x").scheme == "long")
        #expect(Self.verify("Ax").scheme == "short")
        #expect(Self.verify("B:x!") == Verification(scheme: "short", outcome: .unsupported, stage: .encoding))
    }

    @Test(
        "what no scheme knows is unsupported",
        arguments: [
            "", "\r\n", "\u{0}", "]Q1", "]", "]Q", "]QQ", "]11B:x", "b:1", "https://example.org/x", "随申码", "x\u{0}B:1",
        ])
    func unknown(_ text: String) {
        #expect(Self.verify(text) == Verification(scheme: nil, outcome: .unsupported, stage: .prefix))
    }

    @Test("long input ends at once: 4096 bytes are looked at, 4097 and a megabyte are not")
    func bounds() {
        func code(_ count: Int) -> String { "B:" + String(repeating: "1", count: count - 2) }
        #expect(Self.verify(code(4096)).outcome == .verified)
        #expect(Self.verify(code(4096) + "\r\n").outcome == .verified)
        let refused = Verification(
            scheme: "short", outcome: .invalid, stage: .encoding, advisories: ["code.too-long"])
        for count in [4097, 1 << 20] { #expect(Self.verify(code(count)) == refused) }
        for character in ["\u{0}", " ", "x", "水"] {
            #expect(Self.verify(String(repeating: character, count: 1 << 20)).outcome == .unsupported)
        }
    }

    @Test("a zlib bomb in a pass is refused as such")
    func bomb() throws {
        let fixture = try PassFixture()
        for count in [20_000, 1_000_000] {
            let result = try fixture.verify(try PassFixture.wrap([UInt8](repeating: 0x81, count: count)))
            #expect(result == Verification(scheme: "gh1", outcome: .invalid, stage: .compression))
        }
    }

    @Test("random bytes behind every prefix end in one verification")
    func noise() throws {
        let fixture = try PassFixture()
        let trust = try fixture.trust()
        let noise = InflateTests.noise(200 * 64)
        for start in stride(from: 0, to: noise.count, by: 64) {
            let bytes = Array(noise[start..<(start + 64)])
            for text in [bytes, Array("GH1:".utf8) + bytes, Array(("GH1:" + Base45.encode(bytes)).utf8)] {
                #expect(try fixture.verify(text, trust: trust).outcome != .verified)
            }
        }
    }

    @Test("a verified pass keeps its digest however it is written; other texts have their own")
    func digests() throws {
        let fixture = try PassFixture(.p256)
        let reader = CodeReader(schemes: [GH1Scheme()])
        let key = try #require(CodeDigestKey([UInt8](repeating: 1, count: 32)))
        let trust = try fixture.trust()
        func digest(_ text: [UInt8], _ key: CodeDigestKey) -> CodeDigest {
            reader.read(text, trust: trust, at: PassFixture.noon, clock: .synchronised, key: key).digest
        }
        // Two ES256 signatures differ; the pass is the same.
        let (first, second) = (try fixture.text(), try fixture.text())
        #expect(first != second)
        #expect(digest(first, key) == digest(second, key))
        #expect(digest(first + [0x0d], key) == digest(first, key))
        #expect(digest(try fixture.text { $0.id = Array(2...17) }, key) != digest(first, key))
        #expect(digest(first, CodeDigestKey()) != digest(first, key))
        #expect(digest([0x41], key) != digest([0x42], key))
        #expect(digest([0x41], key) == digest([0x41, 0x0a], key))
        #expect(CodeDigest(of: [0x61, 0x62], key: key) != CodeDigest(of: [0x62], scheme: "a", key: key))
        #expect(CodeDigestKey([1, 2, 3]) == nil)
        // HMAC-SHA-256 over a zero byte and "A", from another implementation.
        #expect(
            Hexadecimal.encode(digest([0x41], key).bytes)
                == "ebec5bdad5e76196d63ebd6b4d0053aedcc0f488c4e9095dbfe1f84eda043d43")
    }
}
