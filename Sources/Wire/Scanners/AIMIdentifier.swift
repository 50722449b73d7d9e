/// What a scanner's driver does with an AIM symbology identifier (ISO/IEC 15424): `]`, a letter, a modifier.
public enum AIMPolicy: String, Hashable, Sendable, CaseIterable {
    /// A line that begins with one has it taken off; a line without one is taken as it is.
    case optional
    /// A line without one is refused: the scanner is not set as the site believes.
    case required
    /// `]` is a character of the text like any other.
    case off
}

/// The AIM symbology identifier at the beginning of a line.
enum AIMIdentifier {
    /// `]`, code character, modifier.
    static let length = 3

    /// The identifier that `line` begins with, or `nil`. The code character is a letter, the modifier a letter or a
    /// digit (ISO/IEC 15424, 5.1).
    static func leading(_ line: [UInt8]) -> String? {
        guard line.count >= length, line[0] == UInt8(ascii: "]"), isLetter(line[1]) else { return nil }
        guard isLetter(line[2]) || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(line[2]) else { return nil }
        return String(decoding: line[..<length], as: UTF8.self)
    }

    private static func isLetter(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
    }
}
