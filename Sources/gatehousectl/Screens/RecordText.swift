import Admission
import Codes
import Journal

/// Records in the words of people.
enum RecordText {
    /// A record as one or two lines of 80 columns.
    static func lines(_ record: JournalRecord) -> [String] {
        let leaf = record.leaf
        let detail = try? RecordDetail.decode(record.detail)
        var first = Columns.left("#\(record.index)", 8) + " " + LocalTime.short(leaf.time) + " "
        if leaf.kind != .entry {
            first += leaf.kind.name
        } else {
            let temperature = detail?["temperature"]?.double.map { Words.celsius($0) } ?? ""
            let code = [detail?["scheme"]?.text, detail?["outcome"]?.text].compactMap(\.self).joined(separator: " ")
            first += Columns.left(detail?["lane"]?.text ?? "", 10) + " "
            first += Columns.left(leaf.verdict.name ?? "-", 7) + Columns.left(leaf.category.name, 9)
            first += Columns.right(temperature, 8) + " " + code
        }
        let margin = 9
        return [trimmed(first)] + Columns.wrapped(leaf.reasons.codes.joined(separator: ", "), indent: margin)
    }

    /// A record as a page: what the leaf says, and the detail's keys.
    static func page(_ record: JournalRecord) -> String {
        let leaf = record.leaf
        let sealed = leaf.sealedLength == 0 ? "nothing" : "\(leaf.sealedLength) bytes, for the committee only"
        let rows: [(String, String)] = [
            ("index", "\(record.index)"), ("kind", leaf.kind.name), ("time", LocalTime.text(leaf.time)),
            ("clock", leaf.clock.name), ("lane", leaf.lane == Leaf.noLane ? "-" : "\(leaf.lane)"),
            ("category", leaf.category.name), ("verdict", leaf.verdict.name ?? "-"),
            ("reasons", leaf.reasons.codes.joined(separator: ", ")), ("sealed", sealed),
        ]
        var lines = rows.map { Columns.left($0.0, 10) + $0.1 }
        lines.append("detail")
        if let detail = try? RecordDetail.decode(record.detail), let map = detail.map {
            for pair in map.pairs {
                let key = pair.key.text ?? pair.key.json()
                lines.append(
                    "  " + Columns.left(key, 16) + " " + (pair.value.text ?? pair.value.json(bytes: .base64URL)))
            }
        } else {
            lines.append("  cannot be read, or was erased")
        }
        return lines.map(trimmed).joined(separator: "\n")
    }

    private static func trimmed(_ line: String) -> String {
        var line = line
        while line.last == " " { line.removeLast() }
        return line
    }
}
