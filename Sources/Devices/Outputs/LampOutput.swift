public import EventLoop
public import Logging
public import Wire

/// Lamps and buzzers. They may be on for any time. A device that comes back shows at once what it should show now.
public final class LampOutput: OutputDevice {
    /// The life of the device.
    public let session: DeviceSession
    /// Called for each event of the device's driver.
    public var onEvent: (DriverEvent, Instant) -> Void = { _, _ in }
    /// Called when the device's state or problem has changed.
    public var onState: (DeviceState, Instant) -> Void = { _, _ in }

    private let channels: Int
    /// One bit for each lamp that shall be on, whether the device is there or not.
    private var wanted = OutputState(isVerified: false)
    /// The device was opened, and is dark.
    private var isDark = true
    private let offWrites: [[UInt8]]

    /// Lamps that are dark until `session.start()` and a first switching.
    public init(
        settings: DeviceSettings, output: any OutputDriver, reactor: any Reactor, log: Logger,
        open: @escaping DeviceSession.Open
    ) {
        channels = output.channels
        offWrites = output.offWrites
        session = DeviceSession(settings: settings, driver: output, reactor: reactor, log: log, open: open)
        session.onEvent = { [weak self] event, now in self?.received(event, at: now) }
        session.onState = { [weak self] state, now in self?.stateChanged(state, at: now) }
    }

    /// Switches the lamp at `channel`, from 1. Throws when that did not happen; a device that is not there does it when
    /// it is back.
    public func switchChannel(_ channel: Int, on: Bool) throws(OutputError) {
        let name = session.settings.name
        guard (1...max(1, channels)).contains(channel) else {
            throw .noSuchChannel(device: name, channel: channel, channels: channels)
        }
        if session.state != .ready { wanted.set(channel, closed: on) }
        guard session.state == .ready else { throw .notReady(device: name, state: session.state) }
        if session.hasUnsentBytes { throw .stalled(device: name) }
        guard session.switchChannel(channel, on: on) else {
            throw .noSuchChannel(device: name, channel: channel, channels: channels)
        }
        // Writing may have shown that the device is gone.
        if session.state != .ready { throw .notReady(device: name, state: session.state) }
    }

    /// What a lamp shows may end another: the driver knows. What it says of the opening itself is not what is wanted.
    private func received(_ event: DriverEvent, at now: Instant) {
        if case .output(let state) = event, !isDark { wanted = state }
        onEvent(event, now)
    }

    private func stateChanged(_ state: DeviceState, at now: Instant) {
        if !state.isOpen { isDark = true }
        if state == .ready, isDark {
            let channels = wanted.closedChannels
            isDark = false
            for channel in channels { _ = session.switchChannel(channel, on: true) }
        }
        onState(state, now)
    }

    /// Makes all dark and closes the port.
    public func stop() {
        if session.state.isOpen {
            for bytes in offWrites { try? session.send(bytes) }
        }
        session.stop()
        wanted = OutputState(isVerified: false)
    }
}

@available(*, unavailable)
extension LampOutput: Sendable {}
