import Control
import FoundationEssentials

/// Holds the gate's journal, the desk's store and what the gate announced against each other, record by record.
struct RecordComparison: Hashable {
    /// What of a record both sides tell.
    struct Record: Hashable, Decodable {
        /// What identifies a person, encrypted.
        struct Sealed: Hashable, Decodable {
            let length: Int
            let sha256: String
        }

        let index: Int
        let leaf_hash: String
        let kind: String
        let time: String
        let category: String?
        let verdict: String?
        let reasons: [String]
        let sealed: Sealed?
    }

    /// The most differences that are told; the rest is a number.
    static let told = 5

    /// How many records the journal has.
    private(set) var count = 0
    /// How many of them are equal on both sides.
    private(set) var equal = 0
    /// What differs, in words.
    private(set) var differences: [String] = []

    /// Compares the lines of `journal export` with those of `gatehouse-desk records --json`.
    init(journal: String, desk: String) {
        let ours = Self.records(journal, "the journal's export", &differences)
        let theirs = Self.records(desk, "the desk's list", &differences)
        count = ours.count
        for (place, record) in ours.enumerated() {
            if record.index != place { differences.append("the journal's record \(record.index) is at place \(place)") }
            if place >= theirs.count {
                differences.append("the desk lacks record \(record.index)")
            } else if theirs[place] != record {
                differences.append("record \(record.index) is not the same at the desk")
            } else {
                equal += 1
            }
        }
        for record in theirs.dropFirst(ours.count) {
            differences.append("the desk has record \(record.index), which the journal has not")
        }
    }

    /// Looks for every record that the gate announced, in a journal's export.
    static func lost(_ announced: [PassageEvent], journal: String) -> [String] {
        var ignored: [String] = []
        let records = Dictionary(
            Self.records(journal, "", &ignored).map { ($0.index, $0) }, uniquingKeysWith: { first, _ in first })
        return announced.compactMap { event in
            guard let index = event.index else { return nil }
            guard let record = records[index] else { return "record \(index) was announced and is not in the journal" }
            let isSame = record.kind == "entry" && record.verdict == event.verdict && record.reasons == event.reasons
            return isSame ? nil : "record \(index) was announced as something else than the journal has"
        }
    }

    private static func records(_ text: String, _ source: String, _ problems: inout [String]) -> [Record] {
        let decoder = JSONDecoder()
        var records: [Record] = []
        for (number, line) in text.split(separator: "\n").enumerated() {
            do {
                records.append(try decoder.decode(Record.self, from: Data(line.utf8)))
            } catch {
                problems.append("line \(number + 1) of \(source) is no record")
            }
        }
        return records
    }
}
