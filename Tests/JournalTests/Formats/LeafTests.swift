import Codes
import Journal
import Testing

@Suite("The leaf")
struct LeafTests {
    @Test("The bytes are those of the format, field by field")
    func golden() {
        let expected =
            "01010101" + "0100" + "2a305f018b600600" + "02" + "2a00000000000000" + "0100000000000000" + "03000000"
            + "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad" + "00000000"
            + "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855" + String(repeating: "00", count: 32)
        #expect(Hexadecimal.encode(Samples.leaf(42).bytes) == expected)
        #expect(Samples.leaf(42).bytes.count == Leaf.byteCount)
    }

    @Test("Reading gives back what was written; other lengths and unknown values are refused")
    func reading() throws {
        let leaf = Samples.leaf(99)
        let bytes = leaf.bytes
        #expect(try Leaf(bytes) == leaf)
        for length in 0..<bytes.count { #expect(throws: MalformedError.self) { try Leaf(bytes.prefix(length)) } }
        #expect(throws: MalformedError.self) { try Leaf(bytes + [0]) }
        for (offset, value) in [(0, 2), (1, 0), (1, 13), (2, 5), (3, 7), (14, 3)] as [(Int, UInt8)] {
            var changed = bytes
            changed[offset] = value
            #expect(throws: MalformedError.self) { try Leaf(changed) }
        }
    }

    @Test("Every flipped bit makes another leaf or none")
    func flips() throws {
        let bytes = Samples.leaf(1).bytes
        for bit in 0..<bytes.count * 8 {
            var changed = bytes
            changed[bit / 8] ^= 1 << UInt8(bit % 8)
            if let leaf = try? Leaf(changed) {
                #expect(leaf != Samples.leaf(1))
                #expect(leaf.bytes == changed)
            }
        }
    }
}
