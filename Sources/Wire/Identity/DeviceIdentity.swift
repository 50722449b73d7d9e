/// By what a site says that it knows a device: all that is given must fit.
public struct DeviceIdentity: Hashable, Sendable {
    /// The port, as udev's `ID_PATH` names it, with or without the interface.
    public var path: String?
    /// The USB vendor.
    public var vendor: UInt16?
    /// The USB product.
    public var product: UInt16?
    /// The USB serial number.
    public var serial: String?
    /// The number of the USB interface.
    public var interface: UInt8?
    /// The hash of the USB descriptors; see `DeviceNode.descriptors`.
    public var descriptors: String?

    /// What is given.
    public init(
        path: String? = nil, vendor: UInt16? = nil, product: UInt16? = nil, serial: String? = nil,
        interface: UInt8? = nil, descriptors: String? = nil
    ) {
        self.path = path
        self.vendor = vendor
        self.product = product
        self.serial = serial
        self.interface = interface
        self.descriptors = descriptors
    }

    /// How much it says, in the order in which attributes tell devices apart: the port, the serial number, the USB ids,
    /// the interface, the descriptors. One of them weighs more than all that follow it together.
    public var weight: Int {
        (path == nil ? 0 : 16) + (serial == nil ? 0 : 8) + (vendor == nil ? 0 : 4) + (interface == nil ? 0 : 2)
            + (descriptors == nil ? 0 : 1)
    }

    /// The number of the interface that the port ends in: 1 of `pci-0000:00:14.0-usb-0:1.2:1.1`; `nil` when it names the
    /// port of the whole device.
    public var interfaceOfPath: UInt8? {
        // Behind the port there is the number of the configuration and, after a dot, that of the interface.
        guard let parts = path?.split(separator: ":"), parts.count >= 2, let last = parts.last,
            parts[parts.count - 2].allSatisfy({ $0.isNumber || $0 == "." })
        else { return nil }
        let numbers = last.split(separator: ".")
        return numbers.count == 2 ? UInt8(numbers[1], radix: 10) : nil
    }

    /// Whether it names a device at all: an interface or descriptors alone fit half of what is plugged in.
    public var namesADevice: Bool { path != nil || serial != nil || vendor != nil }

    /// Whether it rests on attributes that all devices of a model share.
    var isOfAModel: Bool { path == nil && serial == nil }

    /// Whether all that is given fits the node.
    public func fits(_ node: DeviceNode) -> Bool {
        (path.map(node.isAt) ?? true) && fitsElsewhere(node)
    }

    /// The same for a node at any port.
    func fitsElsewhere(_ node: DeviceNode) -> Bool {
        (vendor == nil || vendor == node.vendor) && (product == nil || product == node.product)
            && (serial == nil || serial == node.serial)
            && (interface == nil || node.kind == .usb || interface == node.interface)
            && (descriptors == nil || descriptors == node.descriptors)
    }
}

extension DeviceIdentity: CustomStringConvertible {
    /// For people: `1a86:7523 at pci-0000:00:14.0-usb-0:1.2:1.0`.
    public var description: String {
        var parts: [String] = []
        if let vendor {
            parts.append(product.map { "\(DeviceNode.hex(vendor)):\(DeviceNode.hex($0))" } ?? DeviceNode.hex(vendor))
        }
        if let serial { parts.append("serial \(serial)") }
        if let interface { parts.append("interface \(interface)") }
        if let descriptors { parts.append("descriptors \(descriptors)") }
        if let path { parts.append("at \(path)") }
        return parts.joined(separator: " ")
    }
}
