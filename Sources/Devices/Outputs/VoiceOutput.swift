public import EventLoop
public import Logging
public import Wire

/// A voice that speaks to people at a lane.
public final class VoiceOutput: OutputDevice {
    /// The life of the device.
    public let session: DeviceSession
    /// Called for each event of the device's driver.
    public var onEvent: (DriverEvent, Instant) -> Void = { _, _ in }
    /// Called when the device's state or problem has changed.
    public var onState: (DeviceState, Instant) -> Void = { _, _ in }

    /// Knows which texts can be said; it is never started.
    private let grammar: any VoiceDriver

    /// A voice that is silent until `session.start()`.
    public init(
        settings: DeviceSettings, voice: any VoiceDriver, reactor: any Reactor, log: Logger,
        open: @escaping DeviceSession.Open
    ) {
        grammar = voice
        session = DeviceSession(settings: settings, driver: voice, reactor: reactor, log: log, open: open)
        session.onEvent = { [weak self] event, now in self?.onEvent(event, now) }
        session.onState = { [weak self] state, now in self?.onState(state, now) }
    }

    /// What became of the sentences so far.
    public var sentences: SentenceCounters { session.sentences }

    /// Says `text` as soon as the voice is silent; a newer text takes its place while it waits. Throws when it cannot be
    /// said, or the device is not there.
    public func say(_ text: String) throws(OutputError) {
        let name = session.settings.name
        do {
            try grammar.check(text)
        } catch {
            _ = session.say(text)  // the driver counts it
            throw .unspeakable(device: name, error)
        }
        guard session.state == .ready else { throw .notReady(device: name, state: session.state) }
        guard session.say(text) else { throw .notReady(device: name, state: session.state) }
    }

    /// Closes the port. A sentence that has begun is spoken to its end.
    public func stop() {
        session.stop()
    }
}

@available(*, unavailable)
extension VoiceOutput: Sendable {}
