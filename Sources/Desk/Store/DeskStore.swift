import Foundation
import GRDB
public import Journal

/// The desk's store: the logs of all gates in one SQLite file. What a call has returned is durable.
///
/// One connection writes and checkpoints: SQLite before 3.51.3 can damage a WAL that two of them work on.
public final class DeskStore: Sendable {
    /// How long a command waits for the serving desk to end its transaction, in seconds: the largest append takes one.
    private static let busyTimeout: TimeInterval = 10
    /// Bytes of blobs that one client may have waiting for their leaves: two chunks of the uplink. The oldest go first.
    static let stagedBytes = 64 << 20

    /// The file.
    public let path: String
    let queue: DatabaseQueue

    /// Opens the store, and makes it if it is not there (except for reading).
    ///
    /// - Parameter readOnly: for commands beside a serving desk.
    public init(path: String, readOnly: Bool = false) throws(DeskError) {
        self.path = path
        var configuration = Configuration()
        configuration.readonly = readOnly
        configuration.busyMode = .timeout(Self.busyTimeout)
        configuration.label = "desk"
        if !readOnly { configuration.journalMode = .wal }
        do {
            queue = try DatabaseQueue(path: path, configuration: configuration)
            guard !readOnly else { return }
            // Each commit reaches the medium before it returns: a cosignature stands for that. GRDB's own choice for a WAL
            // is NORMAL, which it sets when it opens the file; this comes after it.
            try queue.writeWithoutTransaction { try $0.execute(sql: "PRAGMA synchronous = FULL") }
            try StoreSchema.migrator.migrate(queue)
        } catch {
            throw .store(path: path, why: "\(error)")
        }
    }

    /// Closes the file in order: what is in the WAL goes into the database, so that a plain copy of it is whole.
    public func close() {
        try? queue.close()
    }

    /// Where a log stands: its size, root, and the gate's checkpoint of that size.
    public struct Head: Hashable, Sendable {
        /// The row of the gate.
        var gate: Int64
        /// The number of records.
        public var size: UInt64
        /// The root of their tree.
        public var root: Hash256
        /// The gate's signed checkpoint, encoded; `nil` when there are no records.
        public var note: String?
    }

    /// The head of the log with this origin; size 0 for a gate that has sent nothing.
    public func head(origin: String) throws(DeskError) -> Head {
        try read { db in try Self.head(db, origin: origin) }
    }

    static func head(_ db: Database, origin: String) throws -> Head {
        let sql = """
            SELECT g.id, f.size, c.root, c.note FROM gates g JOIN frontier f ON f.gate = g.id
            LEFT JOIN checkpoints c ON c.gate = g.id AND c.size = f.size WHERE g.origin = ?
            """
        guard let row = try Row.fetchOne(db, sql: sql, arguments: [origin]) else {
            return Head(gate: 0, size: 0, root: .emptyTree, note: nil)
        }
        let root: Data? = row[2]
        return Head(
            gate: row[0], size: UInt64(row[1] as Int64), root: root.flatMap { Hash256($0) } ?? .emptyTree, note: row[3])
    }

    /// Notes a cosignature before it is sent, once for each size; refuses a second root for a size.
    func keep(cosignature line: String, of head: Head) throws(DeskError) {
        try write { db in
            let sql = "SELECT root FROM cosignatures WHERE gate = ? AND size = ?"
            let arguments: StatementArguments = [head.gate, Int64(head.size)]
            if let root = try Data.fetchOne(db, sql: sql, arguments: arguments) {
                guard Hash256(root) == head.root else {
                    throw DatabaseError(message: "size \(head.size) was cosigned with another root: never twice")
                }
                return
            }
            try db.execute(
                sql: "INSERT INTO cosignatures (gate, size, root, line) VALUES (?, ?, ?, ?)",
                arguments: [head.gate, Int64(head.size), Data(head.root.bytes), line])
        }
    }

    func read<T: Sendable>(_ body: (Database) throws -> T) throws(DeskError) -> T {
        do { return try queue.read(body) } catch { throw .store(path: path, why: "\(error)") }
    }

    func write<T: Sendable>(_ body: (Database) throws -> T) throws(DeskError) -> T {
        do { return try queue.write(body) } catch { throw .store(path: path, why: "\(error)") }
    }
}
