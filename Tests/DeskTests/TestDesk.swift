import Codes
import Crypto
import Journal
import Logging
import Synchronization
import TestSupport
import UpstreamTestSupport

@testable import Desk

/// A desk without a network: one gate enrolled, its store in a directory of its own.
final class TestDesk {
    static let client = Hash256(of: "the gate's certificate")
    static let stranger = Hash256(of: "another certificate")

    let directory: TemporaryDirectory
    let gate: TestGate
    let cosigner: Cosigner
    let store: DeskStore
    let service: DeskService
    let clock = TestClock()

    init(gate: TestGate) throws {
        directory = try TemporaryDirectory()
        self.gate = gate
        cosigner = try Cosigner(name: "committee.test/desk", key: .init())
        store = try DeskStore(path: directory.file("desk.sqlite"))
        let clock = clock
        service = DeskService(
            store: store, cosigner: cosigner, gates: GateDirectory([try gate.enrolment(clients: [Self.client])]),
            log: Logger(label: "desk", factory: { _ in SwiftLogNoOpLogHandler() }), clock: { clock.now })
    }

    func put(_ blobs: [[UInt8]], client: Hash256 = TestDesk.client) -> HTTPReply {
        ask("PUT", IngestPath.sealed, BlobBatch(blobs: blobs).encoded, client)
    }

    func append(_ request: AppendRequest, client: Hash256 = TestDesk.client) -> HTTPReply {
        ask("POST", IngestPath.append(origin: gate.origin), request.encoded, client)
    }

    func heartbeat(_ request: AddCheckpointRequest, client: Hash256 = TestDesk.client) -> HTTPReply {
        ask("POST", IngestPath.addCheckpoint, Array(request.encoded.utf8), client)
    }

    func ask(_ method: String, _ path: String, _ body: [UInt8], _ client: Hash256) -> HTTPReply {
        service.answer(HTTPRequest(method: method, path: path, body: body, clientFingerprint: client.bytes))
    }

    /// Puts the blobs of commits and appends them.
    func forward(commits range: Range<Int>) -> HTTPReply {
        _ = put(gate.commits[range].flatMap(\.blobs))
        return append(gate.append(commits: range))
    }

    /// Everything that the store holds, to see that nothing changed.
    func contents() throws -> [StoredRecord] {
        var all: [StoredRecord] = []
        try store.records { all.append($0) }
        return all
    }

    /// Whether an answer is the desk's cosignature of the gate's commit.
    func isCosigned(_ reply: HTTPReply, _ commit: TestGate.Commit) throws -> Bool {
        guard reply.status == 200 else { return false }
        return cosigner.verifier.isSigned(try AppendReply(reply.body).attached(to: commit.checkpoint))
    }
}

/// A wall clock that stands still until it is moved.
final class TestClock: Sendable {
    private let time = Mutex(UnixTime(seconds: 1_790_000_000))
    var now: UnixTime { time.withLock { $0 } }
    func advance(seconds: Int64) { time.withLock { $0.microseconds += seconds * 1_000_000 } }
}
