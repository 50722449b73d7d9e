import EventLoop
import Wire

/// A fake USB device on its cable in a port of a virtual controller: the shell around the pure models.
final class HostedUSBDevice: HostedModel {
    /// How often a port is tried that the device before has not left yet ...
    static let retryInterval = Duration.milliseconds(20)
    /// ... and for how long: the kernel takes some tens of milliseconds, an emulated one under load a second or two.
    static let retryLimit = Duration.seconds(10)

    let name: String
    var kind: DriverKind { model.device.kind }
    /// The port that it is in, or was in last.
    private(set) var port: Int

    private var model: any USBDeviceModel
    private var line: FaultyLine
    private var bus = USBBus()
    private let controller: any USBHostController
    private let reactor: any Reactor
    private var timer: Timer?
    private(set) var connection: USBIPConnection?
    /// When the port is tried again, and until when.
    private var retry: (next: Instant, end: Instant)?
    /// Why it is not plugged although nobody pulled it out.
    private var problem: String?
    private var plugs: UInt64 = 0

    /// A device at rest; `plug` brings it to life.
    init(
        name: String, model: any USBDeviceModel, port: Int, controller: any USBHostController, reactor: any Reactor,
        seed: UInt64
    ) {
        self.name = name
        self.model = model
        self.port = port
        self.controller = controller
        self.reactor = reactor
        line = FaultyLine(seed: seed)
        timer = reactor.makeTimer { [weak self] now in self?.tick(at: now) }
    }

    /// Whether the host sees it, or soon will.
    var isPlugged: Bool { connection != nil || retry != nil }

    /// Plugs it into `port`, or where it was; does nothing when it is plugged. The port may still belong to a device that
    /// was just pulled out: then it is tried again, and again.
    func plug(into port: Int? = nil) throws(CommandError) {
        guard !isPlugged else { return }
        self.port = port ?? self.port
        problem = nil
        do throws(USBAttachError) {
            try attach()
        } catch .occupied {
            retry = (reactor.now + Self.retryInterval, reactor.now + Self.retryLimit)
        } catch {
            throw .system(error.description)
        }
        arm()
    }

    /// Pulls it out; does nothing when it is.
    func unplug() {
        retry = nil
        connection?.close()
        lose(nil, at: reactor.now)
    }

    func perform(_ command: DeviceCommand) throws(CommandError) -> String? {
        let now = reactor.now
        switch command {
        case .plug: try plug()
        case .unplug: unplug()
        case .state: return state(at: now)
        case .failTransfers(let status, let pipe, let count):
            guard connection != nil else { throw .unplugged(command.verb) }
            bus.fail(address(of: pipe), status, count: count) { [self] in connection?.send($0) }
        default:
            if line.perform(command, at: now) { break }
            try model.device.perform(command, at: now) { [self] in line.send($0, at: now) }
        }
        deliver(at: now)
        return nil
    }

    func state(at now: Instant) -> String {
        "{\"device\":\"\(name)\",\"kind\":\"\(kind.rawValue)\",\"plugged\":\(connection != nil),\"port\":\(port),"
            + "\"plugs\":\(plugs),\"open\":\(bus.isPolled(model.dataEndpoint)),\"sent\":\(bus.sent),\"lost\":\(bus.lost),"
            + "\"failed\":\(bus.failed),\"problem\":\(trouble),\(model.stateMembers),"
            + "\(model.device.stateMembers(at: now))}"
    }

    /// The problem as JSON; its words are the program's own and hold no quotation mark.
    private var trouble: String { problem.map { "\"\($0)\"" } ?? "null" }

    // MARK: -

    private func attach() throws(USBAttachError) {
        connection = try USBIPConnection(
            port: port, controller: controller, reactor: reactor,
            take: { [weak self] request, now in self?.take(request, at: now) },
            ended: { [weak self] reason, now in self?.lose(reason, at: now) })
        retry = nil
        plugs += 1
        model.powerOn()
        model.device.powerOn(at: reactor.now)
    }

    /// Without power: what was on its way is lost.
    private func lose(_ reason: String?, at now: Instant) {
        problem = reason
        if connection != nil { model.device.powerOff(at: now) }
        connection = nil
        line.reset()
        bus.reset()
        arm()
    }

    private func take(_ request: USBIPRequest, at now: Instant) {
        bus.take(
            request, &model, at: now, send: { [self] in line.send($0, at: now) },
            { [self] in connection?.send($0) })
        deliver(at: now)
    }

    private func tick(at now: Instant) {
        if let attempt = retry, attempt.next <= now { tryAgain(attempt.end, at: now) }
        if connection != nil, let due = model.device.deadline, due <= now {
            model.device.tick(at: now) { [self] in line.send($0, at: now) }
        }
        deliver(at: now)
    }

    private func tryAgain(_ end: Instant, at now: Instant) {
        do throws(USBAttachError) {
            try attach()
        } catch .occupied where now < end {
            retry = (now + Self.retryInterval, end)
        } catch {
            retry = nil
            problem = error.description
        }
    }

    private func deliver(at now: Instant) {
        line.deliver(at: now) { [self] in bus.queue(model.onLine($0), on: model.dataEndpoint) { connection?.send($0) } }
        connection?.flush()
        arm()
    }

    /// One timer for the model, the line and the port.
    private func arm() {
        let deadlines = [connection == nil ? nil : model.device.deadline, line.deadline, retry?.next]
        if let next = deadlines.compactMap(\.self).min() { timer?.arm(at: next) } else { timer?.cancel() }
    }

    private func address(of pipe: USBPipe) -> UInt8 {
        switch pipe {
        case .control: 0
        case .toHost: model.dataEndpoint
        case .toDevice: model.outEndpoint
        }
    }
}
