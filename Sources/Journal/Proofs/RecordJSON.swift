import Admission
import Codes

/// A record as one JSON object on one line, as `journal export` prints it.
///
/// Keys in this order: `index`, `kind`, `time` (RFC 3339, UTC, microseconds), `clock`, `lane` (its name, else its number,
/// else null), `category` and `verdict` (null where there is none), `reasons` (codes), `detail` (the map; byte strings as
/// base64url without padding), `sealed` (`length` and `sha256`, or null), `leaf_hash` (hex; the leaf of the log's tree, so
/// that two lists of records can be compared wholly).
public struct RecordJSON {
    /// The names of lanes that the last boot record told.
    private var lanes: [UInt16: String]

    /// A converter. Given the records in their order, it learns the lanes' names from the boot records.
    public init(lanes: [UInt16: String] = [:]) {
        self.lanes = lanes
    }

    /// The object of a record.
    public mutating func object(_ record: JournalRecord) -> String {
        let leaf = record.leaf
        let detail = try? RecordDetail.decode(record.detail)
        if leaf.kind == .boot, let detail, let told = BootDetail.lanes(detail) { lanes = told }
        let fields: [(String, String)] = [
            ("index", String(record.index)),
            ("kind", JSONText.quoted(leaf.kind.name)),
            ("time", JSONText.quoted(CivilTime(leaf.time).text)),
            ("clock", JSONText.quoted(leaf.clock.name)),
            ("lane", lane(leaf.lane, detail)),
            ("category", leaf.category == .none ? "null" : JSONText.quoted(leaf.category.name)),
            ("verdict", leaf.verdict.name.map { JSONText.quoted($0) } ?? "null"),
            ("reasons", "[\(leaf.reasons.codes.map { JSONText.quoted($0) }.joined(separator: ","))]"),
            ("detail", detail?.json(bytes: .base64URL) ?? "null"),
            ("sealed", sealed(leaf)),
            ("leaf_hash", JSONText.quoted(Hash256.leaf(leaf.bytes).description)),
        ]
        return "{" + fields.map { "\(JSONText.quoted($0.0)):\($0.1)" }.joined(separator: ",") + "}"
    }

    private func lane(_ number: UInt16, _ detail: CBORValue?) -> String {
        if let name = detail?["lane"]?.text ?? lanes[number] { return JSONText.quoted(name) }
        return number == Leaf.noLane ? "null" : String(number)
    }

    private func sealed(_ leaf: Leaf) -> String {
        guard leaf.sealedLength > 0 else { return "null" }
        return "{\"length\":\(leaf.sealedLength),\"sha256\":\(JSONText.quoted(leaf.sealedDigest.description))}"
    }
}
