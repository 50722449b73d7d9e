import Codes
import Testing

@Suite("Inflate within bounds")
struct InflateTests {
    /// Bytes that do not compress: a linear congruence, the same in every run.
    static func noise(_ count: Int) -> [UInt8] {
        var state: UInt64 = 1
        return (0..<count).map { _ in
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return UInt8(truncatingIfNeeded: state >> 56)
        }
    }

    @Test("what was deflated comes back", arguments: [0, 1, 4095, 4096, 4097, 65_536], [DeflateContainer.zlib, .raw])
    func roundTrip(_ count: Int, _ container: DeflateContainer) throws {
        let bytes = Self.noise(count)
        let deflated = try Deflate.run(bytes, container: container)
        #expect(try Inflate.run(deflated, container: container) == bytes)
        #expect(try Inflate.run(deflated, container: container, limits: .init(zeroPadding: true)) == bytes)
    }

    @Test("a bomb stops at the ratio, a large one at the cap", arguments: [DeflateContainer.zlib, .raw])
    func bombs(_ container: DeflateContainer) throws {
        let bomb = try Deflate.run([UInt8](repeating: 0, count: 10 << 20), container: container)
        #expect(bomb.count < 16_384)
        #expect(throws: InflateError.tooLarge) { try Inflate.run(bomb, container: container) }
        #expect(throws: InflateError.tooLarge) {
            try Inflate.run(bomb, container: container, limits: .init(output: 65_536, ratio: .max))
        }
        let small = try Deflate.run([UInt8](repeating: 0, count: 8192), container: container)
        #expect(throws: InflateError.tooLarge) { try Inflate.run(small, container: container) }
    }

    @Test("one byte above the cap is too much, the cap itself is not")
    func cap() throws {
        let deflated = try Deflate.run(Self.noise(5000), container: .zlib)
        #expect(try Inflate.run(deflated, container: .zlib, limits: .init(output: 5000)).count == 5000)
        #expect(throws: InflateError.tooLarge) {
            try Inflate.run(deflated, container: .zlib, limits: .init(output: 4999))
        }
    }

    @Test("a stream that ends early or late is none", arguments: [DeflateContainer.zlib, .raw])
    func ends(_ container: DeflateContainer) throws {
        let deflated = try Deflate.run(Self.noise(300) + Self.noise(300), container: container)
        for length in 0..<deflated.count {
            #expect(throws: InflateError.truncated) {
                try Inflate.run(Array(deflated[..<length]), container: container)
            }
        }
        #expect(throws: InflateError.trailingBytes) { try Inflate.run(deflated + [0], container: container) }
    }

    @Test("wrong headers, checksums, dictionaries and containers are corrupt")
    func corrupt() throws {
        let bytes = Array("the quick brown fox".utf8)
        var deflated = try Deflate.run(bytes, container: .zlib)
        #expect(throws: InflateError.corrupt) {
            try Inflate.run(try Deflate.run(bytes, container: .raw), container: .zlib)
        }
        #expect(throws: InflateError.corrupt) { try Inflate.run([0x1f, 0x8b, 8, 0], container: .zlib) }
        // A header that asks for a preset dictionary.
        #expect(throws: InflateError.corrupt) { try Inflate.run([0x78, 0xbb, 0, 0, 0, 1], container: .zlib) }
        deflated[deflated.count - 1] ^= 1
        #expect(throws: InflateError.corrupt) { try Inflate.run(deflated, container: .zlib) }
    }

    @Test("padding bits are seen when the rule asks for zeros")
    func padding() throws {
        // "a" in one fixed block: ten bits of header and end leave six unused ones in the third byte.
        let deflated = try Deflate.run([0x61], container: .raw)
        #expect(deflated == [0x4b, 0x04, 0x00])
        for bit in 2..<8 {
            var changed = deflated
            changed[2] |= 1 << UInt8(bit)
            #expect(try Inflate.run(changed, container: .raw) == [0x61])
            #expect(throws: InflateError.corrupt) {
                try Inflate.run(changed, container: .raw, limits: .init(zeroPadding: true))
            }
        }
    }
}
