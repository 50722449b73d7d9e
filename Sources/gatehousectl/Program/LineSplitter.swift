/// Cuts input into lines of bounded length: of a longer line the beginning is kept and the rest is dropped as it comes,
/// so that one endless line costs no memory and the lines after it are still read.
struct LineSplitter {
    /// How much of a line is kept.
    let limit: Int

    private var line: [UInt8] = []
    private var begun = false

    init(limit: Int) {
        self.limit = limit
    }

    /// Takes a piece of the input and hands out the lines that ended in it, without their newline.
    mutating func take(_ piece: ArraySlice<UInt8>, _ body: ([UInt8]) throws -> Void) rethrows {
        var rest = piece
        while let end = rest.firstIndex(of: UInt8(ascii: "\n")) {
            keep(rest[..<end])
            try hand(body)
            rest = rest[(end + 1)...]
        }
        if !rest.isEmpty { keep(rest) }
    }

    /// The input ended: a last line without a newline is one too.
    mutating func finish(_ body: ([UInt8]) throws -> Void) rethrows {
        if begun { try hand(body) }
    }

    private mutating func keep(_ bytes: ArraySlice<UInt8>) {
        begun = true
        line += bytes.prefix(limit - line.count)
    }

    private mutating func hand(_ body: ([UInt8]) throws -> Void) rethrows {
        let whole = line
        line.removeAll(keepingCapacity: true)
        begun = false
        try body(whole)
    }
}
