extension TOMLParser {
    /// A string of one of the four kinds; keys may not run over lines.
    mutating func string(isKey: Bool = false) throws(TOMLSyntaxError) -> String {
        let quote = bytes[position]
        let isBasic = quote == UInt8(ascii: "\"")
        let isMultiline = sees("\"\"\"") || sees("'''")
        guard !isKey || !isMultiline else {
            throw failure("a key runs over lines", "write it in single quotes or double quotes")
        }
        position += isMultiline ? 3 : 1
        // The newline right after the opening quotes is not part of the string.
        if isMultiline { _ = try newline() }
        var text: [UInt8] = []
        while let byte = peek {
            if byte == quote {
                if try closing(quote, isMultiline: isMultiline, &text) {
                    // Made of valid UTF-8 and whole characters only.
                    return String(decoding: text, as: UTF8.self)
                }
            } else if isBasic, byte == UInt8(ascii: "\\") {
                try escape(isMultiline: isMultiline, &text)
            } else if byte == UInt8(ascii: "\n") || byte == UInt8(ascii: "\r") {
                guard isMultiline else { break }
                if try newline() { text.append(UInt8(ascii: "\n")) }
            } else {
                guard !Self.isControl(byte) else { throw control(byte) }
                text.append(byte)
                position += 1
            }
        }
        throw failure("a string does not end", "close it with the quotes that it began with")
    }

    /// Takes quotes; whether they ended the string. Up to two quotes may stand in a multi-line string, also right before
    /// the closing three.
    private mutating func closing(
        _ quote: UInt8, isMultiline: Bool, _ text: inout [UInt8]
    ) throws(TOMLSyntaxError) -> Bool {
        guard isMultiline else {
            position += 1
            return true
        }
        var count = 0
        while peek == quote, count < 5 {
            position += 1
            count += 1
        }
        text += [UInt8](repeating: quote, count: count < 3 ? count : count - 3)
        return count >= 3
    }

    private mutating func escape(isMultiline: Bool, _ text: inout [UInt8]) throws(TOMLSyntaxError) {
        position += 1
        let character = peek
        if isMultiline, try lineContinues() { return }
        position += 1
        switch character {
        case UInt8(ascii: "b")?: text.append(0x08)
        case UInt8(ascii: "t")?: text.append(0x09)
        case UInt8(ascii: "n")?: text.append(0x0A)
        case UInt8(ascii: "f")?: text.append(0x0C)
        case UInt8(ascii: "r")?: text.append(0x0D)
        case UInt8(ascii: "\"")?, UInt8(ascii: "\\")?: text.append(bytes[position - 1])
        case UInt8(ascii: "u")?: text += try scalar(digits: 4)
        case UInt8(ascii: "U")?: text += try scalar(digits: 8)
        default:
            position = min(position, bytes.count)
            throw failure(
                "an escape that TOML does not have", "write \\\\ for a backslash, or put the text in single quotes")
        }
    }

    /// A backslash at the end of a line takes away the newline and all blank that follows. Whether it was one.
    private mutating func lineContinues() throws(TOMLSyntaxError) -> Bool {
        let start = position
        skipSpace()
        guard try newline() else {
            position = start
            return false
        }
        repeat { skipSpace() } while try newline()
        return true
    }

    private mutating func scalar(digits: Int) throws(TOMLSyntaxError) -> [UInt8] {
        let end = min(position + digits, bytes.count)
        let text = String(decoding: bytes[position..<end], as: UTF8.self)
        guard text.utf8.count == digits, text.utf8.allSatisfy(Self.isHexadecimal), let value = UInt32(text, radix: 16),
            let scalar = Unicode.Scalar(value)
        else { throw failure("an escape that is no character", "write \\u and four hexadecimal digits") }
        position = end
        return Array(String(Character(scalar)).utf8)
    }

    /// Whether the byte is a hexadecimal digit.
    static func isHexadecimal(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "f"),
            UInt8(ascii: "A")...UInt8(ascii: "F"):
            true
        default: false
        }
    }
}
