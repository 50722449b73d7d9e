public import EventLoop
public import Logging
public import Wire

/// All devices of a gate. A device is known by its place in the list, so that the hot path looks nothing up.
public final class DeviceManager {
    /// Opens the node at a path as the kind of transport that it is; serial lines with these settings.
    public typealias Open = (TransportKind, String, SerialLineSettings) throws(TransportError) -> any Transport

    /// Opens an interface of the USB device whose node is at a path.
    public typealias OpenInterface = (String, USBInterfaceChoice) throws(TransportError) -> any Transport

    /// Called for each event of the device at this place.
    public var onEvent: (Int, DriverEvent, Instant) -> Void = { _, _, _ in }
    /// Called when the state or the problem of the device at this place has changed; `status` has both.
    public var onState: (Int, DeviceState, Instant) -> Void = { _, _, _ in }

    /// Called when a pulse of the relay at this place began and did not come about, with the words for people.
    public var onMissedPulse: (Int, String, Instant) -> Void = { _, _, _ in }

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
    private let watch: (any NodeWatch)?
    private let open: Open
    private let openInterface: OpenInterface
    private let resetter: any USBResetter
    private var claims: NodeClaims
    /// Whether the sessions run: what is told of nodes before is only taken in.
    private var isStarted = false

    /// The devices of `settings`, in that order, with the drivers of the catalogue. Nothing is opened until `start`.
    ///
    /// Devices with an identity are found among the nodes of `watch`; without one, and without `watch`, by their paths.
    /// `open`, `openInterface` and `resetter` are the system's unless a test brings something else.
    public init(
        settings: [DeviceSettings], sentry: any BarrierSentry, reactor: any Reactor, log: Logger,
        watch: (any NodeWatch)? = nil, open: @escaping Open = DeviceManager.openNode,
        openInterface: @escaping OpenInterface = DeviceManager.openInterface, resetter: (any USBResetter)? = nil
    ) throws(DeviceManagerError) {
        self.watch = watch
        self.open = open
        self.openInterface = openInterface
        self.resetter = resetter ?? KernelUSBResetter(reactor: reactor)
        claims = NodeClaims(
            settings.map { device in
                device.identity.map {
                    DeviceWish(name: device.name, identity: $0, driver: device.driver, transports: device.transports)
                }
            })
        var names: Set<String> = []
        for (place, device) in settings.enumerated() {
            guard names.insert(device.name).inserted else { throw .duplicate(device: device.name) }
            devices.append(
                try Self.make(device, sentry, reactor, log) { [unowned self] () throws(TransportError) in
                    try openDevice(device, place)
                })
            listen(to: devices[place], place)
            devices[place].session.deviceReset = DeviceReset(
                target: { [unowned self] in claims.node(at: place)?.usbNode },
                begin: { [unowned self] in self.resetter.reset($0, then: $1) })
        }
        watch?.onChange = { [unowned self] change, now in nodesChanged(change, at: now) }
    }

    /// How long the end waits for kernel drivers that get their interfaces back, which takes milliseconds: one that hangs
    /// on a dead device must not keep the gate from being started again.
    private static let patienceAtTheEnd: Duration = .seconds(2)

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
        // First all that is plugged in, so that a device and its twin are seen together.
        watch?.start()
        isStarted = true
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
        isStarted = false
        watch?.stop()
        // The program may end now, and an interface that was not given back would have no driver until it is replugged.
        USBChores.settle(Self.patienceAtTheEnd)
    }

    /// The device at `place`; `nil` where there is none.
    func device(at place: Int) -> Device? { devices.indices.contains(place) ? devices[place] : nil }

    /// How all devices are.
    public var status: [DeviceStatus] {
        devices.enumerated().map { place, device in
            let session = device.session
            var status = DeviceStatus(
                settings: session.settings, node: claims.node(at: place), state: session.state,
                problem: session.problem, counters: session.counters, sentences: session.sentences)
            if case .output(let relay as RelayOutput) = device {
                status.pulses = relay.pulses
                status.refusedPulses = relay.refusedPulses
                status.missedPulses = relay.missedPulses
            }
            return status
        }
    }

    /// Opens the node at `path` by `TransportOpener`.
    public static func openNode(
        _ kind: TransportKind, _ path: String, _ line: SerialLineSettings
    ) throws(TransportError) -> any Transport {
        try TransportOpener.open(kind, path: path, line: line)
    }

    /// Opens an interface of a USB device by `TransportOpener`.
    public static func openInterface(
        _ path: String, _ choice: USBInterfaceChoice
    ) throws(TransportError) -> any Transport {
        try TransportOpener.open(.usb, path: path, interface: choice)
    }

    /// The interface that the site names, by its number or behind its port; otherwise the one that such a device has.
    static func interface(of device: DeviceSettings) -> USBInterfaceChoice {
        if let number = device.identity?.interface ?? device.identity?.interfaceOfPath { return .number(number) }
        let models = DeviceCatalogue.models(ofDriver: device.driver)
        return models.contains { $0.choice == .last } ? .last : .first
    }

    /// Opens the node that the device has among those that are watched; without a watch the first of its paths that
    /// exists.
    private func openDevice(_ device: DeviceSettings, _ place: Int) throws(TransportError) -> any Transport {
        guard watch != nil, device.identity != nil else { return try openPath(device) }
        let (outcome, problem) = claims.outcome(at: place)
        switch outcome {
        case .found(let node):
            let transport =
                try node.kind == .usb
                ? openInterface(node.devnode, Self.interface(of: device))
                : open(node.kind, node.devnode, device.line)
            claims.use(node, at: place)
            return transport
        case .absent: throw .awaited(problem ?? "nothing that fits is plugged in")
        case .refused: throw .refused(problem ?? "what fits must not be used")
        }
    }

    private func openPath(_ device: DeviceSettings) throws(TransportError) -> any Transport {
        let kind = device.transports.contains(.serial) ? .serial : device.transports.first ?? .serial
        for path in device.paths {
            do throws(TransportError) {
                return try open(kind, path, device.line)
            } catch .absent {
                continue
            }
        }
        throw .absent(device.paths)
    }

    private func nodesChanged(_ change: NodeChange, at now: Instant) {
        let tasks = claims.take(change)
        guard isStarted else { return }
        for (place, task) in tasks {
            let session = devices[place].session
            switch task {
            case .lose:
                session.unplugged(at: now)
                // A spare may be there; and who was lost already need not look by time any more.
                session.look(at: now)
            case .move: session.moveElsewhere(at: now)
            case .look: session.look(at: now)
            }
        }
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
            if let relay = output as? RelayOutput {
                relay.onMissedPulse = { [unowned self] _, words, now in onMissedPulse(place, words, now) }
            }
        }
    }
}

@available(*, unavailable)
extension DeviceManager: Sendable {}
