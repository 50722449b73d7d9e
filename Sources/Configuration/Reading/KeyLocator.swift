/// The lines on which the keys of a TOML text stand.
///
/// The TOML library gives values without places, and every finding has to name a line. The locator walks a text that the
/// library has accepted and only notes places; it judges nothing, ends on any input, and at worst does not know a key.
struct KeyLocator {
    /// Lines counted from 1, by the path of keys and `#index` elements.
    private var lines: [[String]: Int] = [:]
    /// How many elements each array of tables has so far.
    private var counts: [[String]: Int] = [:]
    private let bytes: [UInt8]
    private var position = 0
    private var line = 1

    /// Locates all keys of `text`.
    init(text: String) {
        bytes = Array(text.utf8)
        walk()
    }

    /// The line of the key or element at `path`, or of the nearest enclosing table that is known; 1 at worst.
    func line(of path: [String]) -> Int {
        var path = path
        while !path.isEmpty {
            if let line = lines[path] { return line }
            path.removeLast()
        }
        return 1
    }

    /// Notes the line of `path` and of every table above it that stands nowhere by itself.
    private mutating func note(_ path: [String]) {
        var path = path
        while !path.isEmpty, lines[path] == nil {
            lines[path] = line
            path.removeLast()
        }
    }

    private mutating func walk() {
        var table: [String] = []
        while position < bytes.count {
            let start = position
            skipSpace(andNewlines: true)
            guard position < bytes.count else { return }
            if bytes[position] == UInt8(ascii: "[") {
                table = header()
            } else {
                pair(in: table)
            }
            // Whatever the text is, the walk goes forward.
            if position == start { position += 1 }
        }
    }

    /// `[a.b]` or `[[a.b]]`: the path of the table that it opens.
    private mutating func header() -> [String] {
        position += 1
        let isArray = peek() == UInt8(ascii: "[")
        if isArray { position += 1 }
        var path: [String] = []
        for key in keys() {
            path.append(key)
            if let count = counts[path], count > 0 { path.append("#\(count - 1)") }
        }
        if isArray {
            if let last = path.last, last.hasPrefix("#") { path.removeLast() }
            let index = counts[path, default: 0]
            counts[path] = index + 1
            note(path)
            path.append("#\(index)")
        }
        note(path)
        while peek() == UInt8(ascii: "]") { position += 1 }
        return path
    }

    /// `a.b = value`.
    private mutating func pair(in table: [String]) {
        let path = table + keys()
        note(path)
        guard peek() == UInt8(ascii: "=") else { return }
        position += 1
        skipSpace(andNewlines: false)
        value(at: path)
    }

    /// Keys up to `=` or `]`, joined by dots, bare or quoted.
    private mutating func keys() -> [String] {
        var keys: [String] = []
        while let byte = peek() {
            switch byte {
            case UInt8(ascii: " "), UInt8(ascii: "\t"), UInt8(ascii: "."): position += 1
            case UInt8(ascii: "\""), UInt8(ascii: "'"): keys.append(quoted())
            case UInt8(ascii: "="), UInt8(ascii: "]"), UInt8(ascii: "\n"), UInt8(ascii: "}"), UInt8(ascii: ","):
                return keys
            default: keys.append(bare())
            }
        }
        return keys
    }

    private mutating func value(at path: [String]) {
        switch peek() {
        case UInt8(ascii: "\""), UInt8(ascii: "'"): _ = quoted()
        case UInt8(ascii: "["): elements(of: path)
        case UInt8(ascii: "{"): inlineTable(at: path)
        case nil: return
        default: scalar()
        }
    }

    private mutating func elements(of path: [String]) {
        position += 1
        var index = 0
        while true {
            skipSpace(andNewlines: true)
            guard let byte = peek() else { return }
            if byte == UInt8(ascii: "]") {
                position += 1
                return
            }
            if byte == UInt8(ascii: ",") {
                position += 1
                continue
            }
            let start = position
            note(path + ["#\(index)"])
            value(at: path + ["#\(index)"])
            index += 1
            if position == start { position += 1 }
        }
    }

    private mutating func inlineTable(at path: [String]) {
        position += 1
        while true {
            skipSpace(andNewlines: true)
            guard let byte = peek() else { return }
            if byte == UInt8(ascii: "}") {
                position += 1
                return
            }
            let start = position
            if byte == UInt8(ascii: ",") { position += 1 } else { pair(in: path) }
            if position == start { position += 1 }
        }
    }
}

extension KeyLocator {
    private func peek() -> UInt8? {
        position < bytes.count ? bytes[position] : nil
    }

    private mutating func skipSpace(andNewlines newlines: Bool) {
        while let byte = peek() {
            switch byte {
            case UInt8(ascii: " "), UInt8(ascii: "\t"), UInt8(ascii: "\r"): position += 1
            case UInt8(ascii: "\n") where newlines:
                line += 1
                position += 1
            case UInt8(ascii: "#"):
                while let byte = peek(), byte != UInt8(ascii: "\n") { position += 1 }
            default: return
            }
        }
    }

    /// A number, date or boolean; a date may have a space inside.
    private mutating func scalar() {
        let ends = Array("\n#,]}".utf8)
        while let byte = peek(), !ends.contains(byte) { position += 1 }
    }

    /// A bare key.
    private mutating func bare() -> String {
        let start = position
        let ends = Array(" \t\r\n#,=.]}[{\"'".utf8)
        while let byte = peek(), !ends.contains(byte) { position += 1 }
        if position == start { position += 1 }
        return String(decoding: bytes[start..<position], as: UTF8.self)
    }

    /// A string of one of TOML's four kinds; the text is exact only for strings without escapes, which is what keys are.
    private mutating func quoted() -> String {
        let quote = bytes[position]
        let triple = position + 2 < bytes.count && bytes[position + 1] == quote && bytes[position + 2] == quote
        position += triple ? 3 : 1
        let start = position
        while let byte = peek() {
            if byte == UInt8(ascii: "\\"), quote == UInt8(ascii: "\"") {
                // The escaped byte may be a newline (a line-ending backslash); it is counted below as any other.
                position += 1
                guard peek() != nil else { break }
                if bytes[position] == UInt8(ascii: "\n") { line += 1 }
                position += 1
                continue
            }
            if byte == quote, !triple || endsTriple(quote) {
                let text = String(decoding: bytes[start..<position], as: UTF8.self)
                position += triple ? 3 : 1
                // Up to two quotes may stand before the closing three; they belong to the string.
                while triple, peek() == quote { position += 1 }
                return text
            }
            if byte == UInt8(ascii: "\n") { line += 1 }
            position += 1
        }
        return String(decoding: bytes[min(start, bytes.count)...], as: UTF8.self)
    }

    private func endsTriple(_ quote: UInt8) -> Bool {
        position + 2 < bytes.count && bytes[position + 1] == quote && bytes[position + 2] == quote
    }
}
