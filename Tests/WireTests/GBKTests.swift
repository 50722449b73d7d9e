import Testing

@testable import Wire

@Suite("GBK")
struct GBKTests {
    @Test(arguments: [
        ("体温正常，请通行", "CC E5 CE C2 D5 FD B3 A3 A3 AC C7 EB CD A8 D0 D0"),
        ("请重新测温", "C7 EB D6 D8 D0 C2 B2 E2 CE C2"), ("记", "BC C7"), ("丂", "81 40"), ("\u{3000}", "A1 A1"),
        ("龥", "FD 9B"),
        ("A\u{1D}1", "41 1D 31"), ("", ""),
    ])
    func knownTexts(text: String, hex: String) throws {
        let bytes = try HexBytes.parse(Array(hex.utf8))
        #expect(try GBK.encode(text) == bytes)
        #expect(GBK.decode(bytes) == text)
    }

    /// The number, and a checksum over all pairs of code and character, as Python's codec has them.
    @Test func theWholeTable() {
        var count = 0
        var sum: UInt64 = 0
        for code in UInt16.min...UInt16.max {
            guard let scalar = GBK.scalar(for: code) else { continue }
            #expect(GBK.code(of: scalar) == code)
            guard code > 0xFF else { continue }
            count += 1
            sum = (sum &* 31 &+ UInt64(code) &* 65_537 &+ UInt64(scalar.value))
        }
        #expect(count == 21_791)
        #expect(sum == 0x7A9A606DB77BF9F5)
    }

    @Test func whatThereIsNotIsRefusedByName() {
        #expect(throws: GBKError(scalar: "😀")) { try GBK.encode("温😀") }
        #expect(throws: GBKError(scalar: "€")) { try GBK.encode("€") }
        #expect(throws: GBKError(scalar: "\u{FFFD}")) { try GBK.encode("\u{FFFD}") }
        #expect(GBKError(scalar: "€").description.contains("U+20AC"))
    }

    @Test func brokenBytesCostNoMoreThanTheirNeighbours() {
        #expect(GBK.decode([0xBC, 0xC7, 0xBC]) == "记\u{FFFD}")
        #expect(GBK.decode([0xBC, 0x0A, 0x41]) == "\u{FFFD}\nA")
        #expect(GBK.decode([0x80, 0xFF, 0x41]) == "\u{FFFD}\u{FFFD}A")
        #expect(GBK.decode([0xBC, 0x7F]) == "\u{FFFD}\u{7F}")
        #expect(GBK.scalar(for: 0x80) == nil)
        #expect(GBK.scalar(for: 0xFFFF) == nil)
    }
}
