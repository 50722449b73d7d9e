import Glibc
import Wire

/// Something that is plugged into this machine and that bytes could travel through.
struct PluggedNode: Encodable, Hashable {
    /// What the house can do with it.
    enum Support: String, Encodable {
        /// A driver speaks to it.
        case driver
        /// A chip that carries bytes for anything.
        case converter
        /// No driver speaks to it, and what would be needed is known.
        case unsupported
        /// Nothing is known of it.
        case unknown
    }

    /// The device file now; never an identity.
    var node: String
    /// How bytes would travel.
    var transport: String
    /// The USB ids, as `1a86:7523`.
    var ids: String?
    /// What it says that it is.
    var product: String?
    /// The USB serial number.
    var serial: String?
    /// Its port, as `match.path` names it.
    var path: String?
    /// What it may be, by the catalogue.
    var models: [String]
    /// The drivers that speak to those.
    var drivers: [String]
    var support: Support
    /// What a driver for it would need.
    var needed: String?
    /// The configured device that it is.
    var claimedBy: String?
    /// Whether the system lets a braille daemon take it.
    var wantedByBrltty: Bool

    init(_ node: DeviceNode, claimedBy: String?) {
        self.node = node.devnode
        transport = node.kind.rawValue
        ids = node.ids
        product = node.productText
        serial = node.serial
        path = node.path
        let candidates = DeviceCatalogue.candidates(for: node)
        models = candidates.map(\.name)
        drivers = []
        for driver in candidates.compactMap(\.driver) where !drivers.contains(driver) { drivers.append(driver) }
        let unsupported = DeviceCatalogue.unsupported(node)
        if case .unsupported(let words) = unsupported?.support { needed = words }
        if !drivers.isEmpty {
            support = .driver
        } else if DeviceCatalogue.converter(node) != nil {
            support = .converter
        } else {
            support = unsupported == nil ? .unknown : .unsupported
        }
        self.claimedBy = claimedBy
        wantedByBrltty = node.isWantedByBrltty
    }
}

extension PluggedNode {
    /// Usage pages of HID collections that belong to people's own keyboards, mice and speakers.
    private static let everyday: Set<UInt16> = [0x01, 0x07, 0x0C]

    /// What of `nodes` a technician would ask about: what is claimed, what the catalogue knows, serial lines, and what
    /// may be a scanner. Not the mouse, and not the hub. `claims` has the names by the node's device file.
    static func list(_ nodes: [DeviceNode], claims: [String: String]) -> [PluggedNode] {
        nodes.filter { node in
            if claims[node.devnode] != nil || !DeviceCatalogue.candidates(for: node).isEmpty { return true }
            return switch node.kind {
            case .serial: true
            case .hidraw: node.ids != nil && !Self.everyday.isSuperset(of: node.usagePages)
            case .evdev: node.isKeyboard && node.ids != nil
            case .usb: false
            }
        }.map { PluggedNode($0, claimedBy: claims[$0.devnode]) }
    }

    /// What to do with it, in words.
    var advice: String {
        let brltty = wantedByBrltty ? "; the braille daemon may hold it: remove brltty, or install the rules" : ""
        switch support {
        case .driver:
            return "\(models[0]): bind it to a device with driver \(drivers.joined(separator: " or ")) "
                + "(`gatehousectl device bind`)\(brltty)"
        case .converter:
            return "\(models.first ?? "a converter"): any device may be behind it; bind the port to one "
                + "(`gatehousectl device bind`)\(brltty)"
        case .unsupported:
            return "\(models.first ?? "it") is not supported; it would need \(needed ?? "a driver")"
        case .unknown where transport == TransportKind.serial.rawValue:
            return "a serial line: bind it if a device of the gate is on it (`gatehousectl device bind`)\(brltty)"
        case .unknown:
            return "not known; if it is to serve the gate, capture it (`gatehousectl device capture --path \(node)`)"
        }
    }

    /// What it is, in one line.
    var title: String {
        [node, ids, product.map { "\"\($0)\"" }, serial.map { "serial \($0)" }].compactMap(\.self)
            .joined(separator: " ")
    }
}
