import Wire

/// What stands on the input of `decode`.
enum CaptureFormat: String, CaseIterable {
    /// Hex text if nothing else can be meant, raw bytes otherwise.
    case auto
    /// Hex text.
    case hex
    /// The device's bytes as they are.
    case raw
    /// A capture with times and directions.
    case capture
}

/// Bytes of a capture without times.
struct CapturePiece: Equatable {
    var bytes: [UInt8]
    /// Whether a line of hex text ended behind them; a packet may end there.
    var endsLine = false
}

/// Turns the input of `decode` into a device's bytes, as it comes: hex text or a raw capture.
///
/// With `auto`, one byte that no hex text has makes it raw at once; input that looks like hex is held until there is
/// enough of it to be sure, or its end.
struct CaptureInput {
    /// So many bytes that all look like hex are hex. Below it, a capture of a few numeric bar codes could be meant.
    static let certain = 4096
    /// A hex word without an end is cut here, between two of its bytes.
    private static let longestWord = 64 << 10

    private var format: CaptureFormat
    private var held: [UInt8] = []
    /// Bytes of hex text that were read before `held`.
    private var offset = 0

    init(format: CaptureFormat) {
        self.format = format
    }

    /// The bytes that `piece` adds.
    mutating func take(_ piece: ArraySlice<UInt8>) throws(HexError) -> [CapturePiece] {
        if format == .raw { return [CapturePiece(bytes: Array(piece))] }
        held += piece
        if format == .auto {
            // With one digit more, the beginning of hex text is hex text too: white space, or half a "0x".
            if !HexBytes.isHexText(held + [UInt8(ascii: "0")]) {
                format = .raw
                defer { held = [] }
                return [CapturePiece(bytes: held)]
            }
            guard held.count >= Self.certain else { return [] }
            format = .hex
        }
        // Only whole words, so that a byte or a "0x" is never cut in two.
        if let last = held.lastIndex(where: Self.isSeparator) { return try parse(upTo: last + 1) }
        return held.count >= Self.longestWord ? try parse(upTo: held.count & ~1) : []
    }

    /// The input ended: what was held.
    mutating func finish() throws(HexError) -> [CapturePiece] {
        try parse(upTo: held.count)
    }

    private mutating func parse(upTo end: Int) throws(HexError) -> [CapturePiece] {
        var pieces: [CapturePiece] = []
        var begin = 0
        while begin < end {
            let newline = held[begin..<end].firstIndex(of: UInt8(ascii: "\n"))
            let stop = newline.map { $0 + 1 } ?? end
            pieces.append(CapturePiece(bytes: try bytes(begin..<stop), endsLine: newline != nil))
            begin = stop
        }
        held.removeFirst(end)
        offset += end
        return pieces
    }

    private func bytes(_ range: Range<Int>) throws(HexError) -> [UInt8] {
        do {
            return try HexBytes.parse(Array(held[range]))
        } catch {
            switch error {
            case .character(let place): throw .character(offset: offset + range.lowerBound + place)
            case .oddDigits(let place): throw .oddDigits(offset: offset + range.lowerBound + place)
            }
        }
    }

    private static func isSeparator(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: " ") || (0x09...0x0D).contains(byte) || byte == UInt8(ascii: ",")
    }
}
