import CLinux
public import EventLoop
public import Wire

/// A fake device on its cable on a pseudo-terminal: the shell around the pure models.
public final class HostedDevice: HostedModel {
    /// How often a port that nobody has open is looked at; the kernel does not tell when it is opened.
    static let lookInterval = Duration.milliseconds(20)
    /// The most that waits for a host that does not read, in bytes; what comes later is lost and counted.
    static let outgoingCapacity = 16 << 20

    /// The name that commands and the link have.
    public let name: String
    /// What the device is.
    public var kind: DriverKind { device.kind }
    /// The path of the link to the terminal.
    public let path: String

    /// The device itself, as it is now.
    public var model: any FakeDevice { device }
    /// Called after the device has sent or received something.
    public var onActivity: () -> Void = {}

    private var device: any FakeDevice
    private var line: FaultyLine
    private var port: FakePort?
    private var registration: Registration?
    private let reactor: any Reactor
    private var timer: Timer?
    private var nextLook: Instant?

    private var outgoing: [UInt8] = []
    private var sentOfOutgoing = 0
    private var sent: UInt64 = 0
    private var lost: UInt64 = 0
    private var received: UInt64 = 0

    /// A device at rest; `plug` brings it to life. Its link will be `directory/name`.
    public init(name: String, device: any FakeDevice, directory: String, reactor: any Reactor, seed: UInt64) {
        self.name = name
        self.device = device
        path = directory + "/" + name
        line = FaultyLine(seed: seed)
        self.reactor = reactor
        timer = reactor.makeTimer { [weak self] now in self?.tick(at: now) }
    }

    /// Whether it is plugged.
    public var isPlugged: Bool { port != nil }

    /// The device's end of the terminal; `nil` while it is unplugged.
    var descriptor: Int32? { port?.fd }

    /// Plugs it in, on a new terminal; does nothing when it is.
    public func plug() throws(SimulationError) {
        guard port == nil else { return }
        port = try FakePort(link: path)
        device.powerOn(at: reactor.now)
        nextLook = reactor.now
        arm()
    }

    /// Pulls it out; does nothing when it is.
    public func unplug() {
        guard let port else { return }
        detach()
        nextLook = nil
        port.close()
        self.port = nil
        device.powerOff(at: reactor.now)
        line.reset()
        arm()
    }

    /// Does what a line of the socket says. Returns the answer where it is more than `ok`.
    public func perform(_ command: DeviceCommand) throws(CommandError) -> String? {
        let now = reactor.now
        switch command {
        case .plug:
            do { try plug() } catch { throw .system(error.description) }
        case .unplug: unplug()
        case .state: return state(at: now)
        default:
            if line.perform(command, at: now) { break }
            try device.perform(command, at: now) { [self] in line.send($0, at: now) }
        }
        deliver(at: now)
        arm()
        return nil
    }

    /// The device as a JSON object.
    public func state(at now: Instant) -> String {
        "{\"device\":\"\(name)\",\"kind\":\"\(kind.rawValue)\",\"plugged\":\(isPlugged),\"open\":\(registration != nil),"
            + "\"sent\":\(sent),\"lost\":\(lost),\"received\":\(received),\(device.stateMembers(at: now))}"
    }

    private func tick(at now: Instant) {
        var isActive = false
        if let due = device.deadline, due <= now {
            device.tick(at: now) { [self] in line.send($0, at: now) }
            isActive = true
        }
        if let due = nextLook, due <= now { look(at: now) }
        deliver(at: now)
        arm()
        if isActive { onActivity() }
    }

    /// One timer for the model, the line and the look at a closed port.
    private func arm() {
        let deadlines = [isPlugged ? device.deadline : nil, line.deadline, nextLook].compactMap(\.self)
        if let next = deadlines.min() { timer?.arm(at: next) } else { timer?.cancel() }
    }

    // MARK: The terminal

    private func look(at now: Instant) {
        guard let port else { return }
        guard port.isOpen else {
            // Somebody may have opened, written and closed the port between two looks.
            read(from: port, at: now)
            nextLook = now + Self.lookInterval
            return
        }
        nextLook = nil
        // A loop that refuses the descriptor leaves the device as if nobody had opened it; it is looked at again.
        registration = try? reactor.register(port.fd, events: .readable) { [weak self] events, now in
            self?.ready(events, at: now)
        }
        if registration == nil { nextLook = now + Self.lookInterval }
    }

    private func detach() {
        registration?.cancel()
        registration = nil
        lost += UInt64(outgoing.count - sentOfOutgoing)
        outgoing = []
        sentOfOutgoing = 0
    }

    private func ready(_ events: EventSet, at now: Instant) {
        guard let port else { return }
        if events.contains(.readable) || events.contains(.hangup) {
            read(from: port, at: now)
        }
        if events.contains(.hangup) {
            detach()
            nextLook = now + Self.lookInterval
        }
        deliver(at: now)
        flush()
        arm()
        onActivity()
    }

    private func read(from port: FakePort, at now: Instant) {
        let bytes = port.read(upTo: EventLoop.budget)
        if bytes.isEmpty { return }
        received += UInt64(bytes.count)
        device.receive(bytes, at: now) { [self] in line.send($0, at: now) }
    }

    private func deliver(at now: Instant) {
        line.deliver(at: now) { [self] bytes in
            guard registration != nil, outgoing.count - sentOfOutgoing + bytes.count <= Self.outgoingCapacity else {
                lost += UInt64(bytes.count)
                return
            }
            outgoing += bytes
            // One write for each delivery, so that two of them are two reads where the host is fast enough.
            flush()
        }
    }

    private func flush() {
        guard let port, let registration else { return }
        while sentOfOutgoing < outgoing.count {
            let count = port.write(outgoing[sentOfOutgoing...].prefix(EventLoop.budget))
            if count == 0 { break }
            sentOfOutgoing += count
            sent += UInt64(count)
        }
        let isDone = sentOfOutgoing == outgoing.count
        if isDone {
            outgoing.removeAll(keepingCapacity: true)
            sentOfOutgoing = 0
        }
        // Fails only if the kernel lost the descriptor; then its hang-up is on the way.
        try? registration.update(events: isDone ? .readable : [.readable, .writable])
    }
}
