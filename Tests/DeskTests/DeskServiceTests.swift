import Codes
import Crypto
import Journal
import Testing
import UpstreamTestSupport

@testable import Desk

@Suite struct DeskServiceTests {
    private static func desk(commits: [Int] = [1, 3, 2]) throws -> TestDesk {
        let gate = try TestGate()
        for count in commits { try gate.commit(count) }
        return try TestDesk(gate: gate)
    }

    @Test func appendsAreStoredAndCosigned() throws {
        let desk = try Self.desk()
        #expect(try desk.isCosigned(desk.forward(commits: 0..<1), desk.gate.commits[0]))
        #expect(try desk.isCosigned(desk.forward(commits: 1..<3), desk.gate.commits[2]))
        #expect(try desk.contents().map(\.leaf) == desk.gate.leaves)
        #expect(try desk.contents().map(\.index) == [0, 1, 2, 3, 4, 5])
        let verifier = StoreVerifier(
            store: desk.store, gates: GateDirectory([try desk.gate.enrolment(clients: [])]),
            cosigner: desk.cosigner.verifier)
        #expect(try verifier.verify() == [.init(origin: desk.gate.origin, size: 6, problem: nil)])
    }

    @Test func theSameAppendAgainIsAConflictThatShowsTheTrueSize() throws {
        let desk = try Self.desk()
        _ = desk.forward(commits: 0..<2)
        let before = try desk.contents()
        for range in [0..<1, 0..<2, 0..<3] as [Range<Int>] {
            let reply = desk.forward(commits: range)
            #expect(reply.status == 409)
            let conflict = try AppendConflict(reply.body)
            #expect(conflict.size == 4 && conflict.root == desk.gate.commits[1].root)
            #expect(desk.cosigner.verifier.isSigned(try #require(conflict.cosigned)))
        }
        #expect(try desk.contents() == before)
    }

    @Test func aGapIsAConflict() throws {
        let desk = try Self.desk()
        let reply = desk.forward(commits: 1..<2)
        #expect(reply.status == 409)
        let conflict = try AppendConflict(reply.body)
        #expect(conflict.size == 0 && conflict.root == .emptyTree && conflict.cosigned == nil)
        #expect(try desk.contents().isEmpty)
        #expect(try desk.store.gates().isEmpty)
    }

    @Test func forksAreRefusedWithBothHeadsAndNothingStored() throws {
        let key = Curve25519.Signing.PrivateKey()
        let (gate, clone) = (try TestGate(key: key), try TestGate(key: key, salt: 9))
        let desk = try TestDesk(gate: gate)
        try gate.commit(2)
        try gate.commit(2)
        _ = desk.forward(commits: 0..<2)
        let before = try desk.contents()
        try clone.commit(2)
        try clone.commit(2)
        try clone.commit(2)
        for range in [0..<1, 1..<2, 0..<2, 2..<3] as [Range<Int>] {
            _ = desk.put(clone.commits[range].flatMap(\.blobs))
            let reply = desk.append(clone.append(commits: range))
            #expect(reply.status == 422, "\(range)")
            let evidence = String(decoding: reply.body, as: UTF8.self)
            #expect(evidence.contains(clone.commits[range.upperBound - 1].root.base64))
            #expect(evidence.contains(gate.commits[1].root.base64))
        }
        #expect(try desk.contents() == before)
        #expect(try desk.store.head(origin: gate.origin).size == 4)
    }

    @Test func whoIsNotTheGateIsRefused() throws {
        let desk = try Self.desk()
        _ = desk.put(desk.gate.commits[0].blobs)
        let stranger = try TestGate()
        try stranger.commit(1)
        #expect(desk.append(stranger.append(commits: 0..<1)).status == 403)
        #expect(desk.append(desk.gate.append(commits: 0..<1), client: TestDesk.stranger).status == 403)
        #expect(desk.put([[1]], client: TestDesk.stranger).status == 403)
        let elsewhere = IngestPath.append(origin: "gatehouse.test/east")
        let body = desk.gate.append(commits: 0..<1).encoded
        #expect(desk.ask("POST", elsewhere, body, TestDesk.client).status == 404)
        #expect(desk.ask("POST", "/", body, TestDesk.client).status == 404)
        #expect(desk.ask("GET", IngestPath.sealed, body, TestDesk.client).status == 405)
        #expect(try desk.contents().isEmpty)
    }

    @Test func aWrongEpochSignatureIsRefused() throws {
        let desk = try Self.desk()
        _ = desk.put(desk.gate.commits[0].blobs)
        var request = desk.gate.append(commits: 0..<1)
        request.checkpoint.signatures[1].signature[5] ^= 1
        #expect(desk.append(request).status == 403)
        #expect(try desk.contents().isEmpty)
    }

    @Test func aGateTakenOffTheListIsRefused() throws {
        let desk = try Self.desk()
        _ = desk.forward(commits: 0..<1)
        desk.service.replace(gates: GateDirectory([]))
        #expect(desk.append(desk.gate.append(commits: 1..<2)).status == 404)
    }

    @Test func leavesWithoutTheirBlobsAreRefusedByName() throws {
        let desk = try Self.desk()
        let reply = desk.append(desk.gate.append(commits: 0..<1))
        #expect(reply.status == 424)
        let named = String(decoding: reply.body, as: UTF8.self).split(separator: "\n").map { Hash256(hexadecimal: $0) }
        #expect(Set(named) == Set(desk.gate.commits[0].blobs.map { Hash256(of: $0) }))
        #expect(try desk.contents().isEmpty)
    }

    @Test func everyFlippedBitOfAnAppendIsRefused() throws {
        let desk = try Self.desk(commits: [2])
        _ = desk.put(desk.gate.commits[0].blobs)
        let body = desk.gate.append(commits: 0..<1).encoded
        let path = IngestPath.append(origin: desk.gate.origin)
        for position in body.indices {
            var changed = body
            changed[position] ^= 1 << UInt8(position % 8)
            let reply = desk.ask("POST", path, changed, TestDesk.client)
            // The epoch line may be of a key that the desk does not know: others' signatures are ignored (C2SP).
            if reply.status == 200 { return #expect(position > body.count - 200, "byte \(position)") }
        }
        #expect(try desk.contents().isEmpty)
    }

    @Test func everyCutOfAnAppendIsRefused() throws {
        let desk = try Self.desk(commits: [2])
        _ = desk.put(desk.gate.commits[0].blobs)
        let body = desk.gate.append(commits: 0..<1).encoded
        let path = IngestPath.append(origin: desk.gate.origin)
        for count in 0..<body.count {
            let status = desk.ask("POST", path, Array(body.prefix(count)), TestDesk.client).status
            #expect((400...403).contains(status), "\(count) bytes")
        }
        #expect(try desk.contents().isEmpty)
    }

    @Test func aDeskThatDiedBeforeItsReplyHasStoredOnce() throws {
        let desk = try Self.desk()
        _ = desk.forward(commits: 0..<2)
        // The reply is lost with the process; the next one opens the file.
        let again = try DeskStore(path: desk.store.path)
        #expect(try again.head(origin: desk.gate.origin).size == 4)
        #expect(desk.forward(commits: 0..<2).status == 409)
        #expect(try desk.isCosigned(desk.forward(commits: 2..<3), desk.gate.commits[2]))
    }
}
