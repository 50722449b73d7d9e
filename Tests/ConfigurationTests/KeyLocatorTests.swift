import Testing

@testable import Configuration

@Suite struct KeyLocatorTests {
    private let text = #"""
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
        (["top"], 2), (["quoted key", "and.dotted"], 3), (["a"], 7), (["a", "b"], 7), (["a", "b", "list"], 8),
        (["a", "b", "list", "#0"], 9), (["a", "b", "list", "#1"], 9), (["a", "b", "list", "#2"], 10),
        (["a", "b", "list", "#2", "#1"], 10), (["a", "b", "list", "#3", "deep", "er"], 11),
        (["a", "b", "list", "#3", "other"], 11), (["point"], 13), (["point", "#0"], 13), (["point", "#0", "x"], 14),
        (["point", "#0", "inner"], 15), (["point", "#0", "inner", "y"], 16), (["point", "#1"], 18),
        (["point", "#1", "x"], 20), (["point", "#1", "sub", "#0"], 21), (["point", "#1", "sub", "#0", "z"], 22),
        (["point", "#1", "nothing"], 18), (["nothing"], 1),
    ])
    func everyKindOfKeyIsFound(path: [String], line: Int) {
        #expect(KeyLocator(text: text).line(of: path) == line)
    }

    @Test func aTextOfWindowsHasTheSameLines() {
        let locator = KeyLocator(
            text: text.split(separator: "\n", omittingEmptySubsequences: false)
                .joined(separator: "\r\n"))
        #expect(locator.line(of: ["point", "#1", "x"]) == 20)
        #expect(locator.line(of: ["a", "b", "list", "#2"]) == 10)
    }

    @Test func anyPrefixAndAnyChangedByteEnds() {
        let bytes = Array(text.utf8)
        for cut in 0...bytes.count {
            _ = KeyLocator(text: String(decoding: bytes[..<cut], as: UTF8.self))
        }
        for index in bytes.indices {
            for byte in Array("\"'[]{}=#\n\\,.".utf8) {
                var changed = bytes
                changed[index] = byte
                _ = KeyLocator(text: String(decoding: changed, as: UTF8.self))
            }
        }
    }
}
