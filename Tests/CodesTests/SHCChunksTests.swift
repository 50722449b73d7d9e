import Codes
import Testing

@Suite("Cards in several QR codes")
struct SHCChunksTests {
    /// A card of 2,000 characters or so, in three chunks.
    static func chunks(_ fixture: SHCFixture, seed: Int = 0) throws -> (jws: String, chunks: [[UInt8]]) {
        let noise = InflateTests.noise(700 + seed).suffix(700).map { String($0, radix: 16) }.joined()
        let claims = SHCFixture.claims(more: #","x":"\#(noise)""#)
        let jws = try fixture.jws(try Deflate.run(Array(claims.utf8), container: .raw))
        let size = (jws.utf8.count + 2) / 3
        let chunks = (0..<3).map { index in
            let piece = String(jws.dropFirst(index * size).prefix(size))
            return SHCFixture.digits(piece, prefix: "shc:/\(index + 1)/3/")
        }
        return (jws, chunks)
    }

    @Test("chunks in any order, repeated and among other codes, make the card")
    func orders() throws {
        let fixture = try SHCFixture()
        let (jws, chunks) = try Self.chunks(fixture)
        for order in [[0, 1, 2], [2, 1, 0], [1, 0, 2], [0, 0, 1, 0, 2], [2, 2, 0, 0, 1]] {
            var collector = SHCChunks()
            var card: [UInt8]?
            for index in order {
                #expect(card == nil)
                card = collector.add(chunks[index] + [0x0d])
                #expect(collector.add(Array("GH1:X".utf8)) == nil && collector.add([]) == nil)
            }
            #expect(card == Array(jws.utf8) && collector.missing.isEmpty)
            let result = try fixture.verify(try #require(card))
            #expect(result.outcome == .verified && result.advisories == ["shc.bare", "shc.too-long"])
        }
    }

    @Test("a chunk of another card begins anew")
    func other() throws {
        let fixture = try SHCFixture()
        let first = try Self.chunks(fixture).chunks
        let second = try Self.chunks(fixture, seed: 5)
        var collector = SHCChunks()
        #expect(collector.add(first[0]) == nil && collector.missing == [2, 3])
        #expect(collector.add(second.chunks[0]) == nil && collector.missing == [2, 3])
        #expect(collector.add(second.chunks[1]) == nil && collector.missing == [3])
        #expect(collector.add(second.chunks[2]) == Array(second.jws.utf8))
        #expect(collector.add(first[2]) == nil && collector.missing == [1, 2])
        #expect(collector.add(SHCFixture.digits("ab", prefix: "shc:/1/2/")) == nil && collector.missing == [2])
        collector.forget()
        #expect(collector.missing.isEmpty)
    }

    @Test("what is no chunk changes nothing, and too much is forgotten")
    func bounds() throws {
        var collector = SHCChunks()
        _ = collector.add(SHCFixture.digits("ab", prefix: "shc:/1/3/"))
        for text in [
            "shc:/56", "shc:/1/1/56", "shc:/4/3/56", "shc:/2/3/5", "shc:/2/3/99", "eyJ", "eyJ/2/3/56", "shc:/0/0/56",
        ] {
            #expect(collector.add(Array(text.utf8)) == nil)
            #expect(collector.missing == [2, 3], "\(text)")
        }
        _ = collector.add([UInt8](repeating: 0x35, count: 1 << 20))
        #expect(collector.missing == [2, 3])
        let long = String(repeating: "a", count: 2000)
        for index in 1...4 { #expect(collector.add(SHCFixture.digits(long, prefix: "shc:/\(index)/9/")) == nil) }
        // The third went above the bound.
        #expect(collector.missing == [1, 2, 3, 5, 6, 7, 8, 9])
    }
}
