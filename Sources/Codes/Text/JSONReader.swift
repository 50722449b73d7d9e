/// Why bytes are not the JSON that the house accepts from strangers, and where.
struct JSONError: Error, Hashable, Sendable {
    /// What is wrong.
    enum Problem: Hashable, Sendable {
        /// The bytes end inside a value.
        case truncated
        /// Something else stands after the value.
        case trailingBytes
        /// A character that RFC 8259 does not allow there.
        case syntax
        /// A number that is too long, or larger than a `Double`.
        case number
        /// A string with a control character, a lone surrogate, or bytes that are not UTF-8.
        case text
        /// An object with the same name twice.
        case duplicateName
        /// Arrays and objects inside each other deeper than the limits allow.
        case depth
        /// More values than the limits allow.
        case items
    }

    let problem: Problem
    let offset: Int
}

/// Reads JSON that may be hostile: within limits, strictly by RFC 8259, and every name of an object once. The decoder of
/// the standard library takes any depth and, of two equal names, one of them, so that two programs could read two
/// different things out of one signed text.
struct JSONReader {
    /// How much is read.
    struct Limits: Sendable {
        /// How deep arrays and objects may stand inside each other. The health records in the field nest 10 deep; 32
        /// leaves room and keeps the recursion far from the end of any stack.
        var depth = 32
        /// How many values there may be in all. The largest record known, of 30 KB, has fewer than 2,000.
        var items = 16_384
    }

    private let bytes: [UInt8]
    private let limits: Limits
    private var offset = 0
    private var items = 0
    /// Whether any whitespace stands between the tokens.
    private(set) var hasWhitespace = false

    /// No number that means something has more characters.
    private static let longestNumber = 64

    private init(bytes: [UInt8], limits: Limits) {
        self.bytes = bytes
        self.limits = limits
    }

    /// The one value that `bytes` are, and whether they are minified.
    static func read(
        _ bytes: [UInt8], limits: Limits = Limits()
    ) throws(JSONError) -> (value: JSONValue, isMinified: Bool) {
        var reader = JSONReader(bytes: bytes, limits: limits)
        reader.skipWhitespace()
        let value = try reader.value(depth: 0)
        reader.skipWhitespace()
        guard reader.offset == bytes.count else { throw reader.error(.trailingBytes) }
        return (value, !reader.hasWhitespace)
    }

    private func error(_ problem: JSONError.Problem, at place: Int? = nil) -> JSONError {
        JSONError(problem: problem, offset: place ?? offset)
    }

    private mutating func skipWhitespace() {
        while offset < bytes.count {
            switch bytes[offset] {
            case 0x20, 0x09, 0x0a, 0x0d: offset += 1
            default: return
            }
            hasWhitespace = true
        }
    }

    private func peek() throws(JSONError) -> UInt8 {
        guard offset < bytes.count else { throw error(.truncated) }
        return bytes[offset]
    }

    private mutating func take(_ character: Unicode.Scalar) throws(JSONError) -> Bool {
        guard try peek() == UInt8(ascii: character) else { return false }
        offset += 1
        return true
    }

    private mutating func value(depth: Int) throws(JSONError) -> JSONValue {
        items += 1
        guard items <= limits.items else { throw error(.items) }
        switch try peek() {
        case UInt8(ascii: "{"): return .object(try object(depth: depth + 1))
        case UInt8(ascii: "["): return .array(try array(depth: depth + 1))
        case UInt8(ascii: "\""): return .string(try string())
        case UInt8(ascii: "t"): return try word("true", .bool(true))
        case UInt8(ascii: "f"): return try word("false", .bool(false))
        case UInt8(ascii: "n"): return try word("null", .null)
        default: return .number(try number())
        }
    }

    private mutating func word(_ word: StaticString, _ value: JSONValue) throws(JSONError) -> JSONValue {
        let expected = Array(word.description.utf8)
        let found = bytes[offset...].prefix(expected.count)
        guard found.elementsEqual(expected) else {
            throw error(expected.starts(with: found) ? .truncated : .syntax)
        }
        offset += expected.count
        return value
    }

    private mutating func array(depth: Int) throws(JSONError) -> [JSONValue] {
        guard depth <= limits.depth else { throw error(.depth) }
        offset += 1
        var values: [JSONValue] = []
        skipWhitespace()
        if try take("]") { return values }
        while true {
            values.append(try value(depth: depth))
            skipWhitespace()
            if try take("]") { return values }
            guard try take(",") else { throw error(.syntax) }
            skipWhitespace()
        }
    }

    private mutating func object(depth: Int) throws(JSONError) -> [String: JSONValue] {
        guard depth <= limits.depth else { throw error(.depth) }
        offset += 1
        var members: [String: JSONValue] = [:]
        skipWhitespace()
        if try take("}") { return members }
        while true {
            let start = offset
            guard try peek() == UInt8(ascii: "\"") else { throw error(.syntax) }
            let name = try string()
            skipWhitespace()
            guard try take(":") else { throw error(.syntax) }
            skipWhitespace()
            let member = try value(depth: depth)
            guard members.updateValue(member, forKey: name) == nil else { throw error(.duplicateName, at: start) }
            skipWhitespace()
            if try take("}") { return members }
            guard try take(",") else { throw error(.syntax) }
            skipWhitespace()
        }
    }
}

extension JSONReader {
    /// The string that begins at the quote under the offset.
    private mutating func string() throws(JSONError) -> String {
        let start = offset
        offset += 1
        var text: [UInt8] = []
        while true {
            let byte = try peek()
            offset += 1
            switch byte {
            case UInt8(ascii: "\""):
                guard let string = String(validating: text, as: UTF8.self) else { throw error(.text, at: start) }
                return string
            case UInt8(ascii: "\\"): text.append(contentsOf: try escape().utf8)
            case 0..<0x20: throw error(.text, at: offset - 1)
            default: text.append(byte)
            }
        }
    }

    /// What stands behind a backslash.
    private mutating func escape() throws(JSONError) -> String {
        let letter = try peek()
        offset += 1
        switch letter {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): return String(UnicodeScalar(letter))
        case UInt8(ascii: "b"): return "\u{8}"
        case UInt8(ascii: "f"): return "\u{c}"
        case UInt8(ascii: "n"): return "\n"
        case UInt8(ascii: "r"): return "\r"
        case UInt8(ascii: "t"): return "\t"
        case UInt8(ascii: "u"): return try unicodeEscape()
        default: throw error(.syntax, at: offset - 1)
        }
    }

    private mutating func unicodeEscape() throws(JSONError) -> String {
        let start = offset
        let first = try fourDigits()
        guard (0xd800..<0xdc00).contains(first) else {
            guard let scalar = Unicode.Scalar(first) else { throw error(.text, at: start) }
            return String(scalar)
        }
        guard try take("\\"), try take("u") else { throw error(.text, at: start) }
        let second = try fourDigits()
        guard (0xdc00..<0xe000).contains(second),
            let scalar = Unicode.Scalar(0x10000 + (first - 0xd800) << 10 + (second - 0xdc00))
        else { throw error(.text, at: start) }
        return String(scalar)
    }

    private mutating func fourDigits() throws(JSONError) -> UInt32 {
        guard bytes.count - offset >= 4 else { throw error(.truncated) }
        guard let pair = Hexadecimal.decode(bytes[offset..<(offset + 4)]) else { throw error(.syntax) }
        offset += 4
        return UInt32(pair[0]) << 8 | UInt32(pair[1])
    }

    private mutating func number() throws(JSONError) -> Double {
        let start = offset
        if try peek() == UInt8(ascii: "-") { offset += 1 }
        let hasLeadingZero = try peek() == UInt8(ascii: "0")
        guard try digits(from: start) == 1 || !hasLeadingZero else { throw error(.syntax, at: start) }
        if offset < bytes.count, bytes[offset] == UInt8(ascii: ".") {
            offset += 1
            _ = try digits(from: start)
        }
        if offset < bytes.count, bytes[offset] | 0x20 == UInt8(ascii: "e") {
            offset += 1
            if offset < bytes.count, [UInt8(ascii: "+"), UInt8(ascii: "-")].contains(bytes[offset]) { offset += 1 }
            _ = try digits(from: start)
        }
        guard offset - start <= Self.longestNumber,
            let number = Double(String(decoding: bytes[start..<offset], as: UTF8.self)), number.isFinite
        else { throw error(.number, at: start) }
        return number
    }

    /// Skips the digits of the number that begins at `start`, at least one, and counts them.
    private mutating func digits(from start: Int) throws(JSONError) -> Int {
        let first = offset
        while offset < bytes.count, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(bytes[offset]) { offset += 1 }
        guard offset > first else { throw offset == bytes.count ? error(.truncated) : error(.syntax, at: start) }
        return offset - first
    }
}
