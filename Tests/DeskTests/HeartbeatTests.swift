import Codes
import Crypto
import Journal
import Testing
import UpstreamTestSupport

@testable import Desk

@Suite struct HeartbeatTests {
    private static func desk() throws -> TestDesk {
        let gate = try TestGate()
        for count in [1, 3, 2] { try gate.commit(count) }
        let desk = try TestDesk(gate: gate)
        _ = desk.forward(commits: 0..<2)
        return desk
    }

    @Test func theSameHeadIsCosignedAgainAndNoted() throws {
        let desk = try Self.desk()
        desk.clock.advance(seconds: 60)
        let commit = desk.gate.commits[1]
        let reply = desk.heartbeat(AddCheckpointRequest(oldSize: 4, proof: [], checkpoint: commit.checkpoint))
        #expect(try desk.isCosigned(reply, commit))
        let summary = try #require(try desk.store.gates().first)
        #expect(summary.lastHeartbeat == desk.clock.now)
        #expect(summary.size == 4)
        #expect(summary.lastRecord == UnixTime(seconds: 1_790_000_003))
    }

    @Test func anotherSizeIsAnsweredWithOurs() throws {
        let desk = try Self.desk()
        desk.clock.advance(seconds: 60)
        let reply = desk.heartbeat(
            AddCheckpointRequest(oldSize: 1, proof: [], checkpoint: desk.gate.commits[0].checkpoint))
        #expect(reply.status == 409)
        #expect(reply.contentType == IngestPath.sizeType)
        #expect(reply.body == Array("4\n".utf8))
        #expect(try desk.store.gates().first?.lastHeartbeat != desk.clock.now)
    }

    @Test func aHeadThatIsAheadIsNotedButNotCosigned() throws {
        let desk = try Self.desk()
        desk.clock.advance(seconds: 60)
        let hashes = desk.gate.leaves.map { Hash256.leaf($0) }
        let proof = Self.consistency(from: 4, hashes)
        let request = AddCheckpointRequest(oldSize: 4, proof: proof, checkpoint: desk.gate.commits[2].checkpoint)
        #expect(desk.heartbeat(request).status == 202)
        #expect(try desk.store.gates().first?.lastHeartbeat == desk.clock.now)
        #expect(try desk.store.gates().first?.size == 4)
        #expect(try desk.isCosigned(desk.forward(commits: 2..<3), desk.gate.commits[2]))
    }

    @Test func aGateThatForgetsItsHeartbeatIsFound() throws {
        let desk = try Self.desk()
        let proof = Self.consistency(from: 4, desk.gate.leaves.map { Hash256.leaf($0) })
        _ = desk.heartbeat(
            AddCheckpointRequest(oldSize: 4, proof: proof, checkpoint: desk.gate.commits[2].checkpoint))
        // The tail that only the heartbeat has shown is cut off, and other records come instead.
        desk.gate.cut(toCommits: 2)
        try desk.gate.commit(2, salt: 7)
        #expect(desk.forward(commits: 2..<3).status == 422)
        #expect(try desk.store.head(origin: desk.gate.origin).size == 4)
    }

    @Test func aWrongProofIsAFork() throws {
        let desk = try Self.desk()
        let reply = desk.heartbeat(
            AddCheckpointRequest(oldSize: 4, proof: [.zero], checkpoint: desk.gate.commits[2].checkpoint))
        #expect(reply.status == 422)
    }

    @Test func strangersAndUnsignedHeadsAreRefused() throws {
        let desk = try Self.desk()
        let commit = desk.gate.commits[1]
        let request = AddCheckpointRequest(oldSize: 4, proof: [], checkpoint: commit.checkpoint)
        #expect(desk.heartbeat(request, client: TestDesk.stranger).status == 403)
        var unsigned = request
        unsigned.checkpoint.signatures[0].signature[0] ^= 1
        #expect(desk.heartbeat(unsigned).status == 403)
    }

    /// The consistency proof by its definition (RFC 6962 §2.1.2).
    private static func consistency(from old: Int, _ hashes: [Hash256]) -> [Hash256] {
        func root(_ part: ArraySlice<Hash256>) -> Hash256 {
            var tree = MerkleFrontier()
            for hash in part { tree.append(hash) }
            return tree.root
        }
        func proof(_ old: Int, _ part: ArraySlice<Hash256>, _ whole: Bool) -> [Hash256] {
            if old == part.count { return whole ? [] : [root(part)] }
            var split = 1
            while split * 2 < part.count { split *= 2 }
            let (left, right) = (part.prefix(split), part.dropFirst(split))
            if old <= split { return proof(old, left, whole) + [root(right)] }
            return proof(old - split, right, false) + [root(left)]
        }
        return proof(old, hashes[...], true)
    }
}
