import Configuration
import Devices
import Wire

/// A node that a device could be bound to.
struct BindCandidate: Encodable {
    /// What `--port` takes.
    var port: String
    var node: String
    var transport: String
    /// USB ids, as `1a86:7523`.
    var ids: String?
    var product: String?
    var serial: String?
    /// For `descriptors` of a match.
    var descriptors: String?
    /// The configured device that is found there now.
    var bound: String?

    /// The nodes that `device` could be, in the order of their ports.
    static func all(for device: DeviceConfiguration, of devices: [DeviceConfiguration], _ nodes: [DeviceNode]) -> [Self]
    {
        let usual = DriverCatalogue.model(named: device.driver)?.usualTransports ?? [.serial]
        let transports = device.transport.map { [$0] } ?? usual
        let owners = owners(devices, nodes)
        let fitting = nodes.filter { node in
            transports.contains(node.kind) && node.path != nil && (node.kind != .evdev || node.isKeyboard)
        }
        return fitting.map { node in
            Self(
                port: port(of: node, among: fitting), node: node.devnode, transport: node.kind.rawValue, ids: node.ids,
                product: node.productText, serial: node.serial, descriptors: node.descriptors,
                bound: owners[node.syspath])
        }.sorted { ($0.port, $0.node) < ($1.port, $1.node) }
    }

    /// The port as a match names it: with the number of the converter's port where one interface has several.
    static func port(of node: DeviceNode, among nodes: [DeviceNode]) -> String {
        let path = node.path ?? ""
        let twins = nodes.filter { $0.path == node.path && $0.kind == node.kind }
        return twins.count > 1 ? node.port.map { "\(path)-port\($0)" } ?? path : path
    }

    private static func owners(_ devices: [DeviceConfiguration], _ nodes: [DeviceNode]) -> [String: String] {
        let wishes = devices.compactMap { device in
            device.match.identity.map {
                DeviceWish(
                    name: device.name, identity: $0, driver: device.driver,
                    transports: device.transport.map { [$0] })
            }
        }
        var owners: [String: String] = [:]
        for (wish, outcome) in zip(wishes, DeviceMatcher.match(wishes, nodes: nodes)) {
            if case .found(let node) = outcome { owners[node.syspath] = wish.name }
        }
        return owners
    }
}
