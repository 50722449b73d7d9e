public import Codes
import Foundation
import GRDB
public import Journal

/// One gate as the desk holds it.
public struct GateSummary: Hashable, Sendable {
    /// The name of its log.
    public var origin: String
    /// The number of records stored.
    public var size: UInt64
    /// The root of their tree.
    public var root: Hash256
    /// When the last record was made, by the gate's clock.
    public var lastRecord: UnixTime?
    /// When the desk last accepted a checkpoint, with records or as heartbeat, by the desk's clock.
    public var lastHeartbeat: UnixTime?
}

/// One record as the desk holds it.
public struct StoredRecord: Hashable, Sendable {
    /// The name of its log.
    public var origin: String
    /// Its index.
    public var index: UInt64
    /// The leaf as it came.
    public var leaf: [UInt8]
}

extension DeskStore {
    /// All gates that have ever sent anything, by origin.
    public func gates() throws(DeskError) -> [GateSummary] {
        try read { db in
            let sql = """
                SELECT g.origin, f.size, c.root, l.leaf, g.heartbeat FROM gates g JOIN frontier f ON f.gate = g.id
                LEFT JOIN checkpoints c ON c.gate = g.id AND c.size = f.size
                LEFT JOIN leaves l ON l.gate = g.id AND l.idx = f.size - 1 ORDER BY g.origin
                """
            return try Row.fetchAll(db, sql: sql).map { row in
                let root: Data? = row[2]
                let leaf: Data? = row[3]
                let heartbeat: Int64? = row[4]
                return GateSummary(
                    origin: row[0], size: UInt64(row[1] as Int64), root: root.flatMap { Hash256($0) } ?? .emptyTree,
                    lastRecord: leaf.flatMap { try? Leaf($0).time },
                    lastHeartbeat: heartbeat.map { UnixTime(microseconds: $0) })
            }
        }
    }

    /// Calls `body` with every record of a log (of all logs without an origin), in order.
    public func records(origin: String? = nil, _ body: (StoredRecord) throws -> Void) throws(DeskError) {
        try read { db in
            let sql = """
                SELECT g.origin, l.idx, l.leaf FROM leaves l JOIN gates g ON g.id = l.gate
                WHERE ?1 IS NULL OR g.origin = ?1 ORDER BY l.gate, l.idx
                """
            let rows = try Row.fetchCursor(db, sql: sql, arguments: [origin])
            while let row = try rows.next() {
                try body(StoredRecord(origin: row[0], index: UInt64(row[1] as Int64), leaf: Array(row[2] as Data)))
            }
        }
    }
}
