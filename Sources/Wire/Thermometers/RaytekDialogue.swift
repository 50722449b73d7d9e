/// What a Raytek sensor is asked, and when: out of burst mode, then what is set inside it, then its temperatures for
/// ever. One question is under way at a time.
struct RaytekDialogue {
    /// What is sent. The raw value counts the commands.
    enum Question: Int, Hashable, CaseIterable {
        /// Any character: it interrupts a burst.
        case interrupt
        /// Poll mode, within three seconds after it.
        case poll
        case unit
        case emissivity
        case gain
        case offset
        /// The status of the head (MI3).
        case headStatus
        /// The error code of the sensor (MI), where there is no status of the head.
        case errorCode
        case ambient
        case object

        /// The command, without address and terminator.
        var command: StaticString {
            switch self {
            case .interrupt: ""
            case .poll: "V=P"
            case .unit: "?U"
            case .emissivity: "?E"
            case .gain: "?DG"
            case .offset: "?DO"
            case .headStatus: "?HEC"
            case .errorCode: "?EC"
            case .ambient: "?I"
            case .object: "?T"
            }
        }
    }

    /// What is to be done now.
    enum Action: Hashable {
        case nothing
        case send(Question)
        case timeout
    }

    /// From the interrupting character to the mode command: long enough for a burst string that is under way (64
    /// characters take 67 ms at 9600 baud), well within the three seconds that the manual grants.
    static let interruptPause = Duration.milliseconds(200)
    /// From one round of questions to the next: four samples a second.
    static let interval = Duration.milliseconds(250)
    /// How long an answer may take. It takes some 20 ms; this forgives a stalled hub.
    static let timeout = Duration.milliseconds(500)
    /// How long the line rests after a missing answer, so that a late one is never taken for the next.
    static let rest = Duration.milliseconds(500)
    /// How often a question is repeated that is not answered, before it is left or all begins anew.
    static let tries = 3
    /// Missing answers in a row after which the sensor counts as absent and is asked less often.
    static let patience = 8
    /// The rest while it is absent.
    static let absentRest = Duration.seconds(5)

    private enum Phase: Hashable { case stopped, waiting, asked }
    private var phase = Phase.stopped
    private var question = Question.interrupt
    private var next = Instant(nanoseconds: 0)
    private var roundBegan = Instant(nanoseconds: 0)
    private var misses = 0
    private var triesLeft = Self.tries
    /// The question for errors that this sensor understands; `nil` when it understands none.
    private var status: Question? = .headStatus
    private var hasAmbient = true

    /// Whether it was started at all.
    var isRunning: Bool { phase != .stopped }

    /// The question whose answer is awaited.
    var awaited: Question? { phase == .asked ? question : nil }

    /// Whether the sensor may still be in burst mode.
    var isLeavingBurst: Bool { question == .interrupt || question == .poll }

    /// When `due` has something to say; `nil` before the start.
    var deadline: Instant? { phase == .stopped ? nil : next }

    /// Begins, or begins anew.
    mutating func start(at now: Instant) {
        phase = .waiting
        misses = 0
        status = .headStatus
        hasAmbient = true
        ask(.interrupt, at: now)
    }

    /// The sensor has restarted: what is set inside it may have changed.
    mutating func readSettings(at now: Instant) {
        if phase != .stopped { ask(.unit, at: now) }
    }

    /// The sensor sends bursts although it should not.
    mutating func leaveBurst(at now: Instant) {
        if phase != .stopped, !isLeavingBurst { ask(.interrupt, at: now) }
    }

    /// What is due at `now`.
    mutating func due(at now: Instant) -> Action {
        guard phase != .stopped, now >= next else { return .nothing }
        if phase == .asked {
            miss(at: now)
            return .timeout
        }
        let sent = question
        if sent == .interrupt {
            // No answer is expected, and an error is no news.
            ask(.poll, at: now + Self.interruptPause)
        } else {
            if sent == firstOfRound { roundBegan = now }
            phase = .asked
            next = now + Self.timeout
        }
        return .send(sent)
    }

    /// The question was answered.
    mutating func answered(at now: Instant) {
        misses = 0
        advance(at: now)
    }

    /// The sensor did not understand the question. Returns whether that says nothing of the sensor's health: not every
    /// model knows every question.
    mutating func refused(at now: Instant) -> Bool {
        misses = 0
        switch question {
        case .unit:
            // Without a unit no temperature means anything.
            retry(.interrupt, at: now + Self.rest)
            return false
        case .headStatus, .errorCode:
            status = question == .headStatus ? .errorCode : nil
            ask(status ?? successor(of: .errorCode), at: now)
            return true
        case .ambient:
            hasAmbient = false
            advance(at: now)
            return false
        case .poll:
            advance(at: now)
            return true
        default:
            advance(at: now)
            return false
        }
    }

    private mutating func miss(at now: Instant) {
        misses += 1
        let pause = misses < Self.patience ? Self.rest : Self.absentRest
        switch question {
        case .interrupt, .poll: ask(.interrupt, at: now + pause)
        case .unit, .object: retry(.interrupt, at: now + pause)
        default: retry(successor(of: question), at: now + pause)
        }
    }

    /// The same question again, or `other` after too many tries.
    private mutating func retry(_ other: Question, at time: Instant) {
        triesLeft -= 1
        guard triesLeft > 0 else { return ask(other, at: time) }
        phase = .waiting
        next = time
    }

    private mutating func ask(_ question: Question, at time: Instant) {
        self.question = question
        phase = .waiting
        triesLeft = Self.tries
        next = time
    }

    private mutating func advance(at now: Instant) {
        let following = successor(of: question)
        ask(following, at: question == .object ? max(roundBegan + Self.interval, now) : now)
    }

    private var firstOfRound: Question { status ?? (hasAmbient ? .ambient : .object) }

    private func successor(of question: Question) -> Question {
        switch question {
        case .interrupt: .poll
        case .poll: .unit
        case .unit: .emissivity
        case .emissivity: .gain
        case .gain: .offset
        case .offset, .object: firstOfRound
        case .headStatus, .errorCode: hasAmbient ? .ambient : .object
        case .ambient: .object
        }
    }
}
