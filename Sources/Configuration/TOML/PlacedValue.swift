/// A TOML value with the place where it stands.
struct PlacedValue {
    /// What the value is.
    enum Content {
        case string(String)
        case integer(Int)
        case number(Double)
        case boolean(Bool)
        case array([PlacedValue])
        case table(PlacedTable)
        /// A date, a time or both: no key of ours takes one.
        case moment
    }

    var content: Content
    var file: String
    var line: Int

    /// What the value is, in words for a finding.
    var kind: String {
        switch content {
        case .string: "a string"
        case .integer, .number: "a number"
        case .boolean: "true or false"
        case .array: "an array"
        case .table: "a table"
        case .moment: "a date or time"
        }
    }

    /// The elements of an array in which every element is a table: what `[[name]]` makes.
    var tables: [PlacedTable]? {
        guard case .array(let elements) = content, !elements.isEmpty else { return nil }
        let tables = elements.compactMap { element in
            if case .table(let table) = element.content { return table } else { return nil }
        }
        return tables.count == elements.count ? tables : nil
    }
}

/// A TOML table with the place where it begins.
struct PlacedTable {
    var entries: [String: PlacedValue]
    var file: String
    var line: Int

    /// The string at `key`, if there is one.
    func string(_ key: String) -> String? {
        if case .string(let text)? = entries[key]?.content { return text } else { return nil }
    }
}

extension PlacedTable {
    /// Lays a drop-in over this table: its keys replace ours, its tables are merged into ours, and its `[[lane]]`,
    /// `[[device]]`, … either replace keys of ours with the same name or are added. The places stay those of the file
    /// that gave each value.
    mutating func overlay(_ other: PlacedTable) {
        for (key, value) in other.entries {
            guard let mine = entries[key] else {
                entries[key] = value
                continue
            }
            if case .table(var inner) = mine.content, case .table(let outer) = value.content {
                inner.overlay(outer)
                entries[key] = PlacedValue(content: .table(inner), file: mine.file, line: mine.line)
            } else if let inner = mine.tables, let outer = value.tables {
                let merged = PlacedTable.merged(inner, outer)
                entries[key] = PlacedValue(content: .array(merged), file: mine.file, line: mine.line)
            } else {
                entries[key] = value
            }
        }
    }

    private static func merged(_ ours: [PlacedTable], _ theirs: [PlacedTable]) -> [PlacedValue] {
        var result = ours
        for table in theirs {
            let name = table.string("name")
            // Only what an earlier file named is replaced: a name twice in one file stays twice, and is found later.
            if let name, let index = ours.firstIndex(where: { $0.string("name") == name }) {
                for (key, value) in table.entries { result[index].entries[key] = value }
            } else {
                result.append(table)
            }
        }
        return result.map { PlacedValue(content: .table($0), file: $0.file, line: $0.line) }
    }
}
