/// The commands of the host: one under way at a time, sent again when it is not answered.
///
/// While nothing is to be done the decoder is asked for its revision now and then: it is the only sign of life of a
/// scanner that nobody uses.
struct SSICommands {
    /// What the host wants.
    enum Command: Hashable {
        case scanEnable, revision, trigger, triggerOff, beep

        var opcode: SSIPacket.Opcode {
            switch self {
            case .scanEnable: .scanEnable
            case .revision: .requestRevision
            case .trigger: .startSession
            case .triggerOff: .stopSession
            case .beep: .beep
            }
        }

        /// The beep is one short, high tone.
        var data: [UInt8] { self == .beep ? [0x00] : [] }
    }

    /// How long the decoder may take to answer: the serial response time-out of the guide.
    static let answerTimeout = Duration.seconds(2)
    /// A command goes out three times at most: two resends, as the guide has it. The first may only wake the decoder.
    static let mostAttempts = 3
    /// From the last sign of life to the question for one. A minute without a working scanner is noticed by a guard.
    static let heartbeat = Duration.seconds(30)
    /// The longest pause between two such questions to a decoder that does not answer.
    static let longestHeartbeat = Duration.seconds(300)

    private var queue: [Command] = []
    private var attempts = 0
    private var isRunning = false
    private var due = Instant(nanoseconds: 0)
    private var pause = Self.heartbeat

    /// What a line and a loop may add to the answer's own time before a decoder that always answered is given up.
    static let margin = Duration.seconds(1)
    /// The decoder has answered such a question before, so that its silence means something.
    private var isLively = false

    /// Silence after which the decoder is gone: the question, its repetitions, and a margin.
    var silenceLimit: Duration? {
        isLively ? Self.heartbeat + Self.answerTimeout * Self.mostAttempts + Self.margin : nil
    }

    /// Whether the driver was started: a passive one sends nothing.
    var isActive: Bool { isRunning }

    /// When an answer is overdue, or else a sign of life wanted; `nil` before the start.
    var deadline: Instant? { isRunning ? due : nil }

    /// The transport was opened: scanning is enabled (until the decoder loses power, nothing is saved).
    mutating func start(at now: Instant, _ emit: (DriverEvent) -> Void) {
        isRunning = true
        pause = Self.heartbeat
        queue = [.scanEnable, .revision]
        send(at: now, emit)
    }

    /// Wants one thing more. What waits already is not asked for twice, so that the queue is bounded.
    mutating func ask(_ command: Command, at now: Instant, _ emit: (DriverEvent) -> Void) -> Bool {
        guard isRunning else { return false }
        // Nothing waits for an answer: the queue is empty, or the decoder was given up for a while.
        let isFree = attempts == 0
        // The one under way may be over before the new one is wanted.
        if !queue.dropFirst().contains(command) { queue.append(command) }
        if isFree { send(at: now, emit) }
        return true
    }

    /// A packet with a right check came: the decoder lives.
    mutating func heard(at now: Instant) {
        guard isRunning else { return }
        pause = Self.heartbeat
        if queue.isEmpty { due = now + pause }
    }

    /// The decoder answered. A revision is only answered by a revision.
    mutating func answered(_ opcode: SSIPacket.Opcode, at now: Instant, _ emit: (DriverEvent) -> Void) {
        guard let command = queue.first, (command == .revision) == (opcode == .replyRevision) else { return }
        if command == .revision { isLively = true }
        next(at: now, emit)
    }

    /// The decoder refused. Returns the fault that this is, if it will not be tried again.
    mutating func refused(
        _ cause: SSIPacket.Cause?, at now: Instant, _ emit: (DriverEvent) -> Void
    ) -> WireFault? {
        guard !queue.isEmpty else { return .device }
        if cause == .resend, attempts < Self.mostAttempts {
            send(at: now, emit)
            return nil
        }
        next(at: now, emit)
        return .device
    }

    /// Time passed. Returns whether a command was given up.
    mutating func tick(at now: Instant, _ emit: (DriverEvent) -> Void) -> Bool {
        guard isRunning, now >= due else { return false }
        if queue.isEmpty {
            queue = [.revision]
            send(at: now, emit)
            return false
        }
        if attempts < Self.mostAttempts {
            send(at: now, emit)
            return false
        }
        // Who does not answer one command does not answer the next: ask again later, and later still.
        if !queue.contains(.scanEnable) { queue = [] } else { queue = [.scanEnable, .revision] }
        attempts = 0
        due = now + pause
        pause = min(pause * 2, Self.longestHeartbeat)
        return true
    }

    private mutating func next(at now: Instant, _ emit: (DriverEvent) -> Void) {
        queue.removeFirst()
        attempts = 0
        if queue.isEmpty { due = now + pause } else { send(at: now, emit) }
    }

    private mutating func send(at now: Instant, _ emit: (DriverEvent) -> Void) {
        guard let command = queue.first else { return }
        let status = attempts == 0 ? 0 : SSIPacket.retransmitted
        attempts += 1
        due = now + Self.answerTimeout
        emit(.transmit(SSIPacket.make(command.opcode, status: status, data: command.data)))
    }
}
