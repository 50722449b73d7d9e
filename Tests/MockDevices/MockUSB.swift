import CRigUmock
import Glibc
import Synchronization

/// A USB HID device behind a node of usbfs: its control endpoint, an input endpoint and, if it is to have one, an output
/// endpoint. It answers as Linux and such a device would.
///
/// The node is a plain file, which epoll refuses; all else is libusb's real way to it.
public final class MockUSB {
    /// How the device is, and what was asked of it.
    public struct State: Sendable {
        /// What the node gives when it is read: the device's descriptor and its configuration.
        public var descriptors: [UInt8]
        /// The descriptor of its reports.
        public var reports: [UInt8]
        /// Feature reports by their number, as they travel.
        public var features: [UInt8: [UInt8]] = [:]
        /// What was set by control requests: the type (2 output, 3 feature) and number of the report, and its bytes.
        public var set: [Report] = []
        /// What came by the output endpoint.
        public var written: [[UInt8]] = []
        /// Reports that wait for a read.
        public var input: [[UInt8]] = []
        /// How the next reads end, each with this `errno`, before what is in `input`.
        public var readFailures: [Int32] = []
        /// What every control request that is asked by a transfer ends with; 0 for none.
        public var controlFailure: Int32 = 0
        /// Whether transfers to the device never end by themselves.
        public var hangs = false
        /// Whether the input endpoint has halted: a read ends with `EPIPE` until it is cleared.
        public var isHalted = false
        /// Whether cancelled transfers are kept.
        public var keepsCancelled = false
        /// Who has the interface: the kernel's driver, "usbfs" for this program; `nil` for nobody.
        public var owner: String? = "usbhid"
        /// Whether another program has claimed the interface.
        public var isTaken = false
        /// What claiming and opening calls fail with, by the number of the request; for one call each.
        public var failures: [UInt8: Int32] = [:]
        /// How often it was reset.
        public var resets = 0
        /// What a reset ends with; 0 is well.
        public var resetFailure: Int32 = 0
        /// How often the input endpoint was let go by the device, and by the host.
        public var cleared = (byDevice: 0, byHost: 0)
        /// Who has had the interface, in order.
        public var owners: [String] = []
        /// Transfers that are under way.
        public internal(set) var underWay = 0
        /// Transfers that were begun.
        public internal(set) var begun = 0
        /// Whether it was pulled out.
        public var isGone = false
    }

    /// A report that was set by a control request.
    public struct Report: Hashable, Sendable {
        /// 2 output, 3 feature.
        public let type: UInt8
        /// Its number.
        public let number: UInt8
        /// Its bytes, as they travelled.
        public let bytes: [UInt8]

        /// A report of these.
        public init(type: UInt8, number: UInt8, bytes: [UInt8]) {
            self.type = type
            self.number = number
            self.bytes = bytes
        }
    }

    /// The node, such as `/dev/bus/usb/001/004`.
    public let node: String
    /// Its directory in sysfs.
    public let path: String
    private let bed: MockBed
    private let bus: MockUSBFS

    /// Plugs a device in at `port`, such as `1.2`, as the device of this number on bus 1.
    public init(
        _ bed: MockBed, number: Int, port: String = "1.2", vendor: UInt16 = 0x0C2E, product: UInt16 = 0x0901,
        serial: String? = nil, packet: UInt8 = 64, hasOutput: Bool = false, reports: [UInt8]
    ) throws {
        self.bed = bed
        let digits = String(number)
        let name = "bus/usb/001/" + String(repeating: "0", count: max(0, 3 - digits.count)) + digits
        node = "/dev/" + name
        path = "/sys/devices/pci0000:00/0000:00:14.0/usb1/1-\(port)"
        let descriptors = Self.descriptors(vendor, product, packet: packet, hasOutput: hasOutput, reports.count)
        bus = MockUSBFS(State(descriptors: descriptors, reports: reports), number: number)
        let bus = bus
        try bed.onIoctl(node) { bus.answer($0) }
        // Capital letters only.
        let hex = descriptors.map { Self.hex(UInt16($0)).suffix(2).uppercased() }.joined()
        try bed.add(
            """
            P: \(path.dropFirst(4))
            N: \(name)=\(hex)
            E: SUBSYSTEM=usb
            E: DEVTYPE=usb_device
            E: DEVNAME=\(node)
            E: MAJOR=189
            E: MINOR=\(number - 1)
            A: idVendor=\(Self.hex(vendor))\\n
            A: idProduct=\(Self.hex(product))\\n
            \(serial.map { "A: serial=\($0)\\n\n" } ?? "")A: product=Scanner\\n

            """)
    }

    /// How it is, and what was asked.
    public var state: State { bus.state.withLock { $0 } }

    /// Changes how it is.
    public func change(_ body: (inout State) -> Void) {
        bus.state.withLock { body(&$0) }
    }

    /// Lets cancelled transfers go that were kept.
    public func letGo() {
        change { $0.keepsCancelled = false }
    }

    /// Pulls it out: transfers end, the node goes, and the device is announced as gone.
    public func unplug() {
        change { $0.isGone = true }
        bed.remove(path)
    }

    /// USB 2.0, 9.6, and HID 1.11, 6.2.1: one configuration with one HID interface.
    private static func descriptors(
        _ vendor: UInt16, _ product: UInt16, packet: UInt8, hasOutput: Bool, _ reports: Int
    ) -> [UInt8] {
        func low(_ number: Int) -> UInt8 { UInt8(number & 0xFF) }
        func high(_ number: Int) -> UInt8 { UInt8(number >> 8 & 0xFF) }
        let ids = [low(Int(vendor)), high(Int(vendor)), low(Int(product)), high(Int(product))]
        let device: [UInt8] = [18, 1, 0x00, 0x02, 0, 0, 0, 64] + ids + [0, 1, 0, 0, 0, 1]
        var body: [UInt8] = [9, 4, 0, 0, hasOutput ? 2 : 1, 3, 0, 0, 0]
        body += [9, 0x21, 0x11, 0x01, 0, 1, 0x22, low(reports), high(reports)]
        body += [7, 5, 0x81, 3, packet, 0, 4]
        if hasOutput { body += [7, 5, 0x02, 3, packet, 0, 4] }
        let total = 9 + body.count
        return device + [9, 2, low(total), high(total), 1, 1, 0, 0x80, 50] + body
    }

    private static func hex(_ number: UInt16) -> String {
        let digits = String(number, radix: 16)
        return String(repeating: "0", count: 4 - digits.count) + digits
    }
}
