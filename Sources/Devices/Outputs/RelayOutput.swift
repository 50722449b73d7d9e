public import EventLoop
public import Logging
public import Wire

/// A relay board behind a serial line. Contacts close for a bounded time only, and never without somebody who opens
/// them if the daemon dies.
public final class RelayOutput {
    /// The longest pulse: a turnstile waits 5 s for the person to pass (PERCo, TTR-04CW); nothing needs a contact longer.
    public static let longestPulse: Duration = .seconds(5)
    /// The shortest: an input of a turnstile must be closed for 100 ms to be noticed.
    public static let shortestPulse: Duration = .milliseconds(100)
    /// Off is sent twice, so far apart that one disturbance does not reach both: nothing is read back.
    static let repeatDelay: Duration = .milliseconds(200)
    /// When the sentry steps in although the daemon lives: after the second off was due, and a loop that was late.
    static let sentryMargin: Duration = .seconds(1)

    /// The life of the board.
    public let session: DeviceSession
    /// Called when the board's state or problem has changed.
    public var onState: (DeviceState, Instant) -> Void = { _, _ in }
    /// Pulses that were refused.
    public private(set) var refusedPulses: UInt64 = 0
    /// Pulses that were begun.
    public private(set) var pulses: UInt64 = 0

    private let output: any OutputDriver
    private let reactor: any Reactor
    private let sentry: any BarrierSentry
    private let off: [UInt8]
    private var channels: [Channel] = []

    /// One contact.
    private struct Channel {
        enum Phase { case idle, closed, confirming }
        var phase = Phase.idle
        /// When it is switched off, or off is sent again.
        let timer: Timer
        var offAt = Instant(nanoseconds: 0)
    }

    /// A board that does nothing until `session.start()`, and switches all its contacts off at each opening.
    public init(
        settings: DeviceSettings, output: any OutputDriver, sentry: any BarrierSentry, reactor: any Reactor,
        log: Logger, open: @escaping DeviceSession.Open
    ) {
        self.output = output
        self.reactor = reactor
        self.sentry = sentry
        off = (1...max(1, output.channels)).flatMap { output.command(channel: $0, on: false) ?? [] }
        session = DeviceSession(
            settings: settings, driver: OutputLine(off: off), reactor: reactor, log: log, open: open)
        channels = (0..<output.channels).map { index in
            Channel(timer: reactor.makeTimer { [weak self] now in self?.timeReached(index, at: now) })
        }
        session.onState = { [weak self] state, now in self?.stateChanged(state, at: now) }
    }

    deinit { for channel in channels { channel.timer.cancel() } }

    /// Closes the contact of `channel` (from 1) now and opens it after `duration`, which is limited to 100 ms to 5 s.
    ///
    /// A contact that is closed stays so and is opened `duration` from now. Throws when the pulse did not happen.
    public func pulse(channel: Int, for duration: Duration) throws(OutputError) {
        do throws(OutputError) {
            try begin(channel, min(max(duration, Self.shortestPulse), Self.longestPulse))
            pulses += 1
        } catch {
            refusedPulses += 1
            throw error
        }
    }

    /// Opens all contacts and closes the port.
    public func stop() {
        if session.state.isOpen { try? session.send(off) }
        session.stop()
    }

    private var name: String { session.settings.name }

    private func begin(_ number: Int, _ duration: Duration) throws(OutputError) {
        guard session.state == .ready, let descriptor = session.descriptor else {
            throw .notReady(device: name, state: session.state)
        }
        guard let on = output.command(channel: number, on: true), channels.indices.contains(number - 1) else {
            throw .noSuchChannel(device: name, channel: number, channels: output.channels)
        }
        if session.hasUnsentBytes { throw .stalled(device: name) }
        let now = reactor.now
        channels[number - 1].offAt = now + duration
        do {
            try sentry.arm(device: name, descriptor: descriptor, off: off, limit: sentryLimit(at: now))
        } catch {
            throw .unguarded(device: name, error)
        }
        channels[number - 1].phase = .closed
        channels[number - 1].timer.arm(at: now + duration)
        try? session.send(on)
        // Writing may have shown that the board is gone.
        if session.state != .ready { throw .notReady(device: name, state: session.state) }
    }

    private func sentryLimit(at now: Instant) -> Duration {
        let last = channels.map(\.offAt).max() ?? now
        return last - now + Self.repeatDelay + Self.sentryMargin
    }

    private func timeReached(_ index: Int, at now: Instant) {
        guard let command = output.command(channel: index + 1, on: false) else { return }
        let wasClosed = channels[index].phase == .closed
        channels[index].phase = .confirming
        // While the board takes nothing, the first off waits in the queue and another would not help.
        if wasClosed || !session.hasUnsentBytes { try? session.send(command) }
        guard session.state.isOpen else { return }  // lost meanwhile, and all is forgotten
        if wasClosed || session.hasUnsentBytes {
            channels[index].timer.arm(at: now + Self.repeatDelay)
        } else {
            channels[index].phase = .idle
            disarmIfIdle()
        }
    }

    private func stateChanged(_ state: DeviceState, at now: Instant) {
        if !state.isOpen {
            // What is unplugged has no power; what comes back is switched off at its opening.
            let wasArmed = channels.contains { $0.phase != .idle }
            for index in channels.indices {
                channels[index].phase = .idle
                channels[index].timer.cancel()
            }
            if wasArmed { sentry.disarm(device: name) }
        }
        onState(state, now)
    }

    private func disarmIfIdle() {
        if channels.allSatisfy({ $0.phase == .idle }) { sentry.disarm(device: name) }
    }
}

@available(*, unavailable)
extension RelayOutput: Sendable {}
