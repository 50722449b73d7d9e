import CLinux
import Glibc
public import TestSupport

/// A USB serial converter with a terminal, as the program sees it by its node and by udev.
public final class MockTerminal {
    /// The device's end of the line.
    public let channel: ByteChannel
    /// The node, such as `/dev/ttyUSB0`.
    public let node: String
    private let bed: MockBed
    private let name: String

    /// Plugs a converter in at `port`, such as `1.2`, its own name unless told otherwise. Its terminal takes what a real
    /// one takes (any speed, exclusive use); modem lines are on.
    public init(
        _ bed: MockBed, node name: String, vendor: String = "1a86", product: String = "7523", serial: String? = nil,
        port: String? = nil
    ) throws {
        self.bed = bed
        self.name = name
        node = "/dev/\(name)"
        // umockdev knows none of the ioctls of a serial port by itself; the pseudo-terminal behind it knows most.
        try bed.onIoctl(node) { call in
            switch call.request {
            case UInt(TIOCMGET):
                call.put([0x60, 0x01, 0, 0], room: 4)  // CTS, CAR, DSR
                return .returns(0)
            case UInt(TIOCMBIS), UInt(TIOCMBIC), UInt(TIOCMSET): return .returns(0)
            default: return .real
            }
        }
        try bed.add(Self.description(node: name, vendor: vendor, product: product, serial: serial, port: port))
        channel = ByteChannel(owning: dup(try bed.device(node)))
        _ = gh_set_nonblocking(channel.fd)
    }

    /// Unplugs it: the line hangs up, and the device is announced as gone.
    public func unplug() {
        channel.close()
        bed.hangUp(node)
        bed.remove(Self.path(of: name))
    }

    /// The path of the USB device of the terminal `name` below `/sys`.
    public static func path(of name: String) -> String { "/sys/devices/pci0000:00/usb1/1-\(name)" }

    /// The three devices of a converter: USB device, interface, terminal.
    public static func description(
        node: String, vendor: String, product: String, serial: String? = nil, port: String? = nil
    ) -> String {
        let usb = "/devices/pci0000:00/usb1/1-\(node)"
        let number = node.drop { !$0.isNumber }
        return """
            P: \(usb)
            E: SUBSYSTEM=usb
            E: DEVTYPE=usb_device
            A: idVendor=\(vendor)\\n
            A: idProduct=\(product)\\n
            A: bcdDevice=0264\\n
            \(serial.map { "A: serial=\($0)\\n\n" } ?? "")
            P: \(usb)/1-\(node):1.0
            E: SUBSYSTEM=usb
            E: DEVTYPE=usb_interface
            A: bInterfaceNumber=00\\n

            P: \(usb)/1-\(node):1.0/\(node)/tty/\(node)
            N: \(node)
            \(serial.map { "S: serial/by-id/usb-\($0)\n" } ?? "")E: SUBSYSTEM=tty
            E: DEVNAME=/dev/\(node)
            E: ID_BUS=usb
            E: ID_VENDOR_ID=\(vendor)
            E: ID_MODEL_ID=\(product)
            E: ID_PATH=pci-0000:00:14.0-usb-0:\(port ?? node):1.0
            E: MAJOR=188
            E: MINOR=\(number)
            A: dev=188:\(number)\\n

            """
    }
}
