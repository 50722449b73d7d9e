public import Codes
import Foundation
import GRDB
public import Journal

/// An append whose form and signatures were checked, ready for the transaction.
public struct CheckedAppend: Sendable {
    /// The log.
    public var origin: String
    /// The index of the first leaf.
    public var start: UInt64
    /// The leaves as they came, each of a known version.
    public var leaves: [[UInt8]]
    /// The blobs that the leaves refer to, by digest, with their lengths.
    public var blobs: [Hash256: UInt32]
    /// What the gate signed: size and root at the end of the leaves.
    public var checkpoint: Checkpoint
    /// The signed note, encoded.
    public var note: String
    /// When it came.
    public var received: UnixTime
}

/// What became of an append. Only `stored` has changed the store.
public enum AppendOutcome: Sendable, Equatable {
    /// All of it is durable.
    case stored(DeskStore.Head)
    /// The log does not end where the leaves begin.
    case conflict(DeskStore.Head)
    /// The gate has signed something that contradicts what it signed before; why, in words.
    case fork(String, DeskStore.Head)
    /// Blobs that were not put before, or have another length.
    case missingBlobs([Hash256])
}

extension DeskStore {
    /// How many missing blobs an answer names; the uplink sends all blobs of the chunk again in any case.
    private static let namedMissing = 32

    /// Appends leaves and moves the head, in one transaction, if all fits; else changes nothing.
    public func append(_ request: CheckedAppend) throws(DeskError) -> AppendOutcome {
        try transact { db in
            let head = try Self.head(db, origin: request.origin)
            guard request.start == head.size else {
                return try Self.disagreement(db, request, head).map { .fork($0, head) } ?? .conflict(head)
            }
            let gate = try head.gate == 0 ? Self.addGate(db, request.origin) : head.gate
            let before = try Self.frontier(db, gate: gate)
            let after: MerkleFrontier
            switch try Self.extend(db, before, with: request, gate: gate) {
            case .success(let frontier): after = frontier
            case .failure(let problem):
                return .fork(problem.why, head)
            }
            let missing = try Self.missing(db, request.blobs)
            guard missing.isEmpty else {
                return .missingBlobs(Array(missing.prefix(Self.namedMissing)))
            }
            try Self.insert(db, request, gate: gate)
            try Self.moveHead(db, gate: gate, from: before, to: after)
            return .stored(Head(gate: gate, size: after.size, root: request.checkpoint.root, note: request.note))
        }
    }

    private struct Problem: Error { var why: String }

    /// Why the leaves that the log already has are not those of the request; `nil` if they are.
    private static func disagreement(_ db: Database, _ request: CheckedAppend, _ head: Head) throws -> String? {
        guard request.start < head.size else { return nil }
        let sql = "SELECT leaf FROM leaves WHERE gate = ? AND idx >= ? AND idx < ? ORDER BY idx"
        let end = min(head.size, request.checkpoint.size)
        let stored = try Data.fetchCursor(db, sql: sql, arguments: [head.gate, Int64(request.start), Int64(end)])
        var index = request.start
        while let leaf = try stored.next() {
            guard leaf.elementsEqual(request.leaves[Int(index - request.start)]) else {
                return "record \(index) is stored with other content"
            }
            index += 1
        }
        let checkpointSQL = "SELECT root FROM checkpoints WHERE gate = ? AND size = ?"
        let arguments: StatementArguments = [head.gate, Int64(request.checkpoint.size)]
        if let root = try Data.fetchOne(db, sql: checkpointSQL, arguments: arguments),
            Hash256(root) != request.checkpoint.root
        {
            return "size \(request.checkpoint.size) is stored with another root"
        }
        return nil
    }

    private static func addGate(_ db: Database, _ origin: String) throws -> Int64 {
        try db.execute(sql: "INSERT OR IGNORE INTO gates (origin) VALUES (?)", arguments: [origin])
        let gate = try Int64.fetchOne(db, sql: "SELECT id FROM gates WHERE origin = ?", arguments: [origin]) ?? 0
        try db.execute(
            sql: "INSERT OR IGNORE INTO frontier (gate, size, hashes) VALUES (?, 0, ?)", arguments: [gate, Data()])
        return gate
    }

    static func frontier(_ db: Database, gate: Int64) throws -> MerkleFrontier {
        let sql = "SELECT size, hashes FROM frontier WHERE gate = ?"
        guard let row = try Row.fetchOne(db, sql: sql, arguments: [gate]) else { return MerkleFrontier() }
        let bytes: Data = row[1]
        let hashes = stride(from: 0, to: bytes.count, by: Hash256.byteCount).compactMap {
            Hash256(bytes.dropFirst($0).prefix(Hash256.byteCount))
        }
        guard let frontier = MerkleFrontier(size: UInt64(row[0] as Int64), hashes: hashes) else {
            throw DatabaseError(message: "the frontier of gate \(gate) is damaged: run gatehouse-desk verify")
        }
        return frontier
    }

    /// The tree with the leaves, if it has the root that the gate signed, here and at the size that a heartbeat showed.
    private static func extend(
        _ db: Database, _ before: MerkleFrontier, with request: CheckedAppend, gate: Int64
    ) throws -> Result<MerkleFrontier, Problem> {
        let sql = "SELECT seen_size, seen_root FROM gates WHERE id = ? AND seen_size IS NOT NULL"
        let seen = try Row.fetchOne(db, sql: sql, arguments: [gate])
        var tree = before
        for leaf in request.leaves {
            tree.append(.leaf(leaf))
            if let seen, Int64(tree.size) == seen[0], Hash256(seen[1] as Data) != tree.root {
                return .failure(Problem(why: "size \(tree.size) has another root than the gate's own heartbeat"))
            }
        }
        guard tree.size == request.checkpoint.size, tree.root == request.checkpoint.root else {
            return .failure(Problem(why: "the leaves do not have the root that the gate signed"))
        }
        return .success(tree)
    }

    private static func missing(_ db: Database, _ blobs: [Hash256: UInt32]) throws -> [Hash256] {
        let statement = try db.cachedStatement(sql: "SELECT length(body) FROM blobs WHERE hash = ?")
        return try blobs.filter { hash, length in
            try Int64.fetchOne(statement, arguments: [Data(hash.bytes)]) != Int64(length)
        }.map(\.key)
    }

    private static func insert(_ db: Database, _ request: CheckedAppend, gate: Int64) throws {
        let insert = try db.cachedStatement(sql: "INSERT INTO leaves (gate, idx, leaf) VALUES (?, ?, ?)")
        for (offset, leaf) in request.leaves.enumerated() {
            try insert.execute(arguments: [gate, Int64(request.start) + Int64(offset), Data(leaf)])
        }
        let release = try db.cachedStatement(sql: "DELETE FROM staged WHERE hash = ?")
        for hash in request.blobs.keys { try release.execute(arguments: [Data(hash.bytes)]) }
        try db.execute(
            sql: "INSERT INTO checkpoints (gate, size, root, note, received) VALUES (?, ?, ?, ?, ?)",
            arguments: [
                gate, Int64(request.checkpoint.size), Data(request.checkpoint.root.bytes), request.note,
                request.received.microseconds,
            ])
        try db.execute(
            sql: "UPDATE gates SET heartbeat = ? WHERE id = ?", arguments: [request.received.microseconds, gate])
    }

    /// Compare and swap: who has not seen the head where it is does not move it.
    private static func moveHead(
        _ db: Database, gate: Int64, from before: MerkleFrontier, to after: MerkleFrontier
    ) throws {
        try db.execute(
            sql: "UPDATE frontier SET size = ?, hashes = ? WHERE gate = ? AND size = ?",
            arguments: [
                Int64(after.size), Data(after.hashes.flatMap(\.bytes)), gate, Int64(before.size),
            ])
        guard db.changesCount == 1 else { throw DatabaseError(message: "the head moved under the transaction") }
    }

    /// Runs an append; whatever its outcome, only `stored` is committed.
    private func transact(_ body: (Database) throws -> AppendOutcome) throws(DeskError) -> AppendOutcome {
        do {
            return try queue.writeWithoutTransaction { db in
                var outcome: AppendOutcome?
                try db.inTransaction(.immediate) {
                    let result = try body(db)
                    outcome = result
                    if case .stored = result { return .commit } else { return .rollback }
                }
                guard let outcome else { throw DatabaseError(message: "the transaction did not run") }
                return outcome
            }
        } catch {
            throw .store(path: path, why: "\(error)")
        }
    }
}
