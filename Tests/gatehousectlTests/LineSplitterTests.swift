import Testing

@testable import gatehousectl

@Suite struct LineSplitterTests {
    private func split(_ pieces: [String], limit: Int = 8) -> [String] {
        var splitter = LineSplitter(limit: limit)
        var lines: [String] = []
        let keep = { (line: [UInt8]) in lines.append(String(decoding: line, as: UTF8.self)) }
        for piece in pieces { splitter.take(Array(piece.utf8)[...], keep) }
        splitter.finish(keep)
        return lines
    }

    @Test func anySplitGivesTheSameLines() {
        let text = "a\n\nbcd\r\n0123456789abc\nlast"
        let bytes = Array(text.unicodeScalars).map(String.init)
        for cut in 0...bytes.count {
            #expect(
                split([bytes[..<cut].joined(), bytes[cut...].joined()]) == ["a", "", "bcd\r", "01234567", "last"])
        }
    }

    @Test func theEndIsALineOnlyWhenSomethingStandsThere() {
        #expect(split([]) == [])
        #expect(split([""]) == [])
        #expect(split(["x\n"]) == ["x"])
        #expect(split(["x\n", "y"]) == ["x", "y"])
        #expect(split(["\n"]) == [""])
    }
}
