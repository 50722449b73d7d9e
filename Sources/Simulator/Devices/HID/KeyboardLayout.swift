/// The country whose keyboard a scanner is set to: where a character is on it.
public enum KeyboardLayout: String, Hashable, Sendable, CaseIterable {
    /// The American one, which hosts of scanners expect.
    case us
    /// The German one.
    case de
    /// The French one.
    case fr

    /// The key of a character, and whether shift is held; `nil` for what is not on the keyboard, or needs a third level.
    func key(_ scalar: Unicode.Scalar) -> (usage: UInt8, isShifted: Bool)? {
        if self == .us { return KeyboardUsage(scalar).map { ($0.usage, $0.isShifted) } }
        if let place = rows.plain[scalar] { return (place, false) }
        return rows.shifted[scalar].map { ($0, true) }
    }

    private var rows: (plain: [Unicode.Scalar: UInt8], shifted: [Unicode.Scalar: UInt8]) {
        self == .fr ? Self.french : Self.german
    }

    /// Keys in the order of the keyboard page from 1E: the row of digits, then what is beside letters, then the 102nd.
    private static let german = table(
        swapped: ["y": 0x1D, "z": 0x1C],
        plain: [(0x1E, "1234567890"), (0x2C, " "), (0x30, "+"), (0x32, "#"), (0x36, ",.-"), (0x64, "<")],
        shifted: [(0x1E, "!\""), (0x21, "$%&/()="), (0x2D, "?"), (0x30, "*"), (0x32, "'"), (0x36, ";:_"), (0x64, ">")])
    private static let french = table(
        swapped: ["a": 0x14, "q": 0x04, "z": 0x1A, "w": 0x1D, "m": 0x33],
        plain: [
            (0x1E, "&"), (0x20, "\"'(-"), (0x25, "_"), (0x2C, " "), (0x2D, ")="), (0x30, "$"), (0x31, "*"),
            (0x10, ","), (0x36, ";:!"), (0x64, "<"),
        ],
        shifted: [(0x1E, "1234567890"), (0x2E, "+"), (0x34, "%"), (0x10, "?"), (0x36, "./"), (0x64, ">")])

    private static func table(
        swapped: [Unicode.Scalar: UInt8], plain: [(UInt8, String)], shifted: [(UInt8, String)]
    ) -> (plain: [Unicode.Scalar: UInt8], shifted: [Unicode.Scalar: UInt8]) {
        var lower: [Unicode.Scalar: UInt8] = [:]
        var upper: [Unicode.Scalar: UInt8] = [:]
        for (place, letter) in "abcdefghijklmnopqrstuvwxyz".unicodeScalars.enumerated() {
            let usage = swapped[letter] ?? UInt8(0x04 + place)
            lower[letter] = usage
            // Big letters are 0x20 before the small ones.
            if let big = Unicode.Scalar(letter.value - 0x20) { upper[big] = usage }
        }
        for (first, characters) in plain {
            for (place, character) in characters.unicodeScalars.enumerated() { lower[character] = first + UInt8(place) }
        }
        for (first, characters) in shifted {
            for (place, character) in characters.unicodeScalars.enumerated() { upper[character] = first + UInt8(place) }
        }
        return (lower, upper)
    }
}
