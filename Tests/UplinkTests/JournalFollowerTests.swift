import Codes
import Crypto
import Glibc
import Journal
import TestSupport
import Testing
import Wire

@testable import Uplink

/// The follower beside a real writer, on a real disk.
@Suite struct JournalFollowerTests {
    private struct Written {
        let directory: TemporaryDirectory
        let writer: JournalWriter
        private var next: UInt64 = 0

        init(segmentBlocks: Int = 32) throws {
            directory = try TemporaryDirectory()
            let (identity, epoch, root) = (
                Curve25519.Signing.PrivateKey(), Curve25519.Signing.PrivateKey(), Curve25519.Signing.PrivateKey()
            )
            let origin = "gatehouse.test/west"
            let committee = try NoteSigner(name: "committee.test", key: root)
            let enrolment = try Enrolment(
                origin: origin, site: "test", gate: "west", identity: NoteSigner(name: origin, key: identity).verifier,
                firstEpoch: 1,
                epochKey: NoteSigner(name: Enrolment.epochName(origin: origin, epoch: 1), key: epoch).verifier,
                sealing: [], upstreams: [], clients: [])
            try JournalCommissioning.create(
                directory: directory.file("journal"), enrolment: enrolment.signed(by: committee),
                root: committee.verifier, epochKey: epoch,
                geometry: JournalGeometry(segmentBlocks: segmentBlocks, segments: 16, preallocated: 3))
            writer = try JournalWriter.open(
                JournalOptions(
                    directory: directory.file("journal"), identity: identity, root: committee.verifier, lanes: [:],
                    policy: .zero, program: "test"))
        }

        /// Writes records, each in a commit of its own, and waits until they are durable.
        mutating func write(_ count: Int) throws {
            for _ in 0..<count {
                next += 1
                let draft = RecordDraft(
                    kind: .heartbeat, time: UnixTime(seconds: 1_790_000_000), clock: .synchronised,
                    uptime: Instant(nanoseconds: next), detail: .map(CBORMap()))
                let accepted = writer.submit(draft, ticket: next)
                try #require(accepted)
                var durable = false
                while !durable {
                    writer.drainCompletions { if $0.ticket == next, case .durable = $0.outcome { durable = true } }
                    if !durable { sched_yield() }
                }
            }
        }
    }

    @Test func chunksJoinWithoutGapAndEndOnCheckpoints() throws {
        var journal = try Written()
        let follower = try JournalFollower(directory: journal.directory.file("journal"))
        var tree = MerkleFrontier()
        var position: UInt64 = 0
        for round in 0..<6 {
            try journal.write(20)
            while let chunk = try follower.chunk(from: position, limit: [1, 7, 8192][round % 3]) {
                #expect(chunk.start == position)
                for leaf in chunk.leaves { tree.append(.leaf(leaf)) }
                position = chunk.end.size
                #expect(tree.root == chunk.root)
                let checkpoint = try Checkpoint(text: chunk.checkpoint.text)
                #expect(checkpoint == Checkpoint(origin: follower.origin, size: position, root: tree.root))
                #expect(follower.enrolment.identity.isSigned(chunk.checkpoint))
                let blobs = Set(chunk.blobs.map { Hash256(of: $0) })
                for leaf in try chunk.leaves.map({ bytes throws(MalformedError) in try Leaf(bytes) }) {
                    #expect(leaf.detailLength == 0 || blobs.contains(leaf.detailDigest))
                }
            }
            #expect(try follower.durableSize() == position)
        }
        #expect(position >= 120)
        journal.writer.close()
    }

    @Test func anyCheckpointIsFoundAgainAndNothingBetween() throws {
        var journal = try Written()
        try journal.write(30)
        let follower = try JournalFollower(directory: journal.directory.file("journal"))
        let size = try follower.durableSize()
        var found = 0
        for wanted in 0...size + 2 {
            guard let note = try follower.checkpoint(size: wanted) else { continue }
            found += 1
            #expect(try Checkpoint(text: note.text).size == wanted)
        }
        #expect(found >= 30)
        #expect(try follower.checkpoint(size: size) != nil)
        #expect(try follower.chunk(from: size, limit: 10) == nil)
        #expect(try follower.chunk(from: 0, limit: 10)?.leaves.count == 10)
        journal.writer.close()
    }

    @Test func noJournalIsAnErrorThatNamesIt() {
        #expect {
            _ = try JournalFollower(directory: "/nonexistent/journal")
        } throws: {
            "\($0)".contains("/nonexistent/journal")
        }
    }
}
