import Admission
import Codes
import Foundation
import Journal

extension GateSummary {
    /// The summary as one JSON object on one line; times are RFC 3339 in UTC.
    public func json() -> String { JSONLine.encode(Line(self)) }

    private struct Line: Encodable {
        var origin: String
        var size: UInt64
        var root: String
        var last_record: String?
        var last_heartbeat: String?

        init(_ gate: GateSummary) {
            origin = gate.origin
            size = gate.size
            root = gate.root.base64
            last_record = gate.lastRecord?.rfc3339
            last_heartbeat = gate.lastHeartbeat?.rfc3339
        }
    }
}

extension StoredRecord {
    /// The record as one JSON object on one line: what the leaf says, and its hash in the tree.
    public func json() -> String { JSONLine.encode(Line(self)) }

    /// The record in a line for people.
    public var summary: String {
        let line = Line(self)
        return [
            line.time, line.kind, line.category, line.verdict, line.reasons?.joined(separator: ","), line.leaf_hash,
        ]
        .compactMap { $0 }.joined(separator: " ")
    }

    private struct Blob: Encodable {
        var length: UInt32
        var sha256: String

        init?(_ length: UInt32, _ digest: Hash256) {
            guard length > 0 else { return nil }
            (self.length, sha256) = (length, digest.description)
        }
    }

    private struct Line: Encodable {
        var origin: String
        var index: UInt64
        var leaf_hash: String
        var kind: String?
        var time: String?
        var clock: String?
        var lane: UInt16?
        var category: String?
        var verdict: String?
        var reasons: [String]?
        var detail: Blob?
        var sealed: Blob?

        init(_ record: StoredRecord) {
            origin = record.origin
            index = record.index
            leaf_hash = Hash256.leaf(record.leaf).description
            guard let leaf = try? Leaf(record.leaf) else { return }
            kind = leaf.kind.name
            time = leaf.time.rfc3339
            clock = leaf.clock.name
            lane = leaf.lane == Leaf.noLane ? nil : leaf.lane
            category = leaf.category == .none ? nil : leaf.category.name
            verdict = leaf.verdict.name
            reasons = leaf.reasons.codes
            detail = Blob(leaf.detailLength, leaf.detailDigest)
            sealed = Blob(leaf.sealedLength, leaf.sealedDigest)
        }
    }
}

extension StoreVerifier.Finding {
    /// The finding as one JSON object on one line.
    public func json() -> String { JSONLine.encode(Line(origin: origin, size: size, problem: problem)) }

    private struct Line: Encodable {
        var origin: String
        var size: UInt64
        var problem: String?
    }
}

private enum JSONLine {
    static func encode(_ value: some Encodable) -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        // Strings and integers only: encoding them cannot fail.
        return (try? encoder.encode(value)).map { String(decoding: $0, as: UTF8.self) } ?? "{}"
    }
}
