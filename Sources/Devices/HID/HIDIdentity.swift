import CLinux

/// What a HID device says it is.
public struct HIDIdentity: Hashable, Sendable {
    /// The bus (`BUS_` of `linux/input.h`): 3 is USB, 5 is Bluetooth.
    public var bus: UInt32
    /// The vendor's number.
    public var vendor: UInt16
    /// The product's number.
    public var product: UInt16
    /// Maker and product in the device's own words, as the kernel joins them; at most 255 bytes.
    public var name: String

    /// An identity of these facts.
    public init(bus: UInt32 = 3, vendor: UInt16, product: UInt16, name: String = "") {
        self.bus = bus
        self.vendor = vendor
        self.product = product
        self.name = name
    }

    /// Asks the open `hidraw` node. Throws `notHID` when it is none.
    init(asking fd: Int32, path: String) throws(TransportError) {
        var info = gh_hid_info()
        try TransportError.check(gh_hid_info(fd, &info), path, "HIDIOCGRAWINFO", otherwise: .notHID(path))
        // The kernel keeps 128 bytes of it (struct hid_device).
        var text = [CChar](repeating: 0, count: 256)
        // A device without a name is still the device.
        if gh_hid_name(fd, &text, text.count) < 0 { text[0] = 0 }
        self.init(bus: info.bus, vendor: info.vendor, product: info.product, name: String(kernel: text))
    }
}

extension String {
    /// Text of the kernel up to its NUL.
    init(kernel text: [CChar]) {
        self.init(decoding: text.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
    }
}
