import TOMLKit

/// Configuration texts as one tree of values with places.
///
/// TOMLKit reads the TOML (it wraps toml++); what it hands out is copied at once into plain values, because its own are
/// pointers into a tree, and because they know no places.
enum ConfigurationDocument {
    /// The sources laid over each other in their order; `nil` when none could be read as TOML.
    static func merge(_ sources: [ConfigurationSource], _ findings: Findings) -> PlacedTable? {
        var result: PlacedTable?
        for source in sources {
            guard let table = parse(source, findings) else { continue }
            if result == nil { result = table } else { result?.overlay(table) }
        }
        return result
    }

    /// One source; a syntax error becomes a finding.
    static func parse(_ source: ConfigurationSource, _ findings: Findings) -> PlacedTable? {
        guard isSafe(source, findings) else { return nil }
        do {
            let reader = Reader(file: source.file, locator: KeyLocator(text: source.text))
            return reader.table(try TOMLTable(string: source.text), at: [])
        } catch let error as TOMLParseError {
            findings.error(
                file: source.file, line: error.source.begin.line, key: "", "not TOML: \(error.description)",
                remedy: "correct the syntax of this line (https://toml.io/en/v1.0.0)")
        } catch {
            findings.error(
                file: source.file, line: 0, key: "", "not TOML: \(error)", remedy: "see https://toml.io/en/v1.0.0")
        }
        return nil
    }

    /// The library takes C strings: a NUL, written or escaped, would end a value silently.
    private static func isSafe(_ source: ConfigurationSource, _ findings: Findings) -> Bool {
        let lines = source.text.utf8.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        for (index, line) in lines.enumerated() {
            let text = String(decoding: line, as: UTF8.self)
            guard line.contains(0) || text.contains("\\u0000") || text.contains("\\U00000000") else { continue }
            findings.error(file: source.file, line: index + 1, key: "", "a NUL character", remedy: "remove it")
            return false
        }
        return true
    }
}

/// Copies the library's tree.
private struct Reader {
    let file: String
    let locator: KeyLocator

    func table(_ table: TOMLTable, at path: [String]) -> PlacedTable {
        var entries: [String: PlacedValue] = [:]
        for key in table.keys {
            guard let value = table[key] else { continue }
            entries[key] = self.value(value, at: path + [key])
        }
        return PlacedTable(entries: entries, file: file, line: path.isEmpty ? 1 : locator.line(of: path))
    }

    private func value(_ value: any TOMLValueConvertible, at path: [String]) -> PlacedValue {
        PlacedValue(content: content(value, at: path), file: file, line: locator.line(of: path))
    }

    private func content(_ value: any TOMLValueConvertible, at path: [String]) -> PlacedValue.Content {
        if let string = value.string { return .string(string) }
        if let integer = value.int { return .integer(integer) }
        if let number = value.double { return .number(number) }
        if let boolean = value.bool { return .boolean(boolean) }
        if let table = value.table { return .table(self.table(table, at: path)) }
        if let array = value.array {
            return .array((0..<array.count).map { self.value(array[$0], at: path + ["#\($0)"]) })
        }
        return .moment
    }
}
