import Foundation
import GRDB
public import Journal

/// Walks the whole store and compares what it holds with what the gates signed.
public struct StoreVerifier {
    /// What was found of one log.
    public struct Finding: Hashable, Sendable {
        /// The log.
        public var origin: String
        /// The number of records that are right, from the first on.
        public var size: UInt64
        /// The first thing that is wrong, in words; `nil` if all is right.
        public var problem: String?
    }

    private let store: DeskStore
    private let gates: GateDirectory
    private let cosigner: NoteVerifier

    /// A verifier of a store.
    ///
    /// - Parameters:
    ///   - gates: whose signatures are checked.
    ///   - cosigner: the desk's own key.
    public init(store: DeskStore, gates: GateDirectory, cosigner: NoteVerifier) {
        self.store = store
        self.gates = gates
        self.cosigner = cosigner
    }

    /// What every log of the store is like: every leaf, every checkpoint's root and signature, every cosignature, every
    /// blob that a leaf refers to.
    public func verify() throws(DeskError) -> [Finding] {
        try store.read { db in
            try Row.fetchAll(db, sql: "SELECT id, origin FROM gates ORDER BY origin").map { row in
                var walk = Walk(origin: row[1], gate: row[0], enrolment: gates.gates[Hash256(of: row[1] as String)])
                let problem = try walk.run(db, cosigner: cosigner)
                return Finding(origin: walk.origin, size: walk.tree.size, problem: problem)
            }
        }
    }

    /// The state of the walk over one log.
    private struct Walk {
        let origin: String
        let gate: Int64
        let enrolment: Enrolment?
        var tree = MerkleFrontier()

        init(origin: String, gate: Int64, enrolment: Enrolment?) {
            self.origin = origin
            self.gate = gate
            self.enrolment = enrolment
        }

        mutating func run(_ db: Database, cosigner: NoteVerifier) throws -> String? {
            guard enrolment != nil else { return "there is no enrolment note of it: its signatures cannot be checked" }
            let sql = "SELECT size, root, note FROM checkpoints WHERE gate = ? ORDER BY size"
            for row in try Row.fetchAll(db, sql: sql, arguments: [gate]) {
                let size = UInt64(row[0] as Int64)
                if let problem = try extend(db, to: size) { return problem }
                if let problem = check(root: row[1], note: row[2], size) { return problem }
                if let problem = try checkCosignature(db, size, note: row[2], cosigner) { return problem }
            }
            let head = try DeskStore.frontier(db, gate: gate)
            guard head == tree else { return "the head is of size \(head.size), the checkpoints end at \(tree.size)" }
            let count = try Int64.fetchOne(db, sql: "SELECT count(*) FROM leaves WHERE gate = ?", arguments: [gate])
            return count == Int64(tree.size) ? nil : "there are \(count ?? 0) leaves for a size of \(tree.size)"
        }

        private mutating func extend(_ db: Database, to size: UInt64) throws -> String? {
            let sql = "SELECT idx, leaf FROM leaves WHERE gate = ? AND idx >= ? AND idx < ? ORDER BY idx"
            let rows = try Row.fetchCursor(db, sql: sql, arguments: [gate, Int64(tree.size), Int64(size)])
            while let row = try rows.next() {
                let index: Int64 = row[0]
                let bytes = Array(row[1] as Data)
                guard UInt64(index) == tree.size else { return "record \(tree.size) is missing" }
                guard let leaf = try? Leaf(bytes) else { return "record \(index) is not a leaf" }
                for (hash, length) in [
                    (leaf.detailDigest, leaf.detailLength), (leaf.sealedDigest, leaf.sealedLength),
                ] where length > 0 {
                    guard try holds(db, hash, length) else {
                        return "record \(index) refers to a blob that is not there"
                    }
                }
                tree.append(.leaf(bytes))
            }
            return tree.size == size ? nil : "record \(tree.size) is missing"
        }

        private func holds(_ db: Database, _ hash: Hash256, _ length: UInt32) throws -> Bool {
            let statement = try db.cachedStatement(sql: "SELECT body FROM blobs WHERE hash = ?")
            guard let body = try Data.fetchOne(statement, arguments: [Data(hash.bytes)]) else { return false }
            return body.count == Int(length) && Hash256(of: Array(body)) == hash
        }

        private func check(root: Data, note: String, _ size: UInt64) -> String? {
            guard Hash256(root) == tree.root else {
                return "the leaves up to \(size) do not have the checkpoint's root"
            }
            guard let note = try? SignedNote(note), let checkpoint = try? Checkpoint(text: note.text),
                checkpoint == Checkpoint(origin: origin, size: size, root: tree.root)
            else { return "the checkpoint of size \(size) says something else than the store" }
            guard let enrolment, enrolment.identity.isSigned(note) else {
                return "the checkpoint of size \(size) is not signed by the gate"
            }
            return nil
        }

        /// A cosignature can be missing: the desk may have died between storing and cosigning. A wrong one is not innocent.
        private func checkCosignature(
            _ db: Database, _ size: UInt64, note: String, _ cosigner: NoteVerifier
        ) throws -> String? {
            let sql = "SELECT root, line FROM cosignatures WHERE gate = ? AND size = ?"
            guard let row = try Row.fetchOne(db, sql: sql, arguments: [gate, Int64(size)]) else { return nil }
            guard Hash256(row[0] as Data) == tree.root, var signed = try? SignedNote(note),
                let lines = try? SignedNote.signatures(row[1] as String)
            else { return "the cosignature of size \(size) is of another root" }
            signed.signatures += lines
            return cosigner.isSigned(signed) ? nil : "the cosignature of size \(size) is not the desk's"
        }
    }
}
