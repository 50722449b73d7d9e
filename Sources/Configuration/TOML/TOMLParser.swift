/// Why a text is not TOML.
struct TOMLSyntaxError: Error, Hashable {
    /// The line, counted from 1.
    var line: Int
    /// What is wrong.
    var problem: String
    /// What would be right.
    var remedy: String
}

/// Reads TOML 1.0.0 (https://toml.io/en/v1.0.0) into values that know their lines.
///
/// Our own, because every finding about a configuration has to name a line and none may cost the daemon its life: the
/// wrapped C++ parser that was tried gives values without places and aborts the process on some malformed texts. Dates
/// and times are recognised but not read: no key of ours takes one. A text may nest 32 deep.
struct TOMLParser {
    /// Deeper than any configuration; bounds the recursion.
    static let depthLimit = 32

    let file: String
    let bytes: [UInt8]
    var position = 0
    var line = 1
    var depth = 0

    /// The table of the whole text.
    static func parse(_ source: ConfigurationSource) throws(TOMLSyntaxError) -> PlacedTable {
        var parser = TOMLParser(source)
        let tree = TOMLTable(line: 1, origin: .header)
        try parser.document(tree)
        return tree.placed(file: source.file)
    }

    private init(_ source: ConfigurationSource) {
        file = source.file
        bytes = Array(source.text.utf8)
        // A byte order mark, which some editors of Windows write.
        if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { position = 3 }
    }

    private mutating func document(_ root: TOMLTable) throws(TOMLSyntaxError) {
        var table = root
        var section = 0
        while true {
            try skipBlank()
            guard let byte = peek else { return }
            if byte == UInt8(ascii: "[") {
                section += 1
                table = try header(root)
            } else {
                try pair(in: table, section: section)
            }
            try endOfLine()
        }
    }

    /// `[a.b]` or `[[a.b]]`.
    private mutating func header(_ root: TOMLTable) throws(TOMLSyntaxError) -> TOMLTable {
        let start = line
        position += 1
        let isArray = peek == UInt8(ascii: "[")
        if isArray { position += 1 }
        let path = try keys()
        for _ in 0..<(isArray ? 2 : 1) {
            guard peek == UInt8(ascii: "]") else {
                throw failure("the header does not end", "end it with \(isArray ? "]]" : "]")")
            }
            position += 1
        }
        return try root.open(path, isArray: isArray, line: start)
    }

    /// `a.b = value`, into `table`.
    mutating func pair(in table: TOMLTable, section: Int) throws(TOMLSyntaxError) {
        let start = line
        let path = try keys()
        guard peek == UInt8(ascii: "=") else {
            throw failure("there is no = after the key \(path.joined(separator: "."))", "write key = value")
        }
        position += 1
        skipSpace()
        let value = try value()
        try table.set(path, to: PlacedValue(content: value, file: file, line: start), section: section)
    }

    /// One key, or several joined by dots; ends before what is neither.
    private mutating func keys() throws(TOMLSyntaxError) -> [String] {
        var path: [String] = []
        while true {
            skipSpace()
            path.append(try key())
            guard path.count <= Self.depthLimit else { throw tooDeep }
            skipSpace()
            guard peek == UInt8(ascii: ".") else { return path }
            position += 1
        }
    }

    private mutating func key() throws(TOMLSyntaxError) -> String {
        switch peek {
        case UInt8(ascii: "\"")?, UInt8(ascii: "'")?: return try string(isKey: true)
        default:
            let start = position
            while let byte = peek, Self.isBare(byte) { position += 1 }
            guard position > start else {
                throw failure("a key is missing", "write a key of letters, digits, - and _, or put it in quotes")
            }
            return String(decoding: bytes[start..<position], as: UTF8.self)
        }
    }

    private static func isBare(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "-"):
            true
        default: false
        }
    }
}

// The walk over the bytes.
extension TOMLParser {
    /// The byte at the position; `nil` at the end.
    var peek: UInt8? { position < bytes.count ? bytes[position] : nil }

    /// Whether the bytes at the position begin with `text`.
    func sees(_ text: StaticString) -> Bool {
        guard bytes.count - position >= text.utf8CodeUnitCount else { return false }
        return text.withUTF8Buffer { buffer in bytes[position...].starts(with: buffer) }
    }

    /// An error at this line.
    func failure(_ problem: String, _ remedy: String) -> TOMLSyntaxError {
        TOMLSyntaxError(line: line, problem: problem, remedy: remedy)
    }

    var tooDeep: TOMLSyntaxError {
        failure("nests more than \(Self.depthLimit) deep", "write it flatter")
    }

    /// Skips blanks and tabs.
    mutating func skipSpace() {
        while peek == UInt8(ascii: " ") || peek == UInt8(ascii: "\t") { position += 1 }
    }

    /// Skips blanks, newlines and comments.
    mutating func skipBlank() throws(TOMLSyntaxError) {
        while true {
            skipSpace()
            if peek == UInt8(ascii: "#") { try comment() }
            guard try newline() else { return }
        }
    }

    /// After a header or a pair only a comment may stand on the line.
    private mutating func endOfLine() throws(TOMLSyntaxError) {
        skipSpace()
        if peek == UInt8(ascii: "#") { try comment() }
        guard try newline() || peek == nil else {
            throw failure("something stands after the end of the value", "begin each key on a line of its own")
        }
    }

    /// Takes one newline, LF or CR LF, if there is one.
    mutating func newline() throws(TOMLSyntaxError) -> Bool {
        if peek == UInt8(ascii: "\r") {
            guard sees("\r\n") else { throw failure("a carriage return alone", "end lines with LF or CR LF") }
            position += 1
        }
        guard peek == UInt8(ascii: "\n") else { return false }
        position += 1
        line += 1
        return true
    }

    private mutating func comment() throws(TOMLSyntaxError) {
        while let byte = peek, byte != UInt8(ascii: "\n"), !sees("\r\n") {
            guard !Self.isControl(byte) else { throw control(byte) }
            position += 1
        }
    }

    /// Control characters may stand nowhere, the tab excepted.
    static func isControl(_ byte: UInt8) -> Bool {
        (byte < 0x20 && byte != UInt8(ascii: "\t")) || byte == 0x7F
    }

    func control(_ byte: UInt8) -> TOMLSyntaxError {
        failure("the control character \(byte) stands in the text", "remove it")
    }
}
