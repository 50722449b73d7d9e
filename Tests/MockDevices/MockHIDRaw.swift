import CLinux
import Glibc
import Synchronization
public import TestSupport

/// A USB HID device with a `hidraw` node. Its reports lose their borders when they are not read one by one: behind the
/// node is a pseudo-terminal.
public final class MockHIDRaw {
    /// What the device has, and what was asked of it.
    public struct State: Sendable {
        /// Feature reports by their number, the number first.
        public var features: [UInt8: [UInt8]] = [:]
        /// The feature reports that were set, in order.
        public var set: [[UInt8]] = []
        /// What every feature request fails with; 0 for none.
        public var failure: Int32 = 0
    }

    private final class Shared: Sendable {
        let state = Mutex(State())
    }

    /// The device's end of the reports.
    public let channel: ByteChannel
    /// The node, such as `/dev/hidraw0`.
    public let node: String
    private let bed: MockBed
    private let name: String
    private let shared = Shared()

    /// Plugs a device in. `name` of the node, such as `hidraw0`; `descriptor` is its report descriptor. Each feature
    /// request first runs `onFeature`, which may keep it waiting.
    public init(
        _ bed: MockBed, node name: String, vendor: UInt16 = 0x10C4, product: UInt16 = 0xEA90,
        label: String = "Silicon Laboratories CP2112", descriptor: [UInt8],
        onFeature: @escaping @Sendable () -> Void = {}
    ) throws {
        self.bed = bed
        self.name = name
        node = "/dev/\(name)"
        let shared = shared
        try bed.onIoctl(node) { call in
            guard call.type == 0x48 else { return .fails(ENOTTY) }  // 'H'
            switch call.number {
            case 0x01:
                call.put(Self.bytes(UInt32(descriptor.count)))
                return .returns(0)
            case 0x02:
                call.put(Self.bytes(UInt32(descriptor.count)) + descriptor)
                return .returns(0)
            case 0x03:
                call.put(Self.bytes(UInt32(3)) + Self.bytes(vendor) + Self.bytes(product))
                return .returns(0)
            case 0x04: return .returns(call.put(Array(label.utf8) + [0]))
            case 0x06, 0x07:
                onFeature()
                return Self.feature(call, shared)
            default: return .fails(EINVAL)
            }
        }
        try bed.add(Self.description(node: name, vendor: vendor, product: product, label: label))
        channel = ByteChannel(owning: dup(try bed.device(node)))
        _ = gh_set_nonblocking(channel.fd)
    }

    /// What it has and was asked.
    public var state: State { shared.state.withLock { $0 } }

    /// Changes what it has.
    public func change(_ body: (inout State) -> Void) {
        shared.state.withLock { body(&$0) }
    }

    /// Unplugs it: the node hangs up, and the device is announced as gone.
    public func unplug() {
        channel.close()
        bed.hangUp(node)
        bed.remove(Self.path(of: name))
    }

    /// The path of the USB device of the node `name` below `/sys`.
    public static func path(of name: String) -> String { "/sys/devices/pci0000:00/usb1/2-\(name)" }

    private static func feature(_ call: MockIoctl, _ shared: Shared) -> MockIoctl.Answer {
        let report = call.bytes()
        return shared.state.withLock { state in
            if state.failure != 0 { return .fails(state.failure) }
            if call.number == 0x06 {
                state.set.append(report)
                return .returns(report.count)
            }
            guard let answer = state.features[report.first ?? 0] else { return .fails(EPIPE) }
            return .returns(call.put(answer))
        }
    }

    private static func bytes(_ value: some FixedWidthInteger) -> [UInt8] {
        withUnsafeBytes(of: value.littleEndian) { Array($0) }
    }

    private static func description(node: String, vendor: UInt16, product: UInt16, label: String) -> String {
        let usb = "/devices/pci0000:00/usb1/2-\(node)"
        let ids = (hex(vendor), hex(product))
        let number = node.drop { !$0.isNumber }
        return """
            P: \(usb)
            E: SUBSYSTEM=usb
            E: DEVTYPE=usb_device
            A: idVendor=\(ids.0)\\n
            A: idProduct=\(ids.1)\\n
            A: product=\(label)\\n

            P: \(usb)/2-\(node):1.0
            E: SUBSYSTEM=usb
            E: DEVTYPE=usb_interface
            A: bInterfaceNumber=00\\n

            P: \(usb)/2-\(node):1.0/0003:\(ids.0.uppercased()):\(ids.1.uppercased()).0001/hidraw/\(node)
            N: \(node)
            E: SUBSYSTEM=hidraw
            E: DEVNAME=/dev/\(node)
            E: MAJOR=245
            E: MINOR=\(number)
            A: dev=245:\(number)\\n

            """
    }

    private static func hex(_ number: UInt16) -> String {
        let digits = String(number, radix: 16)
        return String(repeating: "0", count: 4 - digits.count) + digits
    }
}
