public import EventLoop
public import Logging
public import Wire

/// A relay board. Contacts close for a bounded time only, and never without somebody who opens them if the daemon dies.
///
/// A board that can be read is not believed but asked: while a contact is not what it was told to be, that is the
/// device's problem, and no other pulse begins. A board that times a pulse itself is switched off and guarded all the
/// same, because nobody knows for certain that it will.
public final class RelayOutput: OutputDevice {
    /// The longest pulse: a turnstile waits 5 s for the person to pass (PERCo, TTR-04CW); nothing needs a contact longer.
    public static let longestPulse: Duration = .seconds(5)
    /// The shortest: an input of a turnstile must be closed for 100 ms to be noticed.
    public static let shortestPulse: Duration = .milliseconds(100)
    /// Off is sent twice, so far apart that one disturbance does not reach both, where nothing is read back.
    static let repeatDelay: Duration = .milliseconds(200)
    /// When the sentry steps in although the daemon lives: after the second off was due, and a loop that was late.
    static let sentryMargin: Duration = .seconds(1)
    /// From an order to close that the driver has given up to the next try, while the pulse lasts: the person stands
    /// there, and a relay that stuck once may move the next time.
    static let retryDelay: Duration = .milliseconds(100)

    /// The life of the board.
    public let session: DeviceSession
    /// Called for each event of the board's driver.
    public var onEvent: (DriverEvent, Instant) -> Void = { _, _ in }
    /// Called when the board's state or problem has changed.
    public var onState: (DeviceState, Instant) -> Void = { _, _ in }
    /// Called for a pulse that began and of which the board never said that its contact was closed: with the channel and
    /// the words for people.
    public var onMissedPulse: (Int, String, Instant) -> Void = { _, _, _ in }
    /// Pulses that began, and of which the board never said that the contact was closed.
    public private(set) var missedPulses: UInt64 = 0
    /// Pulses that were refused.
    public private(set) var refusedPulses: UInt64 = 0
    /// Pulses that were begun: the command is on its way.
    public private(set) var pulses: UInt64 = 0

    private let reactor: any Reactor
    private let sentry: any BarrierSentry
    private let offWrites: [[UInt8]]
    private let readsBack: Bool
    private var channels: [Channel] = []
    /// Contacts that are not what they were told to be, in words.
    private var disobedience: String?
    /// The last pulse did not come about, in words; until one does.
    private var missed: String?
    /// The driver has given a command up, and says next what the board does instead.
    private var hasFailed = false

    /// One contact.
    private struct Channel {
        /// `confirming`: off was sent, and is not certain yet.
        enum Phase { case idle, closed, confirming }
        var phase = Phase.idle
        /// When it is switched off, or off is sent again.
        let timer: Timer
        /// When on is sent again, because it was given up.
        let again: Timer
        /// Whether the board said that it is closed, since the pulse began.
        var wasSeenClosed = false
        var offAt = Instant(nanoseconds: 0)
    }

    /// A board that does nothing until `session.start()`, and switches all its contacts off at each opening.
    public init(
        settings: DeviceSettings, output: any OutputDriver, sentry: any BarrierSentry, reactor: any Reactor,
        log: Logger, open: @escaping DeviceSession.Open
    ) {
        self.reactor = reactor
        self.sentry = sentry
        offWrites = output.offWrites
        readsBack = output.readsBack
        session = DeviceSession(settings: settings, driver: output, reactor: reactor, log: log, open: open)
        channels = (0..<output.channels).map { index in
            Channel(
                timer: reactor.makeTimer { [weak self] now in self?.timeReached(index, at: now) },
                again: reactor.makeTimer { [weak self] now in self?.closeAgain(index, at: now) })
        }
        session.onEvent = { [weak self] event, now in self?.received(event, at: now) }
        session.onState = { [weak self] state, now in self?.stateChanged(state, at: now) }
    }

    deinit {
        for channel in channels {
            channel.timer.cancel()
            channel.again.cancel()
        }
    }

    /// Closes the contact of `channel` (from 1) now and opens it after `duration`, which is limited to 100 ms to 5 s.
    ///
    /// A contact that is closed stays so and is opened `duration` from now. Throws when the pulse did not begin. What
    /// became of one that did is told by `onMissedPulse` and by the session's problem, where the board can be read.
    public func pulse(channel: Int, for duration: Duration) throws(OutputError) {
        do throws(OutputError) {
            try begin(channel, min(max(duration, Self.shortestPulse), Self.longestPulse))
            pulses += 1
        } catch {
            refusedPulses += 1
            throw error
        }
    }

    /// Opens all contacts and closes the port. A contact of which it is not certain stays with the sentry.
    public func stop() {
        if session.state.isOpen {
            for bytes in offWrites { try? session.send(bytes) }
            if readsBack { forgetPulses() }
        }
        session.stop()
    }

    private var name: String { session.settings.name }
}

// MARK: - Pulses

extension RelayOutput {
    private func begin(_ number: Int, _ duration: Duration) throws(OutputError) {
        guard session.state == .ready else { throw .notReady(device: name, state: session.state) }
        guard let descriptor = session.descriptor else { throw .unreachable(device: name) }
        guard channels.indices.contains(number - 1) else {
            throw .noSuchChannel(device: name, channel: number, channels: channels.count)
        }
        if let disobedience { throw .disobeys(device: name, problem: disobedience) }
        if session.hasUnsentBytes { throw .stalled(device: name) }
        let now = reactor.now
        channels[number - 1].offAt = now + duration
        do {
            try sentry.arm(device: name, descriptor: descriptor, off: offWrites, limit: sentryLimit(at: now))
        } catch {
            throw .unguarded(device: name, error)
        }
        if channels[number - 1].phase != .closed { channels[number - 1].wasSeenClosed = false }
        channels[number - 1].phase = .closed
        channels[number - 1].timer.arm(at: now + duration)
        let isSent = session.pulseChannel(number, for: duration)
        // Writing may have shown that the board is gone.
        if session.state != .ready { throw .notReady(device: name, state: session.state) }
        if !isSent {
            switchOff(number - 1, at: now)
            throw .stalled(device: name)
        }
    }

    private func sentryLimit(at now: Instant) -> Duration {
        let last = channels.map(\.offAt).max() ?? now
        return last - now + Self.repeatDelay + Self.sentryMargin
    }

    private func timeReached(_ index: Int, at now: Instant) {
        if readsBack {
            if channels[index].phase == .closed, !channels[index].wasSeenClosed { miss(index, at: now) }
            return switchOff(index, at: now)
        }
        let wasClosed = channels[index].phase == .closed
        channels[index].phase = .confirming
        // While the board takes nothing, the first off waits in the queue and another would not help.
        if wasClosed || !session.hasUnsentBytes { _ = session.switchChannel(index + 1, on: false) }
        guard session.state.isOpen else { return }  // lost meanwhile, and all is forgotten
        if wasClosed || session.hasUnsentBytes {
            channels[index].timer.arm(at: now + Self.repeatDelay)
        } else {
            channels[index].phase = .idle
            disarmIfIdle()
        }
    }

    /// The time of a pulse is over, and nobody knows of its contact that it was ever closed.
    private func miss(_ index: Int, at now: Instant) {
        missedPulses += 1
        let words =
            "channel \(index + 1) was told to close, and the board did not say that it did; open the barrier by hand "
            + "and check the board's cable"
        missed = words
        session.complain(disobedience ?? words)
        onMissedPulse(index + 1, words, now)
    }

    /// The driver has given up, and the person still stands there.
    private func closeAgain(_ index: Int, at now: Instant) {
        guard channels[index].phase == .closed, session.state == .ready, now < channels[index].offAt else { return }
        _ = session.pulseChannel(index + 1, for: max(channels[index].offAt - now, Self.shortestPulse))
    }

    /// A contact that closed late in its pulse stays so for as long as a turnstile needs to notice it.
    private func sawClosed(_ index: Int, at now: Instant) {
        guard !channels[index].wasSeenClosed else { return }
        channels[index].wasSeenClosed = true
        channels[index].again.cancel()
        missed = nil
        let end = max(channels[index].offAt, now + Self.shortestPulse)
        guard end > channels[index].offAt else { return }
        channels[index].offAt = end
        channels[index].timer.arm(at: end)
    }

    /// Where the board is read, its driver sees to it from here, for as long as it takes.
    private func switchOff(_ index: Int, at now: Instant) {
        channels[index].again.cancel()
        channels[index].phase = .confirming
        let isSent = session.switchChannel(index + 1, on: false)
        guard session.state.isOpen else { return }
        if !isSent || !readsBack { channels[index].timer.arm(at: now + Self.repeatDelay) }
    }

    private func disarmIfIdle() {
        if channels.allSatisfy({ $0.phase == .idle }) { sentry.disarm(device: name) }
    }

    private func forgetPulses() {
        for index in channels.indices {
            channels[index].phase = .idle
            channels[index].timer.cancel()
            channels[index].again.cancel()
        }
    }
}

// MARK: - What the board says

extension RelayOutput {
    private func received(_ event: DriverEvent, at now: Instant) {
        switch event {
        case .fault(.device): hasFailed = true
        case .output(let state) where readsBack: judge(state, at: now)
        default: break
        }
        onEvent(event, now)
    }

    private func judge(_ state: OutputState, at now: Instant) {
        let failed = hasFailed
        hasFailed = false
        guard state.isVerified else {
            return session.complain("it does not answer; nobody knows whether its contacts do as told; check its cable")
        }
        disobedience = failed ? disobedience(state) : nil
        for index in channels.indices where channels[index].phase == .closed {
            if state.isClosed(index + 1) {
                sawClosed(index, at: now)
            } else if failed, now + Self.retryDelay < channels[index].offAt {
                channels[index].again.arm(at: now + Self.retryDelay)
            }
        }
        var opened = false
        for index in channels.indices where channels[index].phase == .confirming && !state.isClosed(index + 1) {
            channels[index].phase = .idle
            channels[index].timer.cancel()
            opened = true
        }
        if opened { disarmIfIdle() }
        session.complain(disobedience ?? missed)
    }

    /// What is wrong with a board whose driver has given up; `nil` when its contacts are right nevertheless.
    private func disobedience(_ state: OutputState) -> String? {
        func list(_ numbers: [Int]) -> String { numbers.map(String.init).joined(separator: ", ") }
        let closed = channels.indices.filter { channels[$0].phase != .closed && state.isClosed($0 + 1) }
        if !closed.isEmpty {
            return
                "channel \(list(closed.map { $0 + 1 })) does not open; close the barrier by hand and change the board"
        }
        let open = channels.indices.filter { channels[$0].phase == .closed && !state.isClosed($0 + 1) }
        if !open.isEmpty {
            return "channel \(list(open.map { $0 + 1 })) does not close; open the barrier by hand and check the board"
        }
        return nil
    }

    private func stateChanged(_ state: DeviceState, at now: Instant) {
        if !state.isOpen {
            // What is unplugged has no power; what comes back is switched off at its opening.
            let wasArmed = channels.contains { $0.phase != .idle }
            forgetPulses()
            disobedience = nil
            missed = nil
            hasFailed = false
            if wasArmed { sentry.disarm(device: name) }
        }
        onState(state, now)
    }
}

@available(*, unavailable)
extension RelayOutput: Sendable {}
