import GRDB
import Journal
import Testing
import UpstreamTestSupport

@testable import Desk

@Suite struct DeskStoreTests {
    private static func filled() throws -> TestDesk {
        let gate = try TestGate()
        for count in [1, 3, 2] { try gate.commit(count) }
        let desk = try TestDesk(gate: gate)
        _ = desk.forward(commits: 0..<3)
        return desk
    }

    @Test(arguments: [
        "UPDATE leaves SET leaf = x'00'", "DELETE FROM leaves", "UPDATE checkpoints SET size = 1",
        "DELETE FROM checkpoints", "UPDATE cosignatures SET root = x'00'", "DELETE FROM cosignatures",
        "UPDATE blobs SET body = x'00'", "DELETE FROM blobs",
    ])
    func whatIsStoredIsNeverChanged(sql: String) throws {
        let desk = try Self.filled()
        #expect(throws: DatabaseError.self) { try desk.store.queue.write { try $0.execute(sql: sql) } }
    }

    @Test(arguments: [
        (
            "DROP TRIGGER leaves_no_update; UPDATE leaves SET leaf = (SELECT leaf FROM leaves WHERE idx = 0) WHERE idx = 2",
            2
        ),
        ("DROP TRIGGER leaves_no_delete; DELETE FROM leaves WHERE idx = 4", 4),
        ("DROP TRIGGER leaves_no_delete; DELETE FROM leaves WHERE idx = 5", 5),
        ("DROP TRIGGER blobs_keep_referenced; DELETE FROM blobs WHERE rowid = 1", 0),
        ("DROP TRIGGER checkpoints_no_delete; PRAGMA foreign_keys = OFF; DELETE FROM checkpoints", 0),
        ("UPDATE frontier SET size = 7, hashes = hashes || zeroblob(32)", 6),
    ])
    func verifyFindsWhatWasChangedBehindItsBack(sql: String, right: Int) throws {
        let desk = try Self.filled()
        try desk.store.queue.writeWithoutTransaction { db in
            try db.execute(sql: "PRAGMA foreign_keys = OFF; " + sql)
        }
        let verifier = StoreVerifier(
            store: desk.store, gates: GateDirectory([try desk.gate.enrolment(clients: [])]),
            cosigner: desk.cosigner.verifier)
        let finding = try #require(try verifier.verify().first)
        #expect(finding.problem != nil)
    }

    @Test func everyCommitReachesTheMedium() throws {
        let desk = try Self.filled()
        let (synchronous, mode) = try desk.store.queue.read { db in
            (try Int.fetchOne(db, sql: "PRAGMA synchronous"), try String.fetchOne(db, sql: "PRAGMA journal_mode"))
        }
        #expect(synchronous == 2)
        #expect(mode == "wal")
    }

    @Test func neverTwoRootsForOneSize() throws {
        let desk = try Self.filled()
        var head = try desk.store.head(origin: desk.gate.origin)
        head.root = .zero
        let forged = head
        #expect(throws: DeskError.self) { try desk.store.keep(cosignature: "x", of: forged) }
    }

    @Test func blobsWithoutLeavesAreBounded() throws {
        let desk = try Self.filled()
        let blobs = 4 * DeskStore.stagedBytes / 65535 / 3
        for number in 0..<blobs {
            let blob = Array("\(number)".utf8) + [UInt8](repeating: 1, count: 65000)
            try desk.store.put([blob], client: TestDesk.client)
        }
        let staged = try desk.store.queue.read { try Int.fetchOne($0, sql: "SELECT sum(bytes) FROM staged") }
        #expect(try #require(staged) <= DeskStore.stagedBytes)
        #expect(try desk.store.blob(Hash256(of: desk.gate.commits[0].blobs[0])) == desk.gate.commits[0].blobs[0])
    }

    @Test func aReaderBesideTheServingDesk() throws {
        let desk = try Self.filled()
        let reader = try DeskStore(path: desk.store.path, readOnly: true)
        #expect(try reader.gates().map(\.size) == [6])
    }
}
