import CUdev
public import EventLoop
public import Logging
public import Wire

/// Watches the nodes of this machine by libudev.
///
/// Cold plug and hot plug take one path: what is there at the start appears as what is plugged in later does. The socket
/// listens before the first look, so that nothing falls between them; what is told twice is one change.
public final class DeviceMonitor: NodeWatch {
    /// How many messages are taken in one pass of the loop: a hub with forty messages per device leaves the gate's own
    /// devices their turn.
    static let burst = 32
    /// How long after lost messages the nodes are listed again. A storm that loses messages goes on for a moment; one
    /// list per storm is enough, and a device that nobody told of waits no longer than a person notices.
    static let settle: Duration = .milliseconds(100)
    /// How long after a socket failed another is opened. Such failures are of the whole system (no memory, no
    /// descriptors) and pass in seconds.
    static let reopenAfter: Duration = .seconds(1)

    /// Called for each change.
    public var onChange: (NodeChange, Instant) -> Void = { _, _ in }
    /// How often messages were lost, and all nodes listed again.
    public private(set) var overruns: UInt64 = 0

    private let udev: OpaquePointer
    private let group: UdevSocket.Group
    private let reactor: any Reactor
    private let log: Logger
    private var socket: UdevSocket?
    private var registration: Registration?
    private var nodes: [String: DeviceNode] = [:]
    private lazy var listTimer = reactor.makeTimer { [weak self] now in self?.recover(at: now) }

    /// A monitor that does nothing until `start`.
    public convenience init(reactor: any Reactor, log: Logger) throws(DeviceMonitorError) {
        try self.init(reactor: reactor, log: log, group: .present)
    }

    init(reactor: any Reactor, log: Logger, group: UdevSocket.Group) throws(DeviceMonitorError) {
        guard let udev = udev_new() else { throw DeviceMonitorError(call: "udev_new", code: 0) }
        self.udev = udev
        self.group = group
        self.reactor = reactor
        self.log = log
        listTimer.cancel()
    }

    deinit {
        listTimer.cancel()
        registration?.cancel()
        udev_unref(udev)
    }

    /// The descriptor that is waited for; `nil` while it watches nothing.
    var descriptor: Int32? { socket?.fd }

    /// Lists what is there, and listens from then on. A failure is logged, and tried again for ever.
    public func start() {
        guard socket == nil else { return }
        if group == .kernel {
            log.notice("no udevd runs here: devices are watched at the kernel, and nobody sets their permissions")
        }
        recover(at: reactor.now)
    }

    /// Closes the socket and forgets all nodes.
    public func stop() {
        listTimer.cancel()
        closeSocket()
        nodes.removeAll()
    }

    private func closeSocket() {
        registration?.cancel()
        registration = nil
        socket = nil
    }

    /// Opens the socket if it is not open, and compares what is there with what was told.
    private func recover(at now: Instant) {
        do {
            if socket == nil { try openSocket() }
            let present = try UdevNodes.all(udev)
            let paths = Set(present.map(\.syspath))
            for path in nodes.keys.filter({ !paths.contains($0) }).sorted() { removed(path, at: now) }
            for node in present { found(node, isNews: false, at: now) }
        } catch {
            log.error("\(error); it is tried again")
            closeSocket()
            listTimer.arm(at: now + Self.reopenAfter)
        }
    }

    private func openSocket() throws(DeviceMonitorError) {
        let socket = try UdevSocket(udev, group: group)
        do {
            registration = try reactor.register(socket.fd, events: .readable) { [weak self] events, now in
                self?.ready(for: events, at: now)
            }
        } catch {
            throw DeviceMonitorError(call: error.call, code: error.code)
        }
        self.socket = socket
    }

    private func ready(for events: EventSet, at now: Instant) {
        for _ in 0..<Self.burst {
            guard let message = socket?.receive() else { return }
            switch message {
            case .device(let device):
                handle(device, at: now)
                udev_device_unref(device)
            case .nothing:
                // The kernel reports an overrun as an error of the descriptor too, and the loop has let go of it.
                if events.contains(.hangup) { lost("its socket was hung up", at: now) }
                return
            case .overrun: return lost("messages of devices came faster than they were read", at: now)
            case .failed(let code):
                return lost(DeviceMonitorError(call: "udev_monitor_receive_device", code: code).description, at: now)
            }
        }
        if events.contains(.hangup) { lost("its socket was hung up", at: now) }
    }

    /// Something may have been missed: another socket, and all nodes again.
    private func lost(_ reason: String, at now: Instant) {
        overruns += 1
        closeSocket()
        if listTimer.deadline == nil {
            log.warning("\(reason); all devices are listed again")
            listTimer.arm(at: now + Self.settle)
        }
    }

    private func handle(_ device: OpaquePointer, at now: Instant) {
        guard let path = UdevNode.syspath(device) else { return }
        switch udev_device_get_action(device).map({ String(cString: $0) }) {
        case "remove": removed(path, at: now)
        case "add": UdevNode.read(device).map { found($0, isNews: false, at: now) }
        case "change", "bind": UdevNode.read(device).map { found($0, isNews: true, at: now) }
        case "move":
            // The old path is not in libudev's view of the message.
            if listTimer.deadline == nil { listTimer.arm(at: now + Self.settle) }
        default: break
        }
    }

    /// A node is there. The same again is told only if the system said that something is new about it.
    private func found(_ node: DeviceNode, isNews: Bool, at now: Instant) {
        let before = nodes.updateValue(node, forKey: node.syspath)
        if before == nil {
            onChange(.appeared(node), now)
        } else if isNews || before != node {
            onChange(.changed(node), now)
        }
    }

    /// By the path alone: whatever else the message says of parents is no longer true.
    private func removed(_ path: String, at now: Instant) {
        if let node = nodes.removeValue(forKey: path) { onChange(.removed(node), now) }
    }
}

@available(*, unavailable)
extension DeviceMonitor: Sendable {}
