/// The models of devices that the house knows: those it speaks to, the chips that carry bytes for anything, and those
/// that it does not speak to, with what would be needed.
public enum DeviceCatalogue {
    /// All of them.
    public static let models: [DeviceModel] = thermometers + scanners + outputs + converters + unsupported

    /// The chip, when the node is one that any device may be behind. Such a node is never claimed by its ids alone.
    public static func converter(_ node: DeviceNode) -> DeviceModel? {
        converters.first { $0.fits(node) }
    }

    /// The chip with these ids, as for a node.
    public static func converter(vendor: UInt16, product: UInt16) -> DeviceModel? {
        converters.first { $0.patterns.contains { $0.vendor == vendor && $0.product == product } }
    }

    /// The model, when the node is a device that no driver of the house speaks to.
    public static func unsupported(_ node: DeviceNode) -> DeviceModel? {
        unsupported.first { $0.fits(node) }
    }

    /// The models that the node may be, by what it shows: those with a driver first.
    public static func candidates(for node: DeviceNode) -> [DeviceModel] {
        models.filter { $0.fits(node) && ($0.transport == node.kind || node.kind == .usb) }
    }

    /// The models that the driver with this name speaks to.
    public static func models(ofDriver name: String) -> [DeviceModel] {
        models.filter { $0.driver == name }
    }
}
