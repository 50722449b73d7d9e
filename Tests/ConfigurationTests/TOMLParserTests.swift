import Testing

@testable import Configuration

extension PlacedTable {
    /// The table as one line that does not depend on places: text as hexadecimal, floats by kind only.
    var canonical: String {
        "{"
            + entries.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
            .map { "\(hex($0.key)):\($0.value.canonical)" }.joined(separator: ",") + "}"
    }

    /// The line of the value at a path of keys and indices.
    func line(_ path: String) -> Int? {
        var value: PlacedValue?
        var table: PlacedTable? = self
        for part in path.split(separator: "/") {
            if let index = Int(part), case .array(let elements)? = value?.content, index < elements.count {
                value = elements[index]
            } else {
                value = table?.entries[String(part)]
            }
            if case .table(let inner)? = value?.content { table = inner } else { table = nil }
        }
        return value?.line
    }
}

private func hex(_ text: String) -> String {
    text.utf8.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
}

extension PlacedValue {
    var canonical: String {
        switch content {
        case .string(let text): "s" + hex(text)
        case .integer(let number): "i\(number)"
        case .number: "f"
        case .boolean(let answer): "b\(answer)"
        case .array(let elements): "[" + elements.map(\.canonical).joined(separator: ",") + "]"
        case .table(let table): table.canonical
        case .moment: "d"
        }
    }
}

func toml(_ text: String) throws(TOMLSyntaxError) -> PlacedTable {
    try TOMLParser.parse(ConfigurationSource(file: "t", text: text))
}

@Suite struct TOMLParserTests {
    static let text = #"""
        # [not.a.table]
        top = 1979-05-27 07:32:00 # comment, with = and [
        "quoted key".'and.dotted' = """
        first ]
        "" \
        last"""
        [a.b] # table
        list = [ # elements
            "x, # ]", 'y]',
            [1, 2.5],
            { deep = { er = true }, other = 1 },
        ]
        [[point]]
        x = 1.5
        [point.inner]
        y = '''
        '''
        [[point]]

        x = 2
        [[point.sub]]
        z = 1
        """#

    @Test(arguments: [
        ("top", 2), ("quoted key", 3), ("quoted key/and.dotted", 3), ("a", 7), ("a/b", 7), ("a/b/list", 8),
        ("a/b/list/0", 9), ("a/b/list/1", 9), ("a/b/list/2", 10), ("a/b/list/2/1", 10), ("a/b/list/3/deep/er", 11),
        ("point", 13), ("point/0", 13), ("point/0/x", 14), ("point/0/inner", 15), ("point/0/inner/y", 16),
        ("point/1", 18), ("point/1/x", 20), ("point/1/sub/0", 21), ("point/1/sub/0/z", 22),
    ])
    func everyValueKnowsItsLine(path: String, line: Int) throws {
        #expect(try toml(Self.text).line(path) == line)
        let windows = Self.text.split(separator: "\n", omittingEmptySubsequences: false).joined(separator: "\r\n")
        #expect(try toml(windows).line(path) == line)
    }

    @Test func aTextHasItsValues() throws {
        let flat = """
            top = 2026-01-01T00:00:00Z
            "quoted key" = { "and.dotted" = "first ]\\n\\"\\" last" }
            a = { b = { list = ["x, # ]", "y]", [1, 1.0], { deep.er = true, other = 1 }] } }
            point = [{ x = 0.1, inner = { y = "" } }, { x = 2, sub = [{ z = 1 }] }]
            """
        let (long, short) = (try toml(Self.text).canonical, try toml(flat).canonical)
        #expect(long == short)
    }

    @Test(arguments: [
        ("0", "i0"), ("+99", "i99"), ("-17", "i-17"), ("1_000", "i1000"), ("0xDEAD_beef", "i3735928559"),
        ("0o755", "i493"),
        ("0b1101", "i13"), ("9223372036854775807", "i9223372036854775807"),
        ("-9223372036854775808", "i-9223372036854775808"), ("1e3", "f"), ("-0.01", "f"), ("6.626e-34", "f"),
        ("1_0.0_1", "f"),
        ("inf", "f"), ("-nan", "f"), ("0.0", "f"), ("0e0", "f"), ("true", "btrue"), ("[]", "[]"), ("{}", "{}"),
        ("'C:\\'", "s433a5c"), (#""\u00e9\U0001F600\t""#, "sc3a9f09f988009"), (#""\\ \"""#, "s5c2022"),
        ("07:32:00", "d"), ("1979-05-27", "d"), ("1979-05-27T00:32:00.999-07:00", "d"),
        ("\"\"\"a\\\n   b\"\"\"", "s6162"), ("''''a''''", "s276127"), ("\"\"\"\"\"\"", "s"), ("[1,2,]", "[i1,i2]"),
    ])
    func aValueIsRead(text: String, canonical: String) throws {
        #expect(try toml("a = \(text)").entries["a"]?.canonical == canonical)
    }

    @Test(arguments: [
        "01", "1__0", "_1", "1_", "+0x1", "0x", "0x_1", "1.", ".1", "1.e1", "1e", "1._0", "9223372036854775808", "True",
        "inf1", "+true", "", "\"", "'", "\"a\nb\"", "\"\"\"", #""\x41""#, #""\u12""#, #""\uD800""#, #""\U00110000""#,
        "[1 2]", "[1,,2]", "[,]", "[", "{", "{a=1,}", "{a=1\n}", "{a}", "{a=1 b=2}", "{a=1, a=2}", "{a.b=1, a=2}",
        "{a={}, a.b=1}", "1 2", "\"a\" b", "'a'\t'b'", "\"\u{1}\"", "'\u{7F}'", "1 # \u{0}", "\"\"\"\\ a\"\"\"", "1\r",
    ])
    func whatIsNoValueIsRefused(text: String) {
        #expect(throws: TOMLSyntaxError.self) { try toml("a = \(text)") }
    }

    @Test(arguments: [
        "[a]\n[a]", "[a]\nb=1\n[a.b]", "[a.b]\n[a]\nb.c=1", "[[a]]\n[a]", "[a]\n[[a]]", "a=[]\n[[a]]", "a=[{}]\n[[a]]",
        "a={}\n[a.b]", "a.b=1\n[a]", "[x]\na.b=1\n[x.a]", "a=1\na=2", "a=1\n\"a\"=2", "a.b=1\na.b.c=2",
        "[[a.b]]\n[a]\nb.c=1",
        "[a.b.c.d]\n[a]\nb.c.d.e=1", "[", "[]", "[a", "[a]]", "[[a]", "[a.]", "[a] b=1", "=1", "a", "a.=1", "a b=1",
        "\"\"\"a\"\"\"=1", "[ [a]]", "a=1 b=2",
    ])
    func whatIsNoDocumentIsRefused(text: String) {
        #expect(throws: TOMLSyntaxError.self) { try toml(text) }
    }

    @Test(arguments: [
        "", "\n\n", "# only", "[a.b]\n[a]", "[a]\nb.c=1\nb.d=2\n[a.b.e]", "[a.b]\nc=1\n[a]\nd=1",
        "[[a]]\n[a.b]\n[[a]]\n[a.b]",
        "[ a . \"b\" ]", "\"\" = 1", "3.14 = 1", "a.b.c=1\na.b.d=2", "\u{FEFF}a=1",
        "é = 1".replacing("é", with: "\"é\""),
    ])
    func whatIsADocumentIsRead(text: String) throws {
        _ = try toml(text)
    }

    @Test func depthIsBounded() throws {
        func nested(_ count: Int) -> String {
            "a = " + String(repeating: "[", count: count) + String(repeating: "]", count: count)
        }
        _ = try toml(nested(32))
        #expect(throws: TOMLSyntaxError.self) { try toml(nested(33)) }
        let key = Array(repeating: "a", count: 33).joined(separator: ".")
        #expect(throws: TOMLSyntaxError.self) { try toml(key + " = 1") }
        #expect(throws: TOMLSyntaxError.self) { try toml("[\(key)]") }
    }
}
