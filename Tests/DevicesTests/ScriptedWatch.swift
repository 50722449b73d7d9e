import Devices
import EventLoop
import Glibc
import Wire

/// Nodes that come and go as the script says.
final class ScriptedWatch: NodeWatch {
    var onChange: (NodeChange, Instant) -> Void = { _, _ in }
    private let loop: VirtualLoop
    private(set) var nodes: [DeviceNode] = []
    private var isStarted = false

    init(_ loop: VirtualLoop) {
        self.loop = loop
    }

    func start() {
        isStarted = true
        for node in nodes { onChange(.appeared(node), loop.now) }
    }

    func stop() { isStarted = false }

    func plug(_ node: DeviceNode) {
        nodes.append(node)
        if isStarted { onChange(.appeared(node), loop.now) }
    }

    func unplug(_ node: DeviceNode) {
        nodes.removeAll { $0 == node }
        onChange(.removed(node), loop.now)
    }

    func change(_ node: DeviceNode) {
        onChange(.changed(node), loop.now)
    }
}

/// A gate's devices, whose nodes and transports are scripted, under virtual time.
final class HotplugBench {
    static let port = "pci-0000:00:14.0-usb-0:"

    let loop = VirtualLoop(start: Instant(nanoseconds: 1_000_000_000_000))
    let watch: ScriptedWatch
    let log = LogLines()
    private(set) var manager: DeviceManager?
    /// What opening a path gives; a path that is not here is absent.
    var failures: [String: TransportError] = [:]
    private(set) var opened: [String] = []
    private(set) var transports: [ScriptedTransport] = []
    private(set) var states: [String] = []
    private var nextDescriptor: Int32 = 100

    init(_ settings: [DeviceSettings]) throws {
        watch = ScriptedWatch(loop)
        let manager = try DeviceManager(
            settings: settings, sentry: DeviceManagerTests.NoSentry(), reactor: loop, log: log.logger, watch: watch
        ) { [unowned self] kind, path, line throws(TransportError) in
            opened.append("\(kind.rawValue) \(path)")
            if let failure = failures[path] { throw failure }
            if !watch.nodes.contains(where: { $0.devnode == path }) { throw .absent([path]) }
            nextDescriptor += 1
            let transport = ScriptedTransport(fd: nextDescriptor)
            transport.line = line
            transport.description = TransportDescription(kind: kind)
            transports.append(transport)
            return transport
        }
        manager.onState = { [unowned self] place, state, _ in states.append("\(place) \(state.rawValue)") }
        self.manager = manager
    }

    var status: [DeviceStatus] { manager?.status ?? [] }

    func takeStates() -> [String] {
        defer { states = [] }
        return states
    }

    func takeOpened() -> [String] {
        defer { opened = [] }
        return opened
    }

    static func node(
        _ name: String, at place: String, kind: TransportKind = .serial, vendor: UInt16 = 0x1A86,
        product: UInt16 = 0x7523, pages: [UInt16] = []
    ) -> DeviceNode {
        var node = DeviceNode(syspath: "/sys/devices/usb1/\(place)/\(name)", devnode: "/dev/\(name)", kind: kind)
        (node.vendor, node.product, node.usagePages) = (vendor, product, pages)
        node.path = port + place
        node.usbDevice = "/sys/devices/usb1/" + (place.split(separator: ":").first ?? "")
        node.interface = place.last.flatMap(\.wholeNumberValue).map { UInt8($0) }
        return node
    }

    static func thermometer(_ name: String, at place: String) -> DeviceSettings {
        DeviceSettings(
            name: name, role: .thermometer, driver: "gy-mcu90614", identity: DeviceIdentity(path: port + place),
            paths: [])
    }

    static func scanner(_ name: String, _ identity: DeviceIdentity) -> DeviceSettings {
        DeviceSettings(name: name, role: .scanner, driver: "serial-line", identity: identity, paths: [])
    }
}
