/// What is said to a scanner on a serial line: one command under way at a time, repeated when it is not answered, and a
/// sign of life asked for where the protocol has one.
struct ScannerDialogue {
    /// How long an answer may take. A GM65 forgets a command that is not whole after 400 ms, so that none that comes
    /// later can be mixed with the next.
    static let answerTimeout = Duration.seconds(1)
    /// A GM65 is silent when the check of a command is wrong: it gets one more chance.
    static let mostAttempts = 2
    /// What a line and a loop may add to the answer's own time before a scanner that always answered is given up.
    static let margin = Duration.seconds(1)
    /// The longest pause between two such questions to a scanner that does not answer.
    static let longestHeartbeat = Duration.seconds(300)

    let dialect: any ScannerDialect
    private var queue: [ScannerCommand] = []
    private var attempts = 0
    private var isRunning = false
    private var due: Instant?
    private var pause: Duration
    /// The scanner has answered such a question before, so that its silence means something.
    private var isLively = false

    init(_ dialect: any ScannerDialect) {
        self.dialect = dialect
        pause = dialect.heartbeatPause
    }

    /// Silence after which the scanner is gone: the question, its repetitions, and a margin.
    var silenceLimit: Duration? {
        isLively ? dialect.heartbeatPause + Self.answerTimeout * Self.mostAttempts + Self.margin : nil
    }

    /// When an answer is overdue or a sign of life wanted; `nil` when nothing is awaited.
    var deadline: Instant? { due }

    /// The transport was opened: settings are made.
    mutating func start(at now: Instant, _ emit: (DriverEvent) -> Void) {
        isRunning = true
        pause = dialect.heartbeatPause
        attempts = 0
        queue = dialect.setup
        send(at: now, emit)
    }

    /// Somebody wants something. Returns whether the scanner has a command for it.
    mutating func ask(_ request: DeviceRequest, at now: Instant, _ emit: (DriverEvent) -> Void) -> Bool {
        guard isRunning, let command = dialect.command(for: request) else { return false }
        guard command.isAnswered else {
            emit(.transmit(command.bytes))
            return true
        }
        // The one under way may be over before the new one is wanted; what waits already is not queued twice.
        if !queue.dropFirst().contains(command) { queue.append(command) }
        if attempts == 0 { send(at: now, emit) }
        return true
    }

    /// Anything came that the scanner alone can send: it lives.
    mutating func heard(at now: Instant) {
        guard isRunning else { return }
        pause = dialect.heartbeatPause
        if queue.isEmpty { rest(at: now) }
    }

    /// An answer came. Returns the fault that it is, if the command will not be tried again.
    mutating func answered(
        _ answer: ScannerAnswer, at now: Instant, _ emit: (DriverEvent) -> Void
    ) -> WireFault? {
        guard attempts > 0, let command = queue.first else {
            // Nothing was asked: what a passive driver hears, or an answer that came too late.
            if case .accepted = answer { return nil }
            return .device
        }
        if command.purpose == .heartbeat, case .accepted = answer { isLively = true }
        switch answer {
        case .code: return nil
        case .damaged where attempts < Self.mostAttempts:
            send(at: now, emit)
            return nil
        case .damaged, .refused:
            next(at: now, emit)
            return .device
        case .accepted(let data):
            let follow = dialect.follow(command, answered: data)
            if let fact = follow.fact { emit(.fact(fact)) }
            if let command = follow.command { queue.insert(command, at: 1) }
            next(at: now, emit)
            return nil
        }
    }

    /// Time passed. Returns whether a command was given up.
    mutating func tick(at now: Instant, _ emit: (DriverEvent) -> Void) -> Bool {
        guard let due, now >= due else { return false }
        if attempts == Self.mostAttempts {
            // Who does not answer one command does not answer the next. Settings are made again when it is back.
            queue = queue.contains { $0.purpose != .heartbeat && $0.purpose != .request } ? dialect.setup : []
            attempts = 0
            rest(at: now)
            pause = min(pause * 2, Self.longestHeartbeat)
            return true
        }
        if queue.isEmpty, let heartbeat = dialect.heartbeat { queue = [heartbeat] }
        send(at: now, emit)
        return false
    }

    private mutating func next(at now: Instant, _ emit: (DriverEvent) -> Void) {
        queue.removeFirst()
        attempts = 0
        send(at: now, emit)
    }

    private mutating func send(at now: Instant, _ emit: (DriverEvent) -> Void) {
        guard let command = queue.first else { return rest(at: now) }
        attempts += 1
        due = now + Self.answerTimeout
        emit(.transmit(command.bytes))
    }

    /// Nothing is under way: until a sign of life is wanted, or the settings are tried again.
    private mutating func rest(at now: Instant) {
        due = dialect.heartbeat == nil && queue.isEmpty ? nil : now + pause
    }
}
