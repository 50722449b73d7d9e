public import Wire

/// The gate's side of gatehouse-ingest/1 as a pure state machine: one input in, one action out, one thing at a time.
///
/// It never gives up and holds no record: what is sent is read from the journal again for each try, from where the
/// upstream last said that it stands. A lost answer ends in a conflict that shows the true size, so every record arrives
/// once in effect and in order.
public struct Forwarder: Sendable {
    /// How often the forwarder speaks and tries.
    public struct Timing: Hashable, Sendable {
        /// From one accepted checkpoint to the next heartbeat.
        public var heartbeat: Duration
        /// Between tries while the upstream does not know us: people have to act, so tries are slow.
        public var unenrolled: Duration
        /// The back-off after failures.
        public var backoff: Backoff

        /// The times of the protocol: a heartbeat each 60 s, back-off from 1 s to 5 min.
        public init(
            heartbeat: Duration = .seconds(60), unenrolled: Duration = .seconds(300), backoff: Backoff = Backoff()
        ) {
            self.heartbeat = heartbeat
            self.unenrolled = unenrolled
            self.backoff = backoff
        }
    }

    /// The most leaves of a chunk; the protocol's limit.
    public static let maximumLeaves = 8192

    /// Where the forwarder stands.
    public private(set) var state = State.idle
    /// The newest head that the upstream has cosigned and that our journal has, too; `empty` if none is known.
    public private(set) var acknowledged: Position
    /// The durable size of the journal, as last heard.
    public private(set) var head: UInt64 = 0
    /// What people must hear of; the newest.
    public private(set) var alarm: Alarm?
    /// When the upstream last accepted a checkpoint.
    public private(set) var lastContact: Instant?

    private let timing: Timing
    private var backoff: Backoff
    private var chunk: Chunk?
    /// Batches of the chunk's blobs that the upstream has.
    private var sent = 0
    private var comparing: Position?
    private var limit = Self.maximumLeaves
    /// Whether `acknowledged` was found to agree with our journal since the start.
    private var trusted: Bool

    /// A forwarder that begins with the acknowledgement kept by an earlier run, or with none. The kept one is advisory.
    public init(kept: Position?, timing: Timing = Timing()) {
        acknowledged = kept ?? .empty
        trusted = acknowledged.size == 0
        self.timing = timing
        backoff = timing.backoff
    }

    /// Takes what the last action brought and says what to do next. The first input is `awake`.
    public mutating func step(
        _ input: Input, at now: Instant, using random: inout some RandomNumberGenerator
    ) -> Action {
        switch input {
        case .awake(let head):
            return wake(head, now)
        case .prepared(let chunk):
            return begin(chunk, now)
        case .blobsStored:
            return nextBatch(now)
        case .cosigned(let position):
            return accept(position, now, &random)
        case .kept:
            return proceed(now)
        case .noted:
            lastContact = now
            return retry(now, &random)
        case .conflict(let position):
            state = .rebase
            comparing = position
            return .compare(position)
        case .otherSize(let size):
            return askFromTheBeginning(size, now)
        case .compared(let result):
            return rebase(result, now, &random)
        case .fork:
            return halt(.forked(at: chunk?.end))
        case .notEnrolled:
            state = .unenrolled
            return .pause(until: now + timing.unenrolled + jitter(timing.unenrolled, &random))
        case .tooLarge:
            // A frame is the least that can be sent; the shell never makes less of it.
            limit = max(1, limit / 2)
            return retry(now, &random)
        case .busy(let wait):
            return retry(now, atLeast: min(wait, timing.backoff.maximum), &random)
        case .failed, .unreadable:
            return retry(now, &random)
        }
    }

    // MARK: - Steps

    private mutating func wake(_ head: UInt64, _ now: Instant) -> Action {
        guard state != .forked else { return .halt }
        self.head = head
        guard trusted else {
            state = .rebase
            comparing = acknowledged
            return .compare(acknowledged)
        }
        return proceed(now)
    }

    /// What there is to do while nothing is on its way.
    private mutating func proceed(_ now: Instant) -> Action {
        state = .idle
        chunk = nil
        if head > acknowledged.size { return .prepare(from: acknowledged.size, limit: limit) }
        guard acknowledged.size > 0 else { return .wait(until: nil) }
        let due = lastContact.map { $0 + timing.heartbeat } ?? now
        return due <= now ? .heartbeat(acknowledged) : .wait(until: due)
    }

    private mutating func begin(_ chunk: Chunk, _ now: Instant) -> Action {
        head = max(head, chunk.head)
        guard chunk.start == acknowledged.size, chunk.end.size > chunk.start else {
            return .wait(until: now + timing.heartbeat)
        }
        self.chunk = chunk
        sent = 0
        return chunk.batches > 0 ? putBlobs() : append()
    }

    private mutating func putBlobs() -> Action {
        state = .blobs
        return .putBlobs(batch: sent)
    }

    private mutating func append() -> Action {
        state = .append
        return .append
    }

    private mutating func nextBatch(_ now: Instant) -> Action {
        guard let chunk, state == .blobs else { return proceed(now) }
        sent += 1
        return sent < chunk.batches ? putBlobs() : append()
    }

    private mutating func accept(
        _ position: Position, _ now: Instant, _ random: inout some RandomNumberGenerator
    ) -> Action {
        // A right cosignature of anything but what was sent is an answer that says nothing.
        guard position == chunk?.end ?? acknowledged else { return retry(now, &random) }
        return keep(position, now)
    }

    private mutating func keep(_ position: Position, _ now: Instant) -> Action {
        state = .cosigned
        acknowledged = position
        trusted = true
        lastContact = now
        backoff.reset()
        if case .upstreamLost(let cosigned, _) = alarm, position.size >= cosigned { alarm = nil }
        return .keep(position)
    }

    private mutating func rebase(
        _ result: Comparison, _ now: Instant, _ random: inout some RandomNumberGenerator
    ) -> Action {
        guard let position = comparing else { return proceed(now) }
        comparing = nil
        switch result {
        case .same:
            return agree(position, now, &random)
        case .different:
            return halt(.forked(at: position))
        case .missing(let ours):
            return halt(.truncated(ours: ours, upstream: position.size))
        case .unreadable:
            return retry(now, &random)
        }
    }

    private mutating func agree(
        _ position: Position, _ now: Instant, _ random: inout some RandomNumberGenerator
    ) -> Action {
        guard trusted else {
            trusted = true
            return proceed(now)
        }
        if position.size > acknowledged.size { return keep(position, now) }
        if position.size < acknowledged.size {
            alarm = .upstreamLost(cosigned: acknowledged.size, holds: position.size)
            acknowledged = position
            return proceed(now)
        }
        // The upstream stands where we began and refuses all the same: asking again at once would be a loop.
        return retry(now, &random)
    }

    /// An append from the beginning makes the upstream show its cosigned head, which can then be compared.
    private mutating func askFromTheBeginning(_ size: UInt64, _ now: Instant) -> Action {
        if size < acknowledged.size { alarm = .upstreamLost(cosigned: acknowledged.size, holds: size) }
        acknowledged = .empty
        return proceed(now)
    }

    private mutating func retry(
        _ now: Instant, atLeast: Duration = .zero, _ random: inout some RandomNumberGenerator
    ) -> Action {
        state = .offline
        chunk = nil
        return .pause(until: now + backoff.next(atLeast: atLeast, using: &random))
    }

    private mutating func halt(_ alarm: Alarm) -> Action {
        state = .forked
        self.alarm = alarm
        chunk = nil
        return .halt
    }

    /// Up to a fifth more, so that gates that were refused together do not come again together.
    private func jitter(_ duration: Duration, _ random: inout some RandomNumberGenerator) -> Duration {
        .nanoseconds(Int64.random(in: 0...max(0, duration.nanoseconds / 5), using: &random))
    }
}
