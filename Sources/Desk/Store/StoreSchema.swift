import GRDB

/// The tables of the desk's store. Migrations only add; a released one is never changed.
enum StoreSchema {
    static var migrator: DatabaseMigrator {
        var migrator = DatabaseMigrator()
        migrator.registerMigration("1 logs") { db in
            try db.execute(sql: tables)
            for table in ["leaves", "checkpoints", "cosignatures"] {
                try db.execute(sql: appendOnly(table, "UPDATE") + appendOnly(table, "DELETE"))
            }
            try db.execute(sql: appendOnly("blobs", "UPDATE") + keepReferencedBlobs)
        }
        return migrator
    }

    /// `frontier` is the head of each log: whoever moves it must have seen its size. `staged` names the blobs that no leaf
    /// refers to yet. `seen_…` is the newest checkpoint that a heartbeat brought, when it is ahead of the stored log.
    private static let tables = """
        CREATE TABLE gates (
            id INTEGER PRIMARY KEY,
            origin TEXT NOT NULL UNIQUE,
            heartbeat INTEGER,
            seen_size INTEGER,
            seen_root BLOB
        );
        CREATE TABLE frontier (
            gate INTEGER PRIMARY KEY REFERENCES gates (id),
            size INTEGER NOT NULL,
            hashes BLOB NOT NULL
        );
        CREATE TABLE leaves (
            gate INTEGER NOT NULL REFERENCES gates (id),
            idx INTEGER NOT NULL,
            leaf BLOB NOT NULL,
            PRIMARY KEY (gate, idx)
        ) WITHOUT ROWID;
        CREATE TABLE blobs (
            hash BLOB NOT NULL UNIQUE,
            body BLOB NOT NULL
        );
        CREATE TABLE staged (
            id INTEGER PRIMARY KEY,
            hash BLOB NOT NULL UNIQUE,
            client BLOB NOT NULL,
            bytes INTEGER NOT NULL
        );
        CREATE INDEX staged_by_client ON staged (client, id);
        CREATE TABLE checkpoints (
            gate INTEGER NOT NULL REFERENCES gates (id),
            size INTEGER NOT NULL,
            root BLOB NOT NULL,
            note TEXT NOT NULL,
            received INTEGER NOT NULL,
            PRIMARY KEY (gate, size)
        ) WITHOUT ROWID;
        CREATE TABLE cosignatures (
            gate INTEGER NOT NULL,
            size INTEGER NOT NULL,
            root BLOB NOT NULL,
            line TEXT NOT NULL,
            PRIMARY KEY (gate, size),
            FOREIGN KEY (gate, size) REFERENCES checkpoints (gate, size)
        ) WITHOUT ROWID;
        """

    private static func appendOnly(_ table: String, _ operation: String) -> String {
        """
        CREATE TRIGGER \(table)_no_\(operation.lowercased()) BEFORE \(operation) ON \(table)
        BEGIN SELECT RAISE(ABORT, '\(table) are only ever added'); END;

        """
    }

    /// What a leaf refers to stays; what was only staged may be dropped for room.
    private static let keepReferencedBlobs = """
        CREATE TRIGGER blobs_keep_referenced BEFORE DELETE ON blobs
        WHEN NOT EXISTS (SELECT 1 FROM staged WHERE staged.hash = OLD.hash)
        BEGIN SELECT RAISE(ABORT, 'a leaf refers to this blob'); END;
        """
}
