import Codes
import Crypto
import Desk
import EventLoop
import Foundation
import Journal
import Logging
import Synchronization
import TestSupport
import UpstreamTestSupport

@testable import Uplink

/// A gate whose journal grows in memory while a link reads it from its own thread.
final class LiveJournal: JournalSource, @unchecked Sendable {
    // Everything is behind the lock.
    private let lock = NSLock()
    private let gate: TestGate

    init(_ gate: TestGate) { self.gate = gate }

    var origin: String { gate.origin }

    func durableSize() throws(JournalSourceError) -> UInt64 { lock.withLock { gate.size } }

    func chunk(from start: UInt64, limit: Int) throws(JournalSourceError) -> RecordChunk? {
        lock.withLock {
            // Few commits at once, so that a run has many requests.
            let commits = gate.commits.drop { $0.start < start }.prefix(3)
            guard let first = commits.first, first.start == start, let last = commits.last else { return nil }
            return RecordChunk(
                start: start, leaves: commits.flatMap(\.leaves), blobs: commits.flatMap(\.blobs),
                checkpoint: last.checkpoint, root: last.root)
        }
    }

    func checkpoint(size: UInt64) throws(JournalSourceError) -> SignedNote? {
        lock.withLock { gate.commits.first { $0.end == size }?.checkpoint }
    }

    func commit(_ count: Int) throws { _ = try lock.withLock { try gate.commit(count) } }
    var leaves: [[UInt8]] { lock.withLock { gate.leaves } }
}

/// Loses requests and answers on a way that otherwise works.
final class LossyTransport: UpstreamTransport {
    private let inner: HTTPSClient
    private let random: Mutex<SplitMix>
    private let lossOneIn: Int

    init(_ inner: HTTPSClient, seed: UInt64, lossOneIn: Int) {
        self.inner = inner
        random = Mutex(SplitMix(seed: seed))
        self.lossOneIn = lossOneIn
    }

    func send(_ request: UpstreamRequest, within seconds: Double) throws(UpstreamFailure) -> UpstreamReply {
        let fate = random.withLock { Int.random(in: 0..<max(2, lossOneIn), using: &$0) }
        if lossOneIn > 1, fate == 0 { throw .timedOut }
        let reply = try inner.send(request, within: seconds)
        if lossOneIn > 1, fate == 1 { throw .closed }
        return reply
    }
}

/// What a link tells, to wait for.
final class Reports: @unchecked Sendable {
    private let condition = NSCondition()
    private var sizes: [UInt64] = []
    private var alarms: [Forwarder.Alarm] = []

    struct TooLate: Error {}
    /// How long a test waits for what must come, in seconds.
    private static let patience: TimeInterval = 60

    func report(_ note: SignedNote) {
        condition.lock()
        sizes.append((try? Checkpoint(text: note.text))?.size ?? 0)
        condition.broadcast()
        condition.unlock()
    }

    func alarm(_ alarm: Forwarder.Alarm) {
        condition.lock()
        alarms.append(alarm)
        condition.broadcast()
        condition.unlock()
    }

    func wait(_ enough: ([UInt64], [Forwarder.Alarm]) -> Bool) throws {
        condition.lock()
        defer { condition.unlock() }
        let limit = Date(timeIntervalSinceNow: Self.patience)
        while !enough(sizes, alarms) { guard condition.wait(until: limit) else { throw TooLate() } }
    }
}

/// A desk that serves over TLS on the loopback and can be killed and started again.
final class ServedDesk {
    let directory: TemporaryDirectory
    let certificates: TestCertificates
    let cosigner: Cosigner
    let enrolment: Enrolment
    private var server: HTTPSServer?
    private(set) var port = 0

    init(_ certificates: TestCertificates, enrolment: Enrolment) throws {
        directory = try TemporaryDirectory()
        self.certificates = certificates
        self.enrolment = enrolment
        cosigner = try Cosigner(name: "committee.test/desk", key: .init())
        try start()
    }

    deinit { server?.stop() }

    var storePath: String { directory.file("desk.sqlite") }

    func start() throws {
        let service = DeskService(
            store: try DeskStore(path: storePath), cosigner: cosigner, gates: GateDirectory([enrolment]),
            log: Logger(label: "desk", factory: { _ in SwiftLogNoOpLogHandler() }),
            clock: { UnixTime(seconds: 1_790_000_000) })
        var options = HTTPSServerOptions(
            host: "127.0.0.1", port: port, certificateFile: certificates.file("server.pem"),
            keyFile: certificates.file("server.key"), clientAuthorityFile: certificates.file("ca.pem"))
        options.limits.stopSeconds = 0
        let started = try HTTPSServer.start(options) { service.answer($0) }
        server = started
        port = started.port
    }

    /// Cuts all connections, whatever runs on them.
    func kill() {
        server?.stop()
        server = nil
    }

    func client(_ name: String, host: String = "127.0.0.1") throws -> HTTPSClient {
        try HTTPSClient(
            HTTPSClientOptions(
                host: host, port: port, certificateFile: certificates.file("\(name).pem"),
                keyFile: certificates.file("\(name).key"), authorityFile: certificates.file("ca.pem")))
    }

    func leaves() throws -> [[UInt8]] {
        var all: [[UInt8]] = []
        try DeskStore(path: storePath, readOnly: true).records { all.append($0.leaf) }
        return all
    }
}

/// A link on a thread of its own.
final class RunningLink {
    let reports = Reports()
    let file: CosignatureFile
    private let stop: StopFlag
    private let client: HTTPSClient
    private let ended = DispatchSemaphore(value: 0)

    // The link is made and used on its thread only.
    private struct Moved: @unchecked Sendable { var body: () -> Void }

    init(
        _ source: LiveJournal, desk: ServedDesk, client name: String, stateDirectory: String, lossOneIn: Int = 0,
        seed: UInt64 = 1, heartbeat: Duration = .seconds(60)
    ) throws {
        stop = try StopFlag()
        client = try desk.client(name)
        file = CosignatureFile(stateDirectory: stateDirectory, upstream: "committee")
        let transport = LossyTransport(client, seed: seed, lossOneIn: lossOneIn)
        let (reports, file, stop, ended, key) = (reports, file, stop, ended, desk.cosigner.verifier)
        Thread.detachNewThread {
            var parts = UpstreamLink.Parts(
                name: "committee", source: source, transport: transport, upstreamKeys: [key], file: file,
                report: { reports.report($0) })
            parts.alarmed = { reports.alarm($0) }
            let timing = Forwarder.Timing(
                heartbeat: heartbeat, unenrolled: .milliseconds(20),
                backoff: Backoff(minimum: .milliseconds(1), maximum: .milliseconds(20)))
            UpstreamLink(
                parts, journalDirectory: stateDirectory, timing: timing, requestSeconds: 10, stop: stop,
                pulse: Pulse(), log: Logger(label: "link", factory: { _ in SwiftLogNoOpLogHandler() })
            ).run()
            ended.signal()
        }
    }

    /// Ends the link at once, wherever it is, as a kill would; what it kept stays.
    func end() {
        stop.raise()
        client.close()
        ended.wait()
    }
}
