import Codes
import Testing

/// Bytes from hexadecimal digits, for tests.
func hex(_ text: String) throws -> [UInt8] {
    try #require(Hexadecimal.decode(text.utf8))
}

/// One row of RFC 8949, appendix A.
struct Vector: CustomTestStringConvertible, Sendable {
    let bytes: String
    let value: CBORValue
    var testDescription: String { bytes }

    init(_ bytes: String, _ value: CBORValue) {
        self.bytes = bytes
        self.value = value
    }
}

@Suite("CBOR, RFC 8949")
struct CBORTests {
    static let integers: [Vector] = [
        .init("00", 0), .init("01", 1), .init("0a", 10), .init("17", 23), .init("1818", 24), .init("1819", 25),
        .init("1864", 100), .init("1903e8", 1000), .init("1a000f4240", 1_000_000),
        .init("1b000000e8d4a51000", 1_000_000_000_000), .init("1bffffffffffffffff", .unsigned(.max)),
        .init("3bffffffffffffffff", .negative(.max)), .init("20", -1), .init("29", -10), .init("3863", -100),
        .init("3903e7", -1000),
    ]
    static let floats: [Vector] = [
        .init("f90000", 0.0), .init("f93c00", 1.0), .init("fb3ff199999999999a", 1.1), .init("f93e00", 1.5),
        .init("f97bff", 65504.0), .init("fa47c35000", 100000.0), .init("fa7f7fffff", 3.4028234663852886e+38),
        .init("fb7e37e43c8800759c", 1.0e+300), .init("f90001", 5.960464477539063e-8),
        .init("f90400", 0.00006103515625), .init("f9c400", -4.0), .init("fbc010666666666666", -4.1),
        .init("f97c00", .float(.infinity)), .init("f9fc00", .float(-.infinity)),
    ]
    static let others: [Vector] = [
        .init("f4", false), .init("f5", true), .init("f6", .null), .init("f7", .undefined), .init("f0", .simple(16)),
        .init("f8ff", .simple(255)),
        .init("c074323031332d30332d32315432303a30343a30305a", .tagged(0, "2013-03-21T20:04:00Z")),
        .init("c11a514b67b0", .tagged(1, 1_363_896_240)), .init("c1fb41d452d9ec200000", .tagged(1, 1363896240.5)),
        .init("d74401020304", .tagged(23, .bytes([1, 2, 3, 4]))),
        .init("d818456449455446", .tagged(24, .bytes([0x64, 0x49, 0x45, 0x54, 0x46]))),
        .init("d82076687474703a2f2f7777772e6578616d706c652e636f6d", .tagged(32, "http://www.example.com")),
        .init("c249010000000000000000", .tagged(2, .bytes([1, 0, 0, 0, 0, 0, 0, 0, 0]))),
        .init("40", .bytes([])), .init("4401020304", .bytes([1, 2, 3, 4])), .init("60", ""), .init("6161", "a"),
        .init("6449455446", "IETF"), .init("62225c", "\"\\"), .init("62c3bc", "\u{fc}"), .init("63e6b0b4", "\u{6c34}"),
        .init("64f0908591", "\u{10151}"), .init("80", []), .init("83010203", [1, 2, 3]),
        .init("8301820203820405", [1, [2, 3], [4, 5]]),
        .init("98190102030405060708090a0b0c0d0e0f101112131415161718181819", .array((1...25).map { CBORValue($0) })),
        .init("a0", [:]), .init("a201020304", [1: 2, 3: 4]), .init("a26161016162820203", ["a": 1, "b": [2, 3]]),
        .init("826161a161626163", ["a", ["b": "c"]]),
        .init("a56161614161626142616361436164614461656145", ["a": "A", "b": "B", "c": "C", "d": "D", "e": "E"]),
    ]

    @Test("appendix A reads and writes", arguments: integers + floats + others)
    func appendixA(_ vector: Vector) throws {
        let bytes = try hex(vector.bytes)
        #expect(try CBOR.decode(bytes, rules: .strict) == vector.value)
        #expect(CBOR.encode(vector.value) == bytes)
    }

    @Test("NaN has one form, and longer ones read only when well-formed is enough")
    func notANumber() throws {
        #expect(CBOR.encode(.float(.nan)) == [0xf9, 0x7e, 0x00])
        for text in ["f97e00", "fa7fc00000", "fb7ff8000000000000"] {
            #expect(try CBOR.decode(try hex(text)).double?.isNaN == true)
        }
        #expect(throws: CBORError(.notShortest, at: 0)) {
            try CBOR.decode(try hex("fb7ff8000000000000"), rules: .strict)
        }
    }

    @Test(
        "longer forms are well-formed, and not deterministic",
        arguments: [
            "1817", "1900ff", "1a0000ffff", "1b00000000ffffffff", "3817", "5801aa", "980101", "fa3f800000",
            "fb7ff0000000000000", "b80101f6", "d801f6",
        ])
    func longForms(_ text: String) throws {
        _ = try CBOR.decode(try hex(text))
        #expect(throws: CBORError(.notShortest, at: 0)) { try CBOR.decode(try hex(text), rules: .strict) }
    }

    @Test("keys out of order are well-formed, and not deterministic")
    func keyOrder() throws {
        let bytes = try hex("a203000100")
        #expect(try CBOR.decode(bytes)[1] == 0)
        #expect(throws: CBORError(.keyOrder, at: 3)) { try CBOR.decode(bytes, rules: .strict) }
        #expect(CBOR.encode(try CBOR.decode(bytes)) == (try hex("a201000300")))
    }

    @Test("map keys are sorted by their bytes (RFC 8949 §4.2.1)")
    func sortedKeys() throws {
        let map: CBORValue = [
            .bool(false): 8, [-1]: 7, [100]: 6, "aa": 5, "z": 4, -1: 3, 100: 2, 10: 1,
        ]
        #expect(
            CBOR.encode(map) == (try hex("a80a0118640220036 17a04626161058118640681200 7f408".filter { $0 != " " })))
    }

    @Test(
        "what is not accepted, and where",
        arguments: [
            ("", .truncated, 0), ("18", .truncated, 0), ("1b00000000000000", .truncated, 0), ("41", .truncated, 0),
            ("6261", .truncated, 0), ("8201", .truncated, 0), ("828101", .truncated, 3), ("a101", .truncated, 0),
            ("a16101", .truncated, 3), ("c1", .truncated, 1),
            ("5b7fffffffffffffff", .truncated, 0), ("7b8000000000000000", .truncated, 0),
            ("9b8000000000000000", .truncated, 0), ("bbffffffffffffffff", .truncated, 0),
            ("9b7fffffffffffffff00", .truncated, 0), ("ba7fffffff0000", .truncated, 0), ("0000", .trailingBytes, 1),
            ("1c", .reserved, 0), ("3d", .reserved, 0), ("5e", .reserved, 0), ("fc", .reserved, 0),
            ("f818", .reserved, 0), ("f800", .reserved, 0), ("5f41ff", .indefiniteLength, 0),
            ("9fff", .indefiniteLength, 0), ("bfff", .indefiniteLength, 0), ("ff", .indefiniteLength, 0),
            ("61ff", .text, 0), ("62c328", .text, 0), ("63eda080", .text, 0), ("a201020103", .duplicateKey, 3),
            ("a2616101616102", .duplicateKey, 4), ("a20100180102", .duplicateKey, 3),
            ("a2f97e0000fa7fc0000000", .duplicateKey, 5),
        ] as [(String, CBORError.Problem, Int)])
    func refused(_ text: String, _ problem: CBORError.Problem, _ offset: Int) throws {
        let bytes = try hex(text)
        #expect(throws: CBORError(problem, at: offset)) { try CBOR.decode(bytes) }
    }

    @Test("texts that Unicode calls equivalent are different keys")
    func equivalentTexts() throws {
        let map = try CBOR.decode(try hex("a262c3bc016375cc8802"))
        #expect(map["\u{fc}"] == 1)
        #expect(map["u\u{308}"] == 2)
        #expect(map["\u{212a}"] == nil)
    }

    @Test(
        "depth has an end: 16 is read, 17 is not, 10,000 neither",
        arguments: [[0x81], [0xa1, 0x00], [0xc1]] as [[UInt8]])
    func depth(_ opener: [UInt8]) throws {
        func nested(_ depth: Int) -> [UInt8] { Array(repeatElement(opener, count: depth).joined()) + [0x00] }
        _ = try CBOR.decode(nested(16))
        for deep in [17, 10_000] {
            #expect(throws: CBORError(.depth, at: 16 * opener.count)) { try CBOR.decode(nested(deep)) }
        }
    }

    @Test("items have an end")
    func items() throws {
        let count = CBOR.Rules.usualItems
        let head: [UInt8] = [0x9a, 0, 0, UInt8(count >> 8), UInt8(count & 0xff)]
        #expect(throws: CBORError(.items, at: head.count + count - 1)) {
            try CBOR.decode(head + [UInt8](repeating: 0, count: count))
        }
        #expect(throws: CBORError(.items, at: 0)) {
            try CBOR.decode([0x9a, 0, 0, 0xff, 0xff] + [UInt8](repeating: 0, count: 0xffff))
        }
    }

    @Test(
        "every prefix and every flipped bit ends in a value or an error, and strict reading is the inverse of writing")
    func mutations() throws {
        let value: CBORValue = [
            "final": true, "passage": 7, "object": [34.125, 34.25], "lane": .bytes([1, 2, 3]), "name": "张*",
            "none": .null, "nested": ["a": [1, -1000, .tagged(1, 1_600_000_000)]],
        ]
        let bytes = CBOR.encode(value)
        for length in 0..<bytes.count {
            #expect(throws: CBORError.self) { try CBOR.decode(Array(bytes[..<length])) }
        }
        for bit in 0..<(bytes.count * 8) {
            var mutated = bytes
            mutated[bit / 8] ^= 1 << UInt8(bit % 8)
            if let read = try? CBOR.decode(mutated, rules: .strict) { #expect(CBOR.encode(read) == mutated) }
        }
    }

    @Test("JSON for exports")
    func json() {
        let value: CBORValue = [
            "text": "a\"\\\n\u{1}\u{7f}\u{2028}水", "float": 36.6, "whole": 36.0, "tiny": .float(.leastNonzeroMagnitude),
            "big": .unsigned(.max),
            "least": .negative(.max), "minus": -5, "nan": .float(.nan), "bytes": .bytes([0xfb, 0xff]),
            "tag": .tagged(1, 2),
            7: [true, .null, .undefined],
        ]
        #expect(
            value.json() == #"{"text":"a\"\\\n\u0001\u007f\u2028水","float":36.6,"whole":36.0,"tiny":5e-324,"#
                + #""big":18446744073709551615,"least":-18446744073709551616,"minus":-5,"nan":null,"#
                + #""bytes":"fbff","tag":2,"7":[true,null,null]}"#)
        #expect(CBORValue.bytes([0xfb, 0xff]).json(bytes: .base64URL) == #""-_8""#)
    }
}
