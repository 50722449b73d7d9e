public import EventLoop
public import Logging
public import Wire

/// Lamps and buzzers. They may be on for any time, and are dark after each opening.
public final class LampOutput: OutputDevice {
    /// The life of the device.
    public let session: DeviceSession
    /// Called for each event of the device's driver.
    public var onEvent: (DriverEvent, Instant) -> Void = { _, _ in }
    /// Called when the device's state or problem has changed.
    public var onState: (DeviceState, Instant) -> Void = { _, _ in }

    private let channels: Int
    private let offWrites: [[UInt8]]

    /// Lamps that are dark until `session.start()` and a first switching.
    public init(
        settings: DeviceSettings, output: any OutputDriver, reactor: any Reactor, log: Logger,
        open: @escaping DeviceSession.Open
    ) {
        channels = output.channels
        offWrites = output.offWrites
        session = DeviceSession(settings: settings, driver: output, reactor: reactor, log: log, open: open)
        session.onEvent = { [weak self] event, now in self?.onEvent(event, now) }
        session.onState = { [weak self] state, now in self?.onState(state, now) }
    }

    /// Switches the lamp at `channel`, from 1. Throws when that did not happen.
    public func switchChannel(_ channel: Int, on: Bool) throws(OutputError) {
        let name = session.settings.name
        guard session.state == .ready else { throw .notReady(device: name, state: session.state) }
        if session.hasUnsentBytes { throw .stalled(device: name) }
        guard session.switchChannel(channel, on: on) else {
            throw .noSuchChannel(device: name, channel: channel, channels: channels)
        }
        // Writing may have shown that the device is gone.
        if session.state != .ready { throw .notReady(device: name, state: session.state) }
    }

    /// Makes all dark and closes the port.
    public func stop() {
        if session.state.isOpen {
            for bytes in offWrites { try? session.send(bytes) }
        }
        session.stop()
    }
}

@available(*, unavailable)
extension LampOutput: Sendable {}
