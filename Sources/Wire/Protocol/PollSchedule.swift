/// When a polled device is asked, and until when its answer is awaited. One request is under way at a time.
///
/// After a request that was not answered the line is left alone for a while: the late answer to it would otherwise pass
/// for the answer to the next one (device reference, E.5).
struct PollSchedule {
    /// What a deadline that was reached means.
    enum Due: Hashable {
        /// Nothing yet.
        case nothing
        /// It is time to ask.
        case ask
        /// The answer did not come.
        case timeout
    }

    /// From one request to the next.
    let interval: Duration
    /// How long an answer may take.
    let timeout: Duration
    /// How long the line is left alone after a time-out.
    let rest: Duration

    private enum Phase: Hashable { case stopped, waiting, asked }
    private var phase = Phase.stopped
    private var next = Instant(nanoseconds: 0)
    private var askedAt = Instant(nanoseconds: 0)
    /// Requests in a row that were not answered.
    private(set) var misses = 0

    init(interval: Duration, timeout: Duration, rest: Duration) {
        self.interval = interval
        self.timeout = timeout
        self.rest = rest
    }

    /// Whether an answer is awaited.
    var isAwaiting: Bool { phase == .asked }

    /// Whether the driver polls at all; not before it was started.
    var isRunning: Bool { phase != .stopped }

    /// When `due` has something to say; `nil` before the start.
    var deadline: Instant? { phase == .stopped ? nil : next }

    /// Begins: it is time to ask now.
    mutating func start(at now: Instant) {
        phase = .waiting
        next = now
        misses = 0
    }

    /// A request went out.
    mutating func asked(at now: Instant) {
        phase = .asked
        askedAt = now
        next = now + timeout
    }

    /// The answer came: the next request is an interval after the last one, or at once if that is over.
    mutating func answered(at now: Instant) {
        guard phase == .asked else { return }
        phase = .waiting
        misses = 0
        next = max(askedAt + interval, now)
    }

    /// What is due at `now`. A time-out is told once.
    mutating func due(at now: Instant) -> Due {
        guard phase != .stopped, now >= next else { return .nothing }
        if phase == .waiting { return .ask }
        phase = .waiting
        misses += 1
        next = now + rest
        return .timeout
    }
}
