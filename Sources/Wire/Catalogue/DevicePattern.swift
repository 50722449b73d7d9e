/// What a device shows of itself without being opened, by which a model is recognised. All that is given must fit.
public struct DevicePattern: Hashable, Sendable {
    /// The USB vendor.
    public let vendor: UInt16?
    /// The USB product.
    public let product: UInt16?
    /// The number of the USB interface.
    public let interface: UInt8?
    /// The class of the USB interface.
    public let interfaceClass: UInt8?
    /// A usage page among its HID collections.
    public let usagePage: UInt16?
    /// What the product's name begins with.
    public let productText: String?

    init(
        _ vendor: UInt16? = nil, _ product: UInt16? = nil, interface: UInt8? = nil, interfaceClass: UInt8? = nil,
        usagePage: UInt16? = nil, productText: String? = nil
    ) {
        self.vendor = vendor
        self.product = product
        self.interface = interface
        self.interfaceClass = interfaceClass
        self.usagePage = usagePage
        self.productText = productText
    }

    /// Whether the node shows all of it. Of a whole USB device its interfaces are not asked.
    public func fits(_ node: DeviceNode) -> Bool {
        if let vendor, vendor != node.vendor { return false }
        if let product, product != node.product { return false }
        if let productText, node.productText?.hasPrefix(productText) != true { return false }
        if node.kind == .usb { return vendor != nil && product != nil }
        if let interface, interface != node.interface { return false }
        if let interfaceClass, interfaceClass != node.interfaceClass { return false }
        if let usagePage, !node.usagePages.contains(usagePage) { return false }
        return true
    }
}
