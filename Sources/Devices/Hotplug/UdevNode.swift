import CUdev
import Wire

/// Reads what libudev knows of a device.
///
/// The attributes of sysfs come first, and udev's own properties only where there is nothing else: in a container no
/// udevd has made any.
struct UdevNode {
    private let device: OpaquePointer

    /// The node of a udev device; `nil` when it is none that bytes can travel through.
    static func read(_ device: OpaquePointer) -> DeviceNode? {
        UdevNode(device: device).read()
    }

    /// The syspath of a device, also of one that is gone.
    static func syspath(_ device: OpaquePointer) -> String? {
        udev_device_get_syspath(device).map { String(cString: $0) }
    }

    private func read() -> DeviceNode? {
        guard let syspath = Self.syspath(device), let kind = kind(syspath),
            let devnode = udev_device_get_devnode(device).map({ String(cString: $0) })
        else { return nil }
        var node = DeviceNode(syspath: syspath, devnode: devnode, kind: kind)
        let usb = kind == .usb ? device : udev_device_get_parent_with_subsystem_devtype(device, "usb", "usb_device")
        if let usb { readUSB(usb, &node) }
        if kind != .usb, let interface = udev_device_get_parent_with_subsystem_devtype(device, "usb", "usb_interface") {
            node.interface = Self.attribute(interface, "bInterfaceNumber").flatMap { UInt8($0, radix: 16) }
            node.interfaceClass = Self.attribute(interface, "bInterfaceClass").flatMap { UInt8($0, radix: 16) }
            node.driver = udev_device_get_driver(interface).map { String(cString: $0) }
        }
        node.path = property("ID_PATH") ?? PortPath.of(syspath: syspath)
        switch kind {
        case .serial: readSerial(&node)
        case .hidraw: readHID(&node)
        case .evdev: readInput(&node)
        case .usb: break
        }
        node.isIgnoredByModemManager = node.isIgnoredByModemManager || property("ID_MM_DEVICE_IGNORE") == "1"
        return node
    }

    private func kind(_ syspath: String) -> TransportKind? {
        guard let subsystem = udev_device_get_subsystem(device).map({ String(cString: $0) }) else { return nil }
        switch subsystem {
        // Consoles and pseudo-terminals are terminals too; no device is behind them.
        case "tty" where !syspath.contains("/devices/virtual/"): return .serial
        case "hidraw": return .hidraw
        // Beside the events of an input device there are its mouse, its joystick and the device itself.
        case "input" where syspath.split(separator: "/").last?.hasPrefix("event") == true: return .evdev
        case "usb" where udev_device_get_devtype(device).map({ String(cString: $0) }) == "usb_device": return .usb
        default: return nil
        }
    }

    private func readUSB(_ usb: OpaquePointer, _ node: inout DeviceNode) {
        node.usbDevice = Self.syspath(usb)
        node.usbNode = udev_device_get_devnode(usb).map { String(cString: $0) }
        node.vendor = Self.attribute(usb, "idVendor").flatMap { UInt16($0, radix: 16) }
        node.product = Self.attribute(usb, "idProduct").flatMap { UInt16($0, radix: 16) }
        node.serial = Self.attribute(usb, "serial").flatMap(SysfsFile.printable)
        node.manufacturer = Self.attribute(usb, "manufacturer").flatMap(SysfsFile.printable)
        node.productText = Self.attribute(usb, "product").flatMap(SysfsFile.printable)
        if let folder = node.usbDevice {
            // A device has a few hundred bytes of descriptors; the kernel keeps at most 64 KiB for each configuration.
            let bytes = SysfsFile.read(folder + "/descriptors", limit: 64 << 10)
            node.descriptors = bytes.isEmpty ? nil : SysfsFile.hash(bytes)
        }
        node.isWantedByBrltty = Self.property(usb, "BRLTTY_BRAILLE_DRIVER").map { !$0.isEmpty } ?? false
        node.isIgnoredByModemManager = Self.property(usb, "ID_MM_DEVICE_IGNORE") == "1"
    }

    private func readSerial(_ node: inout DeviceNode) {
        if let port = udev_device_get_parent_with_subsystem_devtype(device, "usb-serial", nil) {
            node.port = Self.attribute(port, "port_number").flatMap { UInt8($0) }
        }
    }

    private func readHID(_ node: inout DeviceNode) {
        guard let hid = udev_device_get_parent_with_subsystem_devtype(device, "hid", nil),
            let folder = Self.syspath(hid)
        else { return }
        let descriptor = SysfsFile.read(folder + "/report_descriptor", limit: HIDCollections.limit)
        node.usagePages = HIDCollections.usagePages(of: descriptor)
        guard node.usbDevice == nil else { return }
        // `0003:00000C2E:00000901`: bus, vendor, product.
        let ids = (Self.property(hid, "HID_ID") ?? "").split(separator: ":")
        if ids.count == 3 {
            node.vendor = UInt16(ids[1].suffix(4), radix: 16)
            node.product = UInt16(ids[2].suffix(4), radix: 16)
        }
        node.productText = Self.property(hid, "HID_NAME").flatMap(SysfsFile.printable)
        node.serial = Self.property(hid, "HID_UNIQ").flatMap(SysfsFile.printable)
    }

    private func readInput(_ node: inout DeviceNode) {
        let input = udev_device_get_parent_with_subsystem_devtype(device, "input", nil)
        if node.usbDevice == nil, let input {
            node.vendor = Self.attribute(input, "id/vendor").flatMap { UInt16($0, radix: 16) }
            node.product = Self.attribute(input, "id/product").flatMap { UInt16($0, radix: 16) }
            node.productText = Self.attribute(input, "name").flatMap(SysfsFile.printable)
        }
        let keys = input.flatMap { Self.attribute($0, "capabilities/key") } ?? ""
        let lowest = keys.split(separator: " ").last.flatMap { UInt64($0, radix: 16) } ?? 0
        // What udev calls a keyboard: all keys from ESC to S (input_id builtin of systemd).
        node.isKeyboard = lowest & 0xFFFF_FFFE == 0xFFFF_FFFE || property("ID_INPUT_KEYBOARD") == "1"
    }

    private func property(_ name: String) -> String? { Self.property(device, name) }

    private static func property(_ device: OpaquePointer, _ name: String) -> String? {
        udev_device_get_property_value(device, name).map { String(cString: $0) }
    }

    private static func attribute(_ device: OpaquePointer, _ name: String) -> String? {
        udev_device_get_sysattr_value(device, name).map { String(cString: $0) }
    }
}
