import Configuration
import Control
import Devices
import Glibc
import Wire

/// What this machine shows of the gate's devices without asking the daemon: the configuration, and what is plugged in.
struct LocalDevices {
    /// All nodes that are plugged in.
    let nodes: [DeviceNode]

    /// Looks at the machine. Where it cannot be looked at, nothing is plugged in as far as we know.
    static func look() -> LocalDevices {
        let nodes = (try? UdevNodes.all()) ?? []
        return LocalDevices(nodes: nodes.filter { !isEmptySocket($0) })
    }

    /// The kernel names serial ports of the board that are not built in; their type is 0 (`/sys/class/tty/ttyS*/type`).
    private static func isEmptySocket(_ node: DeviceNode) -> Bool {
        guard node.kind == .serial, node.ids == nil else { return false }
        let type = try? Files.read(node.syspath + "/type", limit: 16)
        return type == Array("0\n".utf8)
    }

    /// Where the configured devices would be, by the rules of the daemon; or why they would not be used.
    func find(_ devices: [DeviceConfiguration]) -> [(node: String?, problem: String?)] {
        let wishes = devices.map { device in
            device.match.identity.map { identity in
                DeviceWish(
                    name: device.name, identity: identity, driver: device.driver,
                    transports: device.transport.map { [$0] })
            }
        }
        var outcomes = DeviceMatcher.match(wishes.compactMap(\.self), nodes: nodes)[...]
        return zip(devices, wishes).map { device, wish in
            guard let wish, let outcome = outcomes.popFirst() else { return Self.find(device.match.tty ?? "") }
            if case .found(let node) = outcome { return (node.devnode, nil) }
            return (nil, outcome.problem(of: wish))
        }
    }

    private static func find(_ tty: String) -> (node: String?, problem: String?) {
        access(tty, F_OK) == 0 ? (tty, nil) : (nil, "nothing is at \(tty); plug the device in")
    }

    /// The configured devices in the form in which the daemon tells of them: `present` or `absent`, and nothing counted.
    func status(_ devices: [DeviceConfiguration]) -> [Control.DeviceStatus] {
        zip(devices, find(devices)).map { device, found in
            var status = Control.DeviceStatus(
                name: device.name, role: device.role.rawValue, driver: device.driver, lane: device.lane,
                state: found.node == nil ? "absent" : "present", since: 0, problem: found.problem)
            let settings = DeviceSettings(device, path: found.node)
            status.node = found.node
            status.match = device.match.words
            let header = CaptureHeader(settings, description: nil)
            status.transport = header.transportWords
            status.settings = header.settings.map { NamedValue(name: $0.key, value: $0.value) }
            status.staleLimit = settings.staleLimit.map { $0 / .seconds(1) }
            status.warmUp = settings.warmUp / .seconds(1)
            return status
        }
    }
}

extension DeviceSettings {
    /// The device as the configuration has it, at a path that was found for it.
    init(_ device: DeviceConfiguration, path: String?) {
        self.init(
            name: device.name, role: Role(rawValue: device.role.rawValue) ?? .ambient, driver: device.driver,
            lane: device.lane, transports: device.transport.map { [$0] }, paths: path.map { [$0] } ?? [],
            line: SerialLineSettings(baud: UInt32(device.baud)), warmUp: .seconds(device.warmUpSeconds),
            driverSettings: device.driverSettings)
    }
}

extension LocalDevices {
    /// How bytes travel through the node at `path`, links followed; `nil` for a node that no bus has.
    func kind(ofNode path: String) -> TransportKind? {
        guard let resolved = realpath(path, nil) else { return nil }
        defer { free(resolved) }
        let name = String(cString: resolved)
        return nodes.first { $0.devnode == name }?.kind
    }
}
