import Testing

@testable import Codes

@Suite("JSON from strangers")
struct JSONReaderTests {
    static func read(_ text: String) throws -> JSONValue {
        try JSONReader.read(Array(text.utf8)).value
    }

    @Test("every kind of value is read")
    func values() throws {
        let text = #" { "a" : [ 1 , -0.5e+1 , true , false , null , "" ] , "b" : { } , "c" : [ ] } "#
        let expected: JSONValue = .object([
            "a": .array([.number(1), .number(-5), .bool(true), .bool(false), .null, .string("")]), "b": .object([:]),
            "c": .array([]),
        ])
        #expect(try Self.read(text) == expected)
        #expect(try JSONReader.read(Array(text.utf8)).isMinified == false)
        #expect(try JSONReader.read(Array(#"{"a b":"\n c"}"#.utf8)).isMinified)
    }

    @Test(
        "strings",
        arguments: [
            (#""\"\\\/\b\f\n\r\t""#, "\"\\/\u{8}\u{c}\n\r\t"), (#""\u738B\u0041""#, "王A"), (#""\uD83D\uDE00""#, "😀"),
            (#""王 😀""#, "王 😀"), (#""\u0000""#, "\u{0}"),
        ])
    func strings(_ text: String, _ expected: String) throws {
        #expect(try Self.read(text) == .string(expected))
    }

    @Test(
        "what RFC 8259 does not allow",
        arguments: [
            ("", .truncated), (" ", .truncated), ("[", .truncated), ("{\"a\"", .truncated), ("\"a", .truncated),
            ("\"\\", .truncated), ("\"\\u12", .truncated), ("tru", .truncated), ("-", .truncated),
            ("1 2", .trailingBytes),
            ("{}}", .trailingBytes), ("[1,]", .syntax), ("{,}", .syntax), ("{\"a\":1,}", .syntax), ("{a:1}", .syntax),
            ("{\"a\" 1}", .syntax), ("[1 2]", .syntax), ("01", .syntax), ("-01", .syntax), ("1.x", .syntax),
            (".5", .syntax), ("1ex", .syntax), ("1.", .truncated), ("1e+", .truncated), ("+1", .syntax),
            ("NaN", .syntax), ("Infinity", .syntax),
            ("tRUE", .syntax),
            ("'a'", .syntax), ("\"\\x\"", .syntax), ("\"\\u12g4\"", .syntax), ("//", .syntax), ("\u{feff}1", .syntax),
            ("\"\u{1}\"", .text), ("\"\n\"", .text), (#""\uD83D""#, .text), (#""\uDE00""#, .text),
            (#""\uD83D\u0041""#, .text), (#""\uD83Dx""#, .text), (#"{"a":1,"a":1}"#, .duplicateName),
            (#"{"a":1,"\u0061":2}"#, .duplicateName), ("1e400", .number), ("-1e400", .number),
            (String(repeating: "1", count: 65), .number), ("9223372036854775808e999", .number),
        ] as [(String, JSONError.Problem)])
    func refused(_ text: String, _ problem: JSONError.Problem) {
        let error = #expect(throws: JSONError.self) { try Self.read(text) }
        #expect(error?.problem == problem)
    }

    @Test("bytes that are not UTF-8")
    func encoding() {
        for bytes: [UInt8] in [[0xff], [0xc0, 0x80], [0xed, 0xa0, 0x80], [0xe7, 0x8e]] {
            let error = #expect(throws: JSONError.self) { try JSONReader.read([0x22] + bytes + [0x22]) }
            #expect(error?.problem == .text)
        }
    }

    @Test("depth and number of values are bounded")
    func bounds() throws {
        func nested(_ depth: Int) -> String {
            String(repeating: "[", count: depth) + String(repeating: "]", count: depth)
        }
        #expect(throws: Never.self) { try Self.read(nested(32)) }
        for text in [nested(33), nested(100_000), String(repeating: #"{"a":"#, count: 100_000)] {
            let error = #expect(throws: JSONError.self) { try Self.read(text) }
            #expect(error?.problem == .depth)
        }
        let many = "[0" + String(repeating: ",0", count: 16_384) + "]"
        let error = #expect(throws: JSONError.self) { try Self.read(many) }
        #expect(error?.problem == .items)
        #expect(throws: Never.self) { try Self.read("[0" + String(repeating: ",0", count: 16_382) + "]") }
    }

    @Test("whole numbers and dates")
    func numbers() throws {
        #expect(try Self.read("9007199254740992").integer == 9_007_199_254_740_992)
        #expect(try Self.read("1e3").integer == 1000)
        for text in ["1.5", "9007199254740994", "1e300", "\"1\"", "true"] {
            #expect(try Self.read(text).integer == nil)
        }
        #expect(try Self.read("1687450764.656").date == UnixTime(microseconds: 1_687_450_764_656_000))
        for text in ["-1", "253402300800", "\"1\""] { #expect(try Self.read(text).date == nil) }
    }

    @Test("cut off anywhere, a text is truncated or another value, and never more")
    func truncation() {
        let text = Array(#"{"a":[1,{"b":"\u738b"},true],"c":-1.5e2}"#.utf8)
        for length in text.indices {
            let error = #expect(throws: JSONError.self) { try JSONReader.read(Array(text[..<length])) }
            #expect(error?.problem == .truncated, "\(length)")
        }
    }
}
