/// A table while it is read, with what TOML's rules about defining it twice need to know.
final class TOMLTable {
    /// How the table came to be.
    enum Origin: Equatable {
        /// By its own `[header]`, as an element of `[[header]]`, as the whole text, or as an inline table.
        case header
        /// As a part of the header of a table below it; its own header may still come, once.
        case implicit
        /// By a dotted key in the section with this number; only keys of that section may add to it.
        case dotted(section: Int)
    }

    private enum Item {
        case value(PlacedValue)
        case table(TOMLTable)
        case tables([TOMLTable])
    }

    private var items: [String: Item] = [:]
    private var line: Int
    private var origin: Origin

    init(line: Int, origin: Origin) {
        self.line = line
        self.origin = origin
    }

    /// The table of `[path]`, or a new element of `[[path]]`, below this one, which is the whole text.
    func open(_ path: [String], isArray: Bool, line: Int) throws(TOMLSyntaxError) -> TOMLTable {
        var table = self
        for (depth, key) in path.enumerated() where depth < path.count - 1 {
            switch table.items[key] {
            case nil:
                let new = TOMLTable(line: line, origin: .implicit)
                table.items[key] = .table(new)
                table = new
            case .table(let inner)?: table = inner
            case .tables(let elements)?:
                guard let last = elements.last else { throw Self.taken(path, line) }
                table = last
            case .value?: throw Self.taken(Array(path[...depth]), line)
            }
        }
        return try table.openLast(path, isArray: isArray, line: line)
    }

    private func openLast(_ path: [String], isArray: Bool, line: Int) throws(TOMLSyntaxError) -> TOMLTable {
        let key = path[path.count - 1]
        let new = TOMLTable(line: line, origin: .header)
        switch items[key] {
        case nil: items[key] = isArray ? .tables([new]) : .table(new)
        case .tables(var elements)? where isArray:
            // Taken out first, so that the array grows in place.
            items[key] = nil
            elements.append(new)
            items[key] = .tables(elements)
        case .table(let inner)? where !isArray && inner.origin == .implicit:
            inner.origin = .header
            inner.line = line
            return inner
        default: throw Self.taken(path, line)
        }
        return new
    }

    /// Sets the key at `path` below this table to `value`.
    func set(_ path: [String], to value: PlacedValue, section: Int) throws(TOMLSyntaxError) {
        var table = self
        for (depth, key) in path.enumerated() where depth < path.count - 1 {
            switch table.items[key] {
            case nil:
                let new = TOMLTable(line: value.line, origin: .dotted(section: section))
                table.items[key] = .table(new)
                table = new
            case .table(let inner)? where inner.origin == .implicit || inner.origin == .dotted(section: section):
                inner.origin = .dotted(section: section)
                table = inner
            default: throw Self.taken(Array(path[...depth]), value.line)
            }
        }
        let key = path[path.count - 1]
        guard table.items[key] == nil else { throw Self.taken(path, value.line) }
        table.items[key] = .value(value)
    }

    /// The finished table.
    func placed(file: String) -> PlacedTable {
        let entries = items.mapValues { item in
            switch item {
            case .value(let value): value
            case .table(let table):
                PlacedValue(content: .table(table.placed(file: file)), file: file, line: table.line)
            case .tables(let tables):
                PlacedValue(
                    content: .array(
                        tables.map {
                            PlacedValue(content: .table($0.placed(file: file)), file: file, line: $0.line)
                        }), file: file, line: tables.first?.line ?? line)
            }
        }
        return PlacedTable(entries: entries, file: file, line: line)
    }

    private static func taken(_ path: [String], _ line: Int) -> TOMLSyntaxError {
        TOMLSyntaxError(
            line: line, problem: "\(path.joined(separator: ".")) is there already",
            remedy: "write each key and each table once, and the keys of a table together")
    }
}
