import EventLoop
public import Journal
public import Logging
import Wire

/// The way to one upstream: does what the forwarder says, with the real journal, network, disk and clock.
///
/// Lives on one thread, which `run` keeps until the stop flag is raised.
public final class UpstreamLink {
    /// What a link needs of the world.
    public struct Parts {
        /// The upstream's name, for files and logs.
        public var name: String
        /// The journal.
        public var source: any JournalSource
        /// The connection.
        public var transport: any UpstreamTransport
        /// The keys that the upstream's cosignatures may be of.
        public var upstreamKeys: [NoteVerifier]
        /// Where acknowledgements are kept.
        public var file: CosignatureFile
        /// Tells the daemon of an acknowledgement; it may be down, nothing depends on it.
        public var report: (SignedNote) -> Void
        /// Told of each alarm once, beside the log.
        public var alarmed: (Forwarder.Alarm) -> Void = { _ in }

        /// The parts of a link.
        public init(
            name: String, source: any JournalSource, transport: any UpstreamTransport, upstreamKeys: [NoteVerifier],
            file: CosignatureFile, report: @escaping (SignedNote) -> Void
        ) {
            self.name = name
            self.source = source
            self.transport = transport
            self.upstreamKeys = upstreamKeys
            self.file = file
            self.report = report
        }

        func isCosigned(_ note: SignedNote) -> Bool { upstreamKeys.contains { $0.isSigned(note) } }
    }

    let parts: Parts
    var log: Logger
    let requestSeconds: Double
    private let watch: JournalWatch
    private let stop: StopFlag
    private let pulse: Pulse
    private var forwarder: Forwarder
    private var random = SystemRandomNumberGenerator()
    private var announced: Condition?
    /// The chunk that is being sent, and its blobs in batches.
    var chunk: RecordChunk?
    var batches: [BlobBatch] = []
    /// Why the last request brought nothing, for the log.
    var lastFailure = ""
    private var journalProblem: JournalSourceError?
    /// The acknowledgement that the forwarder is told to keep next.
    var acknowledgement: SignedNote?

    /// A link that has done nothing yet.
    ///
    /// - Parameters:
    ///   - journalDirectory: the directory whose changes wake the link.
    ///   - requestSeconds: how long one request may take.
    public init(
        _ parts: Parts, journalDirectory: String, timing: Forwarder.Timing, requestSeconds: Double, stop: StopFlag,
        pulse: Pulse, log: Logger
    ) {
        self.parts = parts
        self.requestSeconds = requestSeconds
        self.stop = stop
        self.pulse = pulse
        self.log = log
        self.log[metadataKey: "upstream"] = "\(parts.name)"
        watch = JournalWatch(directory: journalDirectory, stop: stop, pulse: pulse)
        forwarder = Forwarder(kept: Self.kept(parts, log), timing: timing)
    }

    /// Forwards until the stop flag is raised.
    public func run() {
        var input = Forwarder.Input.awake(head: durableSize() ?? 0)
        while !stop.isRaised {
            pulse.beat()
            let action = forwarder.step(input, at: BootClock.now, using: &random)
            announce()
            input = perform(action)
        }
    }

    // MARK: - Actions

    private func perform(_ action: Forwarder.Action) -> Forwarder.Input {
        switch action {
        case .wait(let deadline):
            return waitForRecords(until: deadline)
        case .pause(let deadline):
            watch.pause(until: deadline)
            return .awake(head: durableSize() ?? forwarder.head)
        case .prepare(let start, let limit):
            return prepare(start, limit)
        case .putBlobs(let batch):
            return putBlobs(batch)
        case .append:
            return append()
        case .heartbeat(let position):
            return heartbeat(position)
        case .keep(let position):
            return keep(position)
        case .compare(let position):
            return compare(position)
        case .halt:
            watch.halt()
            return .awake(head: forwarder.head)
        }
    }

    private func waitForRecords(until deadline: Instant?) -> Forwarder.Input {
        while !stop.isRaised {
            if let head = durableSize(), head != forwarder.head { return .awake(head: head) }
            if let deadline, deadline <= BootClock.now { break }
            watch.waitForChange(until: deadline)
        }
        return .awake(head: forwarder.head)
    }

    private func prepare(_ start: UInt64, _ limit: Int) -> Forwarder.Input {
        do throws(JournalSourceError) {
            guard let chunk = try parts.source.chunk(from: start, limit: limit) else { return .unreadable }
            self.chunk = chunk
            batches = chunk.batches
            return .prepared(
                Forwarder.Chunk(
                    start: start, end: chunk.end, batches: batches.count, head: try parts.source.durableSize()))
        } catch {
            journalFailed(error)
            return .unreadable
        }
    }

    private func keep(_ position: Forwarder.Position) -> Forwarder.Input {
        chunk = nil
        batches = []
        guard let note = acknowledgement else { return .kept }
        acknowledgement = nil
        do {
            try parts.file.save(note)
        } catch {
            // Advisory: the upstream knows its size when we come again.
            log.warning("the acknowledgement cannot be kept", metadata: ["why": "\(error)"])
        }
        parts.report(note)
        return .kept
    }

    private func compare(_ position: Forwarder.Position) -> Forwarder.Input {
        guard position.size > 0 else { return .compared(.same) }
        do throws(JournalSourceError) {
            let ours = try parts.source.durableSize()
            guard position.size <= ours else { return .compared(.missing(ours: ours)) }
            guard let note = try parts.source.checkpoint(size: position.size),
                let checkpoint = try? Checkpoint(text: note.text)
            else { return .compared(.different) }
            return .compared(checkpoint.root == position.root ? .same : .different)
        } catch {
            journalFailed(error)
            return .compared(.unreadable)
        }
    }

    private func durableSize() -> UInt64? {
        do throws(JournalSourceError) {
            let size = try parts.source.durableSize()
            journalProblem = nil
            return size
        } catch {
            journalFailed(error)
            return nil
        }
    }

    /// Logs what is wrong with the journal, once until it changes.
    func journalFailed(_ error: JournalSourceError) {
        lastFailure = "the journal cannot be read"
        guard error != journalProblem else { return }
        journalProblem = error
        log.error("the journal cannot be read", metadata: ["why": "\(error)"])
    }

    private static func kept(_ parts: Parts, _ log: Logger) -> Forwarder.Position? {
        guard let note = parts.file.load() else { return nil }
        guard parts.isCosigned(note), let checkpoint = try? Checkpoint(text: note.text),
            checkpoint.origin == parts.source.origin
        else {
            log.warning(
                "the kept acknowledgement is not of this gate and upstream", metadata: ["path": "\(parts.file.path)"])
            return nil
        }
        return Forwarder.Position(size: checkpoint.size, root: checkpoint.root)
    }

    // MARK: - What people hear

    private enum Condition: Equatable {
        case working
        case offline
        case unenrolled
        case alarm(Forwarder.Alarm)
    }

    /// Logs each change once. Tries in between are not news.
    private func announce() {
        let condition: Condition?
        switch forwarder.state {
        case .cosigned: condition = forwarder.alarm.map { .alarm($0) } ?? .working
        case .forked: condition = forwarder.alarm.map { .alarm($0) }
        case .offline: condition = .offline
        case .unenrolled: condition = .unenrolled
        case .idle, .blobs, .append, .rebase: condition = nil
        }
        guard let condition, condition != announced else { return }
        announced = condition
        switch condition {
        case .working: log.info("cosigned", metadata: ["size": "\(forwarder.acknowledged.size)"])
        case .offline:
            log.warning(
                "offline: trying again for ever",
                metadata: ["size": "\(forwarder.acknowledged.size)", "why": "\(lastFailure)"])
        case .unenrolled: log.error("the upstream does not know this gate: ask the committee to enrol it")
        case .alarm(let alarm):
            parts.alarmed(alarm)
            log.critical("\(Self.words(alarm))", metadata: ["evidence": "\(parts.file.evidencePath)"])
        }
    }

    private static func words(_ alarm: Forwarder.Alarm) -> String {
        switch alarm {
        case .forked(let position):
            "forked: the upstream holds another history of this gate (size \(position?.size ?? 0)); forwarding stops, "
                + "recording goes on; find out which box wrote it, then start the uplink again"
        case .truncated(let ours, let upstream):
            "truncated: the upstream holds \(upstream) records, this journal only \(ours); forwarding stops; the journal "
                + "was cut or an old copy was restored; keep the disk as it is"
        case .upstreamLost(let cosigned, let holds):
            "the upstream has lost records: it cosigned \(cosigned) and holds \(holds); they are sent again"
        }
    }
}
