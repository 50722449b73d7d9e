/// What the system knows of one node that bytes can travel through, without opening it.
public struct DeviceNode: Hashable, Sendable {
    /// Its directory in sysfs, such as `/sys/devices/pci0000:00/…/tty/ttyUSB0`: what it is found by when it goes away,
    /// because its parents are gone by then.
    public var syspath: String
    /// Its device file, such as `/dev/ttyUSB0`. Never an identity: the numbers are given out in the order of plugging.
    public var devnode: String
    /// How bytes travel through it.
    public var kind: TransportKind
    /// The kernel's driver of its USB interface, such as `ch341`.
    public var driver: String?
    /// The USB vendor; for a HID or input device without USB, what its bus says.
    public var vendor: UInt16?
    /// The USB product.
    public var product: UInt16?
    /// The USB serial number.
    public var serial: String?
    /// The manufacturer, in the device's words.
    public var manufacturer: String?
    /// The product's name, in the device's words.
    public var productText: String?
    /// The number of its USB interface; `nil` for a whole USB device.
    public var interface: UInt8?
    /// The class of its USB interface.
    public var interfaceClass: UInt8?
    /// The port that it is plugged into, as udev's `ID_PATH` names it: `pci-0000:00:14.0-usb-0:1.2:1.0`.
    public var path: String?
    /// Which port of a converter with several on one interface it is, from 0.
    public var port: UInt8?
    /// The syspath of the USB device that it belongs to: interfaces of one device share it.
    public var usbDevice: String?
    /// The node of that USB device, such as `/dev/bus/usb/001/004`: by it a wedged device is reset.
    public var usbNode: String?
    /// The usage pages of the HID collections at the top of its report descriptor.
    public var usagePages: [UInt16]
    /// A hash of the USB descriptors of its device, 16 hexadecimal digits.
    public var descriptors: String?
    /// Whether an input node has the keys of a keyboard.
    public var isKeyboard: Bool
    /// Whether a braille daemon may take it (udev's `BRLTTY_BRAILLE_DRIVER`).
    public var isWantedByBrltty: Bool
    /// Whether ModemManager keeps its hands off (udev's `ID_MM_DEVICE_IGNORE`).
    public var isIgnoredByModemManager: Bool

    /// A node about which nothing more is known.
    public init(syspath: String, devnode: String, kind: TransportKind) {
        self.syspath = syspath
        self.devnode = devnode
        self.kind = kind
        usagePages = []
        isKeyboard = false
        isWantedByBrltty = false
        isIgnoredByModemManager = false
    }

    /// The USB ids, as `1a86:7523`; `nil` when it has none.
    public var ids: String? {
        guard let vendor, let product else { return nil }
        return "\(Self.hex(vendor)):\(Self.hex(product))"
    }

    /// Whether `wanted` names the port that it is plugged into: as `ID_PATH` does, with the number of the converter's
    /// port behind it as in `/dev/serial/by-path`, or without the interface, which means all of a device's.
    public func isAt(_ wanted: String) -> Bool {
        guard let path else { return false }
        if wanted == path { return true }
        if let port, wanted == "\(path)-port\(port)" { return true }
        // A whole USB device is at the port of each of its interfaces.
        if kind == .usb { return wanted.hasPrefix(path + ":") }
        // The interface is the last part, as in `:1.0`; the part before it ends in the port's number.
        guard interface != nil, let colon = path.lastIndex(of: ":") else { return false }
        return wanted == path[..<colon]
    }

    /// Four hexadecimal digits, as USB ids are written.
    public static func hex(_ number: UInt16) -> String {
        let digits = String(number, radix: 16)
        return String(repeating: "0", count: max(0, 4 - digits.count)) + digits
    }
}

extension DeviceNode: CustomStringConvertible {
    /// For people, with what tells it from its twin: `/dev/ttyUSB0 (1a86:7523 "USB Serial" at pci-…-usb-0:1.2:1.0)`.
    public var description: String {
        var parts: [String] = []
        if let ids { parts.append(ids) }
        if let productText, !productText.isEmpty { parts.append("\"\(productText)\"") }
        if let serial, !serial.isEmpty { parts.append("serial \(serial)") }
        if let path { parts.append("at \(path)") }
        return parts.isEmpty ? devnode : "\(devnode) (\(parts.joined(separator: " ")))"
    }
}
