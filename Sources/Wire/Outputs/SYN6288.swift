/// SYN6288 and XFS5152: chips that speak Chinese text, 9600 8N1.
///
/// A sentence is `FD length 01 01 text xor` in GBK, `FD 00 02 21 DE` asks for the state. The chip sends single bytes: 4A
/// it has begun, 41 taken, 45 not understood, 4E it speaks, 4F it is silent; 4F also by itself after a sentence (device
/// reference, C).
///
/// * A sentence that comes while the chip speaks would cut the one before off. So the chip is asked first; while it is
///   busy the newest sentence waits, for `longestWait` at most: what is said later is said to somebody else.
/// * A text with a character that GBK does not have, or of more than 200 bytes, is **refused whole**, with a fault, and
///   counted. A sentence with a hole in it may say the opposite of what was meant, and the sentences of a gate are few
///   and written by people who can change them.
/// * At many gates only the way to the chip is wired. What does not answer three times is told blindly from then on,
///   until it is heard.
public struct SYN6288: VoiceDriver {
    /// How long an answer may take. It is one byte, and the chip may be busy with its own speech.
    public static let patience = Duration.milliseconds(300)
    /// While the chip speaks it is asked again so often, if it does not say by itself that it is silent.
    public static let interval = Duration.milliseconds(500)
    /// How long a sentence may wait for its turn: a short one takes three seconds, and so long a person still stands
    /// there to hear the next.
    public static let longestWait = Duration.seconds(5)
    /// How often a question or a sentence is sent before it is given up: one disturbance may reach two, hardly three.
    static let attempts = 3

    /// What the driver has seen since it was made.
    public private(set) var counters = DriverCounters()
    /// What became of the sentences so far.
    public private(set) var sentences = SentenceCounters()
    /// When the chip is asked again, or its answer given up.
    public private(set) var deadline: Instant?

    private enum Answer: UInt8 { case taken = 0x41, refused = 0x45, begun = 0x4A, busy = 0x4E, idle = 0x4F }
    private enum Phase {
        /// It was never opened.
        case stopped
        /// Nothing is under way.
        case quiet
        /// It was asked for its state.
        case asked
        /// It speaks, and a sentence waits.
        case waiting
        /// A sentence was sent.
        case offered
    }
    private var phase = Phase.stopped
    /// The sentence that was sent and is not taken yet.
    private var offered: [UInt8]?
    private var offers = 0
    /// The newest sentence that was not sent, and until when it is worth saying.
    private var waiting: [UInt8]?
    private var expiry = Instant(nanoseconds: 0)
    private var misses = 0
    private var isMute = false
    private var isIdentified = false
    private var isDropping = false

    /// A driver that has said nothing.
    public init() {}

    /// Asks the chip for its state: an answer proves that it is there.
    public mutating func start(at now: Instant, _ emit: (DriverEvent) -> Void) {
        sentences.lost += (waiting == nil ? 0 : 1) + (offered == nil ? 0 : 1)
        waiting = nil
        offered = nil
        misses = 0
        isMute = false
        isIdentified = false
        isDropping = false
        ask(at: now, emit)
    }

    /// Whether the chip can say `text`, in words if not.
    public func check(_ text: String) throws(SentenceError) {
        _ = try SpeechFrame.saying(text)
    }

    /// Says `text` as soon as the chip is silent.
    public mutating func say(_ text: String, at now: Instant, _ emit: (DriverEvent) -> Void) -> Bool {
        guard phase != .stopped else { return false }
        do throws(SentenceError) {
            let frame = try SpeechFrame.saying(text)
            if waiting != nil { sentences.replaced += 1 }
            waiting = frame
        } catch {
            sentences.refused += 1
            fault(error.fault, emit)
            return false
        }
        expiry = now + Self.longestWait
        if phase == .quiet {
            if isMute { sayBlindly(at: now, emit) } else { ask(at: now, emit) }
        }
        return true
    }

    /// Answers of the chip, one byte each.
    public mutating func receive(_ bytes: Span<UInt8>, at now: Instant, _ emit: (DriverEvent) -> Void) {
        counters.receivedBytes += UInt64(bytes.count)
        for index in bytes.indices {
            guard let answer = Answer(rawValue: bytes[index]) else {
                counters.droppedBytes += 1
                if !isDropping { fault(.noise, emit) }
                isDropping = true
                continue
            }
            isDropping = false
            counters.takenBytes += 1
            counters.frames += 1
            isMute = false
            if !isIdentified {
                isIdentified = true
                emit(.identified)
            }
            take(answer, at: now, emit)
        }
    }

    /// An answer did not come, or a sentence has waited.
    public mutating func tick(at now: Instant, _ emit: (DriverEvent) -> Void) {
        guard let due = deadline, now >= due else { return }
        switch phase {
        case .stopped, .quiet: deadline = nil
        case .waiting:
            if dropStale(at: now, emit) { rest() } else { ask(at: now, emit) }
        case .asked, .offered: missed(at: now, emit)
        }
    }

    private mutating func take(_ answer: Answer, at now: Instant, _ emit: (DriverEvent) -> Void) {
        if answer == .refused { fault(.device, emit) }
        switch (answer, phase) {
        case (.taken, .offered): settle(at: now)
        case (.refused, .offered): offerAgain(at: now, emit)
        case (.busy, .asked):
            misses = 0
            settle(at: now)  // it speaks what was offered, and the answer to that was lost
        case (.idle, .asked), (.idle, .waiting):
            misses = 0
            if offered != nil { offerAgain(at: now, emit) } else { offerNewest(at: now, emit) }
        case (.begun, .waiting), (.begun, .offered): ask(at: now, emit)  // it lost its power, and all that it was told
        default: break  // the end of a sentence that nobody waits for, or the receipt of a question
        }
    }

    private mutating func missed(at now: Instant, _ emit: (DriverEvent) -> Void) {
        fault(.timeout, emit)
        misses += 1
        if misses < Self.attempts { return ask(at: now, emit) }
        misses = 0
        isMute = true
        settle(at: now)
        sayBlindly(at: now, emit)
    }

    /// It hears, perhaps, and cannot be heard.
    private mutating func sayBlindly(at now: Instant, _ emit: (DriverEvent) -> Void) {
        if !dropStale(at: now, emit), let sentence = waiting {
            waiting = nil
            emit(.transmit(sentence))
            sentences.said += 1
        }
        rest()
    }

    /// What was offered is said. The next one waits, or all is quiet.
    private mutating func settle(at now: Instant) {
        if offered != nil { sentences.said += 1 }
        offered = nil
        guard waiting != nil else { return rest() }
        phase = .waiting
        deadline = min(now + Self.interval, max(expiry, now))
    }

    private mutating func rest() {
        phase = .quiet
        deadline = nil
    }

    private mutating func offerNewest(at now: Instant, _ emit: (DriverEvent) -> Void) {
        guard let sentence = waiting, !dropStale(at: now, emit) else { return rest() }
        waiting = nil
        offered = sentence
        offers = 0
        offerAgain(at: now, emit)
    }

    private mutating func offerAgain(at now: Instant, _ emit: (DriverEvent) -> Void) {
        guard let sentence = offered, offers < Self.attempts else {
            offered = nil
            sentences.lost += 1
            fault(.device, emit)
            return settle(at: now)
        }
        offers += 1
        phase = .offered
        deadline = now + Self.patience
        emit(.transmit(sentence))
    }

    /// Gives the waiting sentence up if it has waited too long.
    private mutating func dropStale(at now: Instant, _ emit: (DriverEvent) -> Void) -> Bool {
        guard waiting != nil, now >= expiry else { return false }
        waiting = nil
        sentences.lost += 1
        fault(.device, emit)
        return true
    }

    private mutating func ask(at now: Instant, _ emit: (DriverEvent) -> Void) {
        phase = .asked
        deadline = now + Self.patience
        emit(.transmit(SpeechFrame.statusQuery))
    }

    private mutating func fault(_ fault: WireFault, _ emit: (DriverEvent) -> Void) {
        counters.faults += 1
        emit(.fault(fault))
    }
}
