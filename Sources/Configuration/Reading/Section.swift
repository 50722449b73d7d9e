/// Reads one table key by key, notes what is wrong with each, and at the end what nobody asked for.
///
/// Every read gives a value, a stand-in where the text has none, so that the reading goes on and finds the rest; nothing
/// of it is used when there were errors.
final class Section {
    let table: PlacedTable
    /// The table's own key, such as `lane[0]`; empty for the whole file.
    let name: String
    let findings: Findings
    private var asked: [String] = []

    init(_ table: PlacedTable, name: String, findings: Findings) {
        self.table = table
        self.name = name
        self.findings = findings
    }

    /// The key as findings show it.
    func path(_ key: String) -> String { name.isEmpty ? key : "\(name).\(key)" }

    /// Whether the text has the key.
    func has(_ key: String) -> Bool { table.entries[key] != nil }

    /// The value at `key`, which counts as asked for.
    func value(_ key: String) -> PlacedValue? {
        if !asked.contains(key) { asked.append(key) }
        return table.entries[key]
    }

    /// Something is wrong with `key`, or with the table when the key is not there.
    func error(_ key: String, _ problem: String, remedy: String) {
        let entry = table.entries[key]
        findings.error(
            file: entry?.file ?? table.file, line: entry?.line ?? table.line, key: path(key), problem, remedy: remedy)
    }

    /// Somebody should look at `key`.
    func warning(_ key: String, _ problem: String, remedy: String) {
        let entry = table.entries[key]
        findings.warning(
            file: entry?.file ?? table.file, line: entry?.line ?? table.line, key: path(key), problem, remedy: remedy)
    }

    /// The key is not there and has no default.
    func missing(_ key: String, example: String) {
        error(key, "is missing", remedy: "add it, as in: \(key) = \(example)")
    }

    /// Reports every key that no read has asked for. Called last.
    func finish() {
        for (key, entry) in table.entries where !asked.contains(key) {
            let remedy =
                if let nearest = Spelling.nearest(to: key, among: asked) {
                    "write \(nearest)"
                } else {
                    "remove it; known here: \(asked.sorted().joined(separator: ", "))"
                }
            findings.error(
                file: entry.file, line: entry.line, key: path(key), "is not a known key", remedy: remedy)
        }
    }

    /// The table at `key`; an empty one, which gives the defaults, when the text has none.
    func section(_ key: String) -> Section {
        let empty = PlacedTable(entries: [:], file: table.file, line: table.line)
        guard let entry = value(key) else { return Section(empty, name: path(key), findings: findings) }
        guard case .table(let inner) = entry.content else {
            error(key, "is \(entry.kind), not a table", remedy: "write it as [\(path(key))] with its keys below")
            return Section(empty, name: path(key), findings: findings)
        }
        return Section(inner, name: path(key), findings: findings)
    }

    /// The tables of `[[key]]`.
    func sections(_ key: String, limit: Int) -> [Section] {
        guard let entry = value(key) else { return [] }
        if case .array(let elements) = entry.content, elements.isEmpty { return [] }
        guard let tables = entry.tables else {
            error(key, "is \(entry.kind), not tables", remedy: "write each as [[\(path(key))]] with its keys below")
            return []
        }
        if tables.count > limit {
            error(key, "has \(tables.count) tables", remedy: "have at most \(limit)")
        }
        return tables.prefix(limit).enumerated().map { index, table in
            Section(table, name: path(key) + "[\(index)]", findings: findings)
        }
    }
}
