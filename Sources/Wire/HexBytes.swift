/// Why hex text could not be read.
public enum HexError: Error, Hashable, Sendable, CustomStringConvertible {
    /// A character that is no hexadecimal digit, at this offset in bytes.
    case character(offset: Int)
    /// The digits do not pair up to bytes; the odd digit is at this offset.
    case oddDigits(offset: Int)

    /// What is wrong, at which byte, and what to do.
    public var description: String {
        switch self {
        case .character(let offset):
            "byte \(offset + 1) of the hex text is no hexadecimal digit; raw input is decoded as it is"
        case .oddDigits(let offset):
            "the digit at byte \(offset + 1) of the hex text has no partner; add it, or say that the input is raw"
        }
    }
}

/// Hex text as people write and copy it: `5A5A4504`, `5A 5A 45 04`, `0x5A, 0x5A`, over any number of lines.
public enum HexBytes {
    /// The bytes that `text` writes. Digits pair up within a word; white space and commas separate words; a word may
    /// begin with `0x`.
    public static func parse(_ text: [UInt8]) throws(HexError) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(text.count / 2)
        var high: (digit: UInt8, offset: Int)?
        var offset = 0
        while offset < text.count {
            if isSeparator(text[offset]) {
                if let high { throw .oddDigits(offset: high.offset) }
            } else if high == nil, isPrefix(text, at: offset) {
                offset += 1
            } else if let digit = value(of: text[offset]) {
                if let pending = high {
                    bytes.append(pending.digit << 4 | digit)
                    high = nil
                } else {
                    high = (digit, offset)
                }
            } else {
                throw .character(offset: offset)
            }
            offset += 1
        }
        if let high { throw .oddDigits(offset: high.offset) }
        return bytes
    }

    /// Whether input for `decode` is hex text: nothing but hexadecimal digits, white space, commas and `0x`, and at
    /// least one digit. All else is a raw capture. Digits alone are taken for hex: a scanner's raw capture of a shop
    /// barcode looks the same, and needs to be called raw.
    public static func isHexText(_ input: [UInt8]) -> Bool {
        var digits = false
        var offset = 0
        while offset < input.count {
            if isPrefix(input, at: offset) {
                offset += 1
            } else if value(of: input[offset]) != nil {
                digits = true
            } else if !isSeparator(input[offset]) {
                return false
            }
            offset += 1
        }
        return digits
    }

    /// The bytes that `decode` shall read: those that hex text writes, or the input itself when it is no hex text.
    public static func bytes(fromInput input: [UInt8]) throws(HexError) -> [UInt8] {
        isHexText(input) ? try parse(input) : input
    }

    /// Pairs of digits with a space between them: `5A 5A 45 04`.
    public static func text(_ bytes: some Sequence<UInt8>) -> String {
        var text: [UInt8] = []
        text.reserveCapacity(bytes.underestimatedCount * 3)
        for byte in bytes {
            if !text.isEmpty { text.append(UInt8(ascii: " ")) }
            text.append(digit(byte >> 4))
            text.append(digit(byte & 0xF))
        }
        return String(decoding: text, as: UTF8.self)
    }

    private static func digit(_ value: UInt8) -> UInt8 {
        value < 10 ? UInt8(ascii: "0") + value : UInt8(ascii: "A") + value - 10
    }

    /// `0x` or `0X` at the beginning of a word.
    private static func isPrefix(_ text: [UInt8], at offset: Int) -> Bool {
        guard offset + 1 < text.count, text[offset] == UInt8(ascii: "0"), text[offset + 1] | 0x20 == UInt8(ascii: "x")
        else { return false }
        return offset == 0 || isSeparator(text[offset - 1])
    }

    private static func isSeparator(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: " ") || (0x09...0x0D).contains(byte) || byte == UInt8(ascii: ",")
    }

    private static func value(of byte: UInt8) -> UInt8? {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - UInt8(ascii: "a") + 10
        case UInt8(ascii: "A")...UInt8(ascii: "F"): byte - UInt8(ascii: "A") + 10
        default: nil
        }
    }
}
