public import EventLoop
public import Logging
public import Wire

/// All devices of a gate. A device is known by its place in the list, so that the hot path looks nothing up.
public final class DeviceManager {
    /// Opens one device's transport.
    public typealias Open = (DeviceSettings) throws(TransportError) -> any Transport

    /// Called for each event of the device at this place.
    public var onEvent: (Int, DriverEvent, Instant) -> Void = { _, _, _ in }
    /// Called when the state or the problem of the device at this place has changed; `status` has both.
    public var onState: (Int, DeviceState, Instant) -> Void = { _, _, _ in }

    enum Device {
        case input(DeviceSession)
        case output(any OutputDevice)

        var session: DeviceSession {
            switch self {
            case .input(let session): session
            case .output(let output): output.session
            }
        }
    }

    private var devices: [Device] = []

    /// The devices of `settings`, in that order, with the drivers of the catalogue. Nothing is opened until `start`.
    ///
    /// `open` opens serial ports unless a test brings something else.
    public init(
        settings: [DeviceSettings], sentry: any BarrierSentry, reactor: any Reactor, log: Logger,
        open: @escaping Open = DeviceManager.openSerialPort
    ) throws(DeviceManagerError) {
        var names: Set<String> = []
        for (place, device) in settings.enumerated() {
            guard names.insert(device.name).inserted else { throw .duplicate(device: device.name) }
            devices.append(
                try Self.make(device, sentry, reactor, log) { () throws(TransportError) in try open(device) })
            listen(to: devices[place], place)
        }
    }

    /// How many devices there are.
    public var count: Int { devices.count }

    /// The place of the device with this name.
    public func place(of name: String) -> Int? {
        devices.firstIndex { $0.session.settings.name == name }
    }

    /// The session of the device at `place`, 0 to `count` - 1.
    public func session(at place: Int) -> DeviceSession { devices[place].session }

    /// Opens all devices, and keeps them open.
    public func start() {
        for device in devices { device.session.start() }
    }

    /// Switches all outputs off and closes all devices.
    public func stop() {
        for device in devices {
            switch device {
            case .input(let session): session.stop()
            case .output(let output): output.stop()
            }
        }
    }

    /// The device at `place`; `nil` where there is none.
    func device(at place: Int) -> Device? { devices.indices.contains(place) ? devices[place] : nil }

    /// How all devices are.
    public var status: [DeviceStatus] {
        devices.map { device in
            var pulses: (begun: UInt64, refused: UInt64) = (0, 0)
            if case .output(let output as RelayOutput) = device { pulses = (output.pulses, output.refusedPulses) }
            let session = device.session
            return DeviceStatus(
                settings: session.settings, state: session.state, problem: session.problem,
                counters: session.counters, pulses: pulses.begun, refusedPulses: pulses.refused)
        }
    }

    /// Opens the first of the device's paths that exists, as a serial port.
    public static func openSerialPort(_ settings: DeviceSettings) throws(TransportError) -> any Transport {
        for path in settings.paths {
            do throws(TransportError) {
                return try SerialPort(path: path, line: settings.line)
            } catch .absent {
                continue
            }
        }
        throw .absent(settings.paths)
    }

    private static func make(
        _ device: DeviceSettings, _ sentry: any BarrierSentry, _ reactor: any Reactor, _ log: Logger,
        open: @escaping DeviceSession.Open
    ) throws(DeviceManagerError) -> Device {
        if device.role == .output {
            return .output(try makeOutput(device, sentry, reactor, log, open: open))
        }
        let isInput = DriverCatalogue.model(named: device.driver)?.kind != .output
        guard isInput, let driver = DriverCatalogue.makeDriver(name: device.driver, settings: device.driverSettings)
        else { throw .unknownDriver(device: device.name, driver: device.driver) }
        return .input(
            DeviceSession(settings: device, driver: driver, reactor: reactor, log: log, open: open))
    }

    private func listen(to device: Device, _ place: Int) {
        switch device {
        case .input(let session):
            session.onEvent = { [unowned self] event, now in onEvent(place, event, now) }
            session.onState = { [unowned self] state, now in onState(place, state, now) }
        case .output(let output):
            output.onEvent = { [unowned self] event, now in onEvent(place, event, now) }
            output.onState = { [unowned self] state, now in onState(place, state, now) }
        }
    }
}

@available(*, unavailable)
extension DeviceManager: Sendable {}
