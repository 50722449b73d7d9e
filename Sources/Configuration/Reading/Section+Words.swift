extension Section {
    /// One of the words that `table` knows.
    func word<Value>(_ key: String, of table: [(String, Value)], default standard: Value) -> Value {
        guard value(key) != nil, let text = optionalString(key) else { return standard }
        guard let found = table.first(where: { $0.0 == text }) else {
            unknownWord(text, at: key, of: table.map(\.0))
            return standard
        }
        return found.1
    }

    /// Several of the words that `table` knows, each once, in the order of the text; `nil` when the key is not there.
    /// A single word counts as a list of one.
    func words<Value>(_ key: String, of table: [(String, Value)]) -> [Value]? {
        guard let texts = strings(key) else { return nil }
        var result: [Value] = []
        for (index, (text, _)) in texts.enumerated() {
            guard let found = table.first(where: { $0.0 == text }) else {
                unknownWord(text, at: key, of: table.map(\.0))
                continue
            }
            if texts[..<index].contains(where: { $0.0 == text }) {
                error(key, "names \"\(text)\" twice", remedy: "name it once")
                continue
            }
            result.append(found.1)
        }
        return result
    }

    /// The texts of an array (or one text), each with its place; `nil` when the key is not there or is no such thing.
    func strings(_ key: String) -> [(String, PlacedValue)]? {
        guard let entry = value(key) else { return nil }
        switch entry.content {
        case .string(let text): return [(text, entry)]
        case .array(let elements):
            let texts = elements.compactMap { element in
                if case .string(let text) = element.content { return (text, element) } else { return nil }
            }
            if texts.count == elements.count { return texts }
        default: break
        }
        error(key, "is not a list of strings", remedy: "write it as in: \(key) = [\"…\", \"…\"]")
        return nil
    }

    /// A name that other keys, commands and files use: 1 to 64 letters (of any script), digits, `-`, `_`, `.`, the
    /// first a letter or digit.
    func name(_ key: String, example: String) -> String {
        guard value(key) != nil else {
            missing(key, example: example)
            return ""
        }
        guard let text = optionalString(key) else { return "" }
        let good = text.allSatisfy { $0.isLetter || $0.isNumber || "-_.".contains($0) }
        guard good, text.count <= 64, text.utf8.count <= 255,
            text.first?.isLetter == true || text.first?.isNumber == true
        else {
            error(
                key, "\"\(text)\" is not a name",
                remedy: "use 1 to 64 letters, digits, '-', '_' or '.', a letter or digit first: \(key) = \(example)")
            return ""
        }
        return text
    }

    private func unknownWord(_ text: String, at key: String, of words: [String]) {
        let remedy =
            if let nearest = Spelling.nearest(to: text, among: words) { "write \"\(nearest)\"" } else {
                "write \(Spelling.list(words.map { "\"\($0)\"" }))"
            }
        error(key, "\"\(text)\" is not known", remedy: remedy)
    }
}
