public import Codes
import Foundation
import GRDB
public import Journal

extension DeskStore {
    /// What became of a checkpoint without leaves.
    public enum HeartbeatOutcome: Sendable, Equatable {
        /// It is the stored head.
        case current(Head)
        /// It goes on from the stored head; the leaves are still to come.
        case ahead
        /// The log does not stand where the sender thinks.
        case conflict(Head)
        /// The proof does not show that it goes on from the stored head.
        case inconsistent(Head)
    }

    /// Checks a checkpoint against the stored head and notes that the gate lives.
    public func heartbeat(
        origin: String, oldSize: UInt64, proof: [Hash256], checkpoint: Checkpoint, at time: UnixTime
    ) throws(DeskError) -> HeartbeatOutcome {
        try write { db in
            let head = try Self.head(db, origin: origin)
            guard oldSize == head.size else { return .conflict(head) }
            if checkpoint.size == head.size {
                guard checkpoint.root == head.root else { return .conflict(head) }
                try Self.note(db, origin: origin, time)
                return .current(head)
            }
            guard
                MerkleProof.isConsistent(
                    oldSize: head.size, oldRoot: head.root, size: checkpoint.size, root: checkpoint.root, proof: proof)
            else { return .inconsistent(head) }
            try Self.note(db, origin: origin, time)
            try db.execute(
                sql: """
                    UPDATE gates SET seen_size = ?, seen_root = ?
                    WHERE origin = ? AND (seen_size IS NULL OR seen_size <= ?)
                    """,
                arguments: [Int64(checkpoint.size), Data(checkpoint.root.bytes), origin, Int64(checkpoint.size)])
            return .ahead
        }
    }

    private static func note(_ db: Database, origin: String, _ time: UnixTime) throws {
        try db.execute(sql: "INSERT OR IGNORE INTO gates (origin) VALUES (?)", arguments: [origin])
        try db.execute(
            sql: "INSERT OR IGNORE INTO frontier SELECT id, 0, x'' FROM gates WHERE origin = ?", arguments: [origin])
        try db.execute(
            sql: "UPDATE gates SET heartbeat = ? WHERE origin = ?", arguments: [time.microseconds, origin])
    }
}
