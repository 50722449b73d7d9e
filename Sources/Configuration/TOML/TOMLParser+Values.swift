extension TOMLParser {
    /// The value at the position.
    mutating func value() throws(TOMLSyntaxError) -> PlacedValue.Content {
        switch peek {
        case UInt8(ascii: "\"")?, UInt8(ascii: "'")?: return .string(try string())
        case UInt8(ascii: "[")?: return .array(try nested { parser throws(TOMLSyntaxError) in try parser.array() })
        case UInt8(ascii: "{")?:
            return .table(try nested { parser throws(TOMLSyntaxError) in try parser.inlineTable() })
        default: return try plain()
        }
    }

    private mutating func nested<Value>(
        _ read: (inout TOMLParser) throws(TOMLSyntaxError) -> Value
    ) throws(TOMLSyntaxError) -> Value {
        guard depth < Self.depthLimit else { throw tooDeep }
        depth += 1
        defer { depth -= 1 }
        return try read(&self)
    }

    private mutating func array() throws(TOMLSyntaxError) -> [PlacedValue] {
        var elements: [PlacedValue] = []
        position += 1
        while true {
            try skipBlank()
            if peek == UInt8(ascii: "]") { break }
            let start = line
            elements.append(PlacedValue(content: try value(), file: file, line: start))
            try skipBlank()
            if peek == UInt8(ascii: "]") { break }
            guard peek == UInt8(ascii: ",") else {
                throw failure("an array does not end", "put a comma between elements, and ] at the end")
            }
            position += 1
        }
        position += 1
        return elements
    }

    /// `{ a = 1, b.c = 2 }`, on one line, without a comma at the end.
    private mutating func inlineTable() throws(TOMLSyntaxError) -> PlacedTable {
        let table = TOMLTable(line: line, origin: .header)
        position += 1
        skipSpace()
        while peek != UInt8(ascii: "}") {
            try pair(in: table, section: 0)
            skipSpace()
            if peek == UInt8(ascii: "}") { break }
            guard peek == UInt8(ascii: ",") else {
                throw failure(
                    "an inline table does not end", "put a comma between its pairs and } at the end, all on one line")
            }
            position += 1
            skipSpace()
            if peek == UInt8(ascii: "}") { throw failure("a comma before }", "remove it") }
        }
        position += 1
        return table.placed(file: file)
    }

    /// What has no quotes and no brackets: a number, true or false, a date or time.
    private mutating func plain() throws(TOMLSyntaxError) -> PlacedValue.Content {
        let start = position
        while let byte = peek, Self.isPlain(byte) { position += 1 }
        // A date and a time may have one blank between them.
        if position - start == 10, isDigit(start), bytes[start + 4] == UInt8(ascii: "-"), peek == UInt8(ascii: " "),
            isDigit(position + 1)
        {
            position += 1
            while let byte = peek, Self.isPlain(byte) { position += 1 }
        }
        let text = String(decoding: bytes[start..<position], as: UTF8.self)
        guard !text.isEmpty else { throw failure("a value is missing", "write one: text goes in quotes") }
        if let content = TOMLScalar.read(text) { return content }
        throw failure("\(text) is not a value of TOML", "put text in quotes; numbers are written as 37.3 or 9600")
    }

    private func isDigit(_ index: Int) -> Bool {
        index < bytes.count && (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(bytes[index])
    }

    private static func isPlain(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "+"), UInt8(ascii: "-"), UInt8(ascii: "."),
            UInt8(ascii: ":"), UInt8(ascii: "_"):
            true
        default: false
        }
    }
}
