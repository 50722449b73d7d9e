import CUdev
public import EventLoop
import Glibc
public import Logging
public import Wire

/// Watches the nodes of this machine by libudev.
///
/// Cold plug and hot plug take one path: what is there at the start appears as what is plugged in later does. The
/// sockets listen before the first look, so that nothing falls between them; what is told twice is one change.
///
/// udevd's word counts, because it comes after the permissions are set. The kernel is listened to as well: where no
/// udevd runs, and in a network namespace that udevd's messages do not reach, nobody else tells.
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
    /// How often a node is looked at that the kernel has told of, and udevd not yet.
    static let lookEvery: Duration = .milliseconds(50)
    /// For how long udevd is waited for. It takes a tenth of a second; after this the node is tried as it is, and the
    /// back-off of the device does the rest.
    static let patience: Duration = .seconds(2)

    private struct Known {
        var node: DeviceNode
        /// The kernel's number of the message that it came with; 0 when it was found in a list.
        var number: UInt64
    }

    private struct Awaited {
        /// Until when udevd is waited for.
        let end: Instant
        /// The kernel's number of the message that told of it.
        let number: UInt64
    }

    /// Called for each change.
    public var onChange: (NodeChange, Instant) -> Void = { _, _ in }
    /// How often messages were lost, and all nodes listed again.
    public private(set) var overruns: UInt64 = 0

    private let udev: OpaquePointer
    private let isUdevRunning: () -> Bool
    /// Bytes of messages that a socket keeps; a test makes it small.
    private let bufferSize: Int32
    private let reactor: any Reactor
    private let log: Logger
    private var sockets: [UdevSocket] = []
    private var registrations: [Registration] = []
    private var nodes: [String: Known] = [:]
    /// Nodes that the kernel has told of and udevd not yet.
    private var awaited: [String: Awaited] = [:]
    private lazy var listTimer = reactor.makeTimer { [weak self] now in self?.recover(at: now) }
    private lazy var awaitTimer = reactor.makeTimer { [weak self] now in self?.lookAtAwaited(at: now) }

    /// A monitor that does nothing until `start`. `isUdevRunning` tells by udevd's own socket unless a test says more.
    public convenience init(
        reactor: any Reactor, log: Logger, isUdevRunning: (() -> Bool)? = nil
    ) throws(DeviceMonitorError) {
        try self.init(
            reactor: reactor, log: log, bufferSize: UdevSocket.bufferSize, isUdevRunning: isUdevRunning)
    }

    init(
        reactor: any Reactor, log: Logger, bufferSize: Int32, isUdevRunning: (() -> Bool)?
    ) throws(DeviceMonitorError) {
        guard let udev = udev_new() else { throw DeviceMonitorError(call: "udev_new", code: 0) }
        self.udev = udev
        self.bufferSize = bufferSize
        self.isUdevRunning = isUdevRunning ?? { access("/run/udev/control", F_OK) == 0 }
        self.reactor = reactor
        self.log = log
        // Made now: a lazy one that is first asked for by `deinit` could not refer to the monitor any more.
        listTimer.cancel()
        awaitTimer.cancel()
    }

    deinit {
        listTimer.cancel()
        awaitTimer.cancel()
        for registration in registrations { registration.cancel() }
        udev_unref(udev)
    }

    /// The descriptors that are waited for.
    var descriptors: [Int32] { sockets.map(\.fd) }

    /// Lists what is there, and listens from then on. A failure is logged, and tried again for ever.
    public func start() {
        guard sockets.isEmpty else { return }
        if !isUdevRunning() {
            log.notice("no udevd runs here: devices are watched at the kernel, and nobody sets their permissions")
        }
        recover(at: reactor.now)
    }

    /// Closes the sockets and forgets all nodes.
    public func stop() {
        listTimer.cancel()
        awaitTimer.cancel()
        closeSockets()
        nodes.removeAll()
        awaited.removeAll()
    }

    private func closeSockets() {
        for registration in registrations { registration.cancel() }
        registrations.removeAll()
        sockets.removeAll()
    }

    /// Opens the sockets if they are not open, and compares what is there with what was told.
    private func recover(at now: Instant) {
        do {
            if sockets.isEmpty { try openSockets() }
            let present = try UdevNodes.all(udev)
            let paths = Set(present.map(\.syspath))
            for path in nodes.keys.filter({ !paths.contains($0) }).sorted() { removed(path, at: now) }
            for node in present { found(node, 0, isNews: false, at: now) }
        } catch {
            log.error("\(error); it is tried again")
            closeSockets()
            listTimer.arm(at: now + Self.reopenAfter)
        }
    }

    private func openSockets() throws(DeviceMonitorError) {
        for group in UdevSocket.Group.allCases {
            let socket = try UdevSocket(udev, group: group, bufferSize: bufferSize)
            do {
                registrations.append(
                    try reactor.register(socket.fd, events: .readable) { [weak self, unowned socket] events, now in
                        self?.ready(socket, for: events, at: now)
                    })
            } catch {
                throw DeviceMonitorError(call: error.call, code: error.code)
            }
            sockets.append(socket)
        }
    }

    private func ready(_ socket: UdevSocket, for events: EventSet, at now: Instant) {
        for _ in 0..<Self.burst {
            switch socket.receive() {
            case .device(let device):
                handle(device, of: socket.group, at: now)
                udev_device_unref(device)
            case .nothing:
                // An overrun is an error of the descriptor too, and the loop has let go of it.
                if events.contains(.hangup) { lost("its socket was hung up", at: now) }
                return
            case .overrun:
                return lost("messages about devices came faster than they were read", at: now)
            case .failed(let code):
                return lost(DeviceMonitorError(call: "udev_monitor_receive_device", code: code).description, at: now)
            }
        }
        // What is left is told again in the next pass.
        if events.contains(.hangup) { lost("its socket was hung up", at: now) }
    }

    /// Something may have been missed: other sockets, and all nodes again.
    func lost(_ reason: String, at now: Instant) {
        overruns += 1
        closeSockets()
        if listTimer.deadline == nil {
            log.warning("\(reason); all devices are listed again")
            listTimer.arm(at: now + Self.settle)
        }
    }

    private func handle(_ device: OpaquePointer, of group: UdevSocket.Group, at now: Instant) {
        guard let path = UdevNode.syspath(device) else { return }
        let number = udev_device_get_seqnum(device)
        switch udev_device_get_action(device).map({ String(cString: $0) }) {
        case "remove":
            // udevd tells later than the kernel: what it says of the one before must not hit the one that came since.
            let since = nodes[path]?.number ?? awaited[path]?.number ?? 0
            if number == 0 || number >= since { removed(path, at: now) }
        case "add" where group == .kernel && nodes[path] == nil && isUdevRunning():
            awaited[path] = Awaited(end: now + Self.patience, number: number)
            if awaitTimer.deadline == nil { awaitTimer.arm(at: now + Self.lookEvery) }
        case "add": found(device, number, isNews: false, at: now)
        case "change", "bind": found(device, number, isNews: true, at: now)
        case "move":
            // Which path it had before is not in libudev's view of the message.
            if listTimer.deadline == nil { listTimer.arm(at: now + Self.settle) }
        default: break
        }
    }

    private func lookAtAwaited(at now: Instant) {
        for (path, waiting) in awaited.sorted(by: { $0.key < $1.key }) {
            guard let device = udev_device_new_from_syspath(udev, path) else {
                awaited[path] = nil
                continue
            }
            if now >= waiting.end || udev_device_get_is_initialized(device) == 1 {
                awaited[path] = nil
                found(device, waiting.number, isNews: false, at: now)
            }
            udev_device_unref(device)
        }
        if !awaited.isEmpty { awaitTimer.arm(at: now + Self.lookEvery) }
    }

    private func found(_ device: OpaquePointer, _ number: UInt64, isNews: Bool, at now: Instant) {
        if let node = UdevNode.read(device) { found(node, number, isNews: isNews, at: now) }
    }

    /// A node is there. The same again is told only if the system said that something is new about it.
    private func found(_ node: DeviceNode, _ number: UInt64, isNews: Bool, at now: Instant) {
        awaited[node.syspath] = nil
        let before = nodes[node.syspath]
        nodes[node.syspath] = Known(node: node, number: max(number, before?.number ?? 0))
        if before == nil {
            onChange(.appeared(node), now)
        } else if isNews || before?.node != node {
            onChange(.changed(node), now)
        }
    }

    /// By the path alone: whatever else the message says of parents is no longer true.
    private func removed(_ path: String, at now: Instant) {
        awaited[path] = nil
        if let known = nodes.removeValue(forKey: path) { onChange(.removed(known.node), now) }
    }
}

@available(*, unavailable)
extension DeviceMonitor: Sendable {}
