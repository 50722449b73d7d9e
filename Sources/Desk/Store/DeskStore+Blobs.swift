import Foundation
import GRDB
public import Journal

extension DeskStore {
    /// Stores blobs under their digests; those that are there already stay as they are.
    ///
    /// - Parameter client: who put them. What no leaf refers to is limited for each client; its oldest go first.
    public func put(_ blobs: [[UInt8]], client: Hash256) throws(DeskError) {
        try write { db in
            let known = try db.cachedStatement(sql: "SELECT 1 FROM blobs WHERE hash = ?")
            let insert = try db.cachedStatement(sql: "INSERT INTO blobs (hash, body) VALUES (?, ?)")
            let stage = try db.cachedStatement(sql: "INSERT INTO staged (hash, client, bytes) VALUES (?, ?, ?)")
            let owner = Data(client.bytes)
            for blob in blobs {
                let hash = Data(Hash256(of: blob).bytes)
                guard try Int.fetchOne(known, arguments: [hash]) == nil else { continue }
                try insert.execute(arguments: [hash, Data(blob)])
                try stage.execute(arguments: [hash, owner, blob.count])
            }
            try Self.dropOldest(db, client: owner)
        }
    }

    /// The blob with this digest; `nil` if it is not stored.
    public func blob(_ hash: Hash256) throws(DeskError) -> [UInt8]? {
        try read { db in
            let sql = "SELECT body FROM blobs WHERE hash = ?"
            return try Data.fetchOne(db, sql: sql, arguments: [Data(hash.bytes)]).map { Array($0) }
        }
    }

    private static func dropOldest(_ db: Database, client: Data) throws {
        let sumSQL = "SELECT coalesce(sum(bytes), 0) FROM staged WHERE client = ?"
        var excess = try (Int64.fetchOne(db, sql: sumSQL, arguments: [client]) ?? 0) - Int64(stagedBytes)
        while excess > 0 {
            let sql = "SELECT id, hash, bytes FROM staged WHERE client = ? ORDER BY id LIMIT 1"
            guard let oldest = try Row.fetchOne(db, sql: sql, arguments: [client]) else { return }
            try db.execute(sql: "DELETE FROM blobs WHERE hash = ?", arguments: [oldest[1] as Data])
            try db.execute(sql: "DELETE FROM staged WHERE id = ?", arguments: [oldest[0] as Int64])
            excess -= max(1, oldest[2] as Int64)
        }
    }
}
