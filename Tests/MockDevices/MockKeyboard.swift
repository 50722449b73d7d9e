import CLinux
import Glibc
import Synchronization
public import TestSupport

/// A USB keyboard with an input node. What it types loses the borders of events when it is not read as it was written:
/// behind the node is a pseudo-terminal.
public final class MockKeyboard {
    /// How the keyboard is, and what was asked of it.
    public struct State: Sendable {
        /// The keys that are down.
        public var keysDown: Set<Int> = []
        /// The lights that are on: 0 Num Lock, 1 Caps Lock.
        public var lights: Set<Int> = []
        /// The codes that it has by event type: keys (1), relative (2) and absolute axes (3), lights (17).
        public var codes: [Int: Set<Int>] = [1: Set(1...111), 17: [0, 1, 2]]
        /// Whether the program has grabbed it.
        public var isGrabbed = false
        /// Whether another program has grabbed it.
        public var isTaken = false
        /// How often it was grabbed.
        public var grabs = 0
        /// The clock that the program chose for the times of events.
        public var clock: Int32?
    }

    private final class Shared: Sendable {
        let state = Mutex(State())
    }

    /// The device's end: what is written there are events of 24 bytes.
    public let channel: ByteChannel
    /// The node, such as `/dev/input/event4`.
    public let node: String
    private let bed: MockBed
    private let name: String
    private let shared = Shared()

    /// Plugs a keyboard in. `name` of the node, such as `event4`.
    public init(
        _ bed: MockBed, node name: String, vendor: UInt16 = 0x0C2E, product: UInt16 = 0x0901,
        label: String = "Barcode Scanner", _ change: (inout State) -> Void = { _ in }
    ) throws {
        self.bed = bed
        self.name = name
        node = "/dev/input/\(name)"
        let shared = shared
        shared.state.withLock { change(&$0) }
        try bed.onIoctl(node) { call in
            guard call.type == 0x45 else { return .fails(ENOTTY) }  // 'E'
            return shared.state.withLock { Self.answer(call, &$0, vendor, product, label) }
        }
        try bed.add(Self.description(node: name, vendor: vendor, product: product))
        channel = ByteChannel(owning: dup(try bed.device(node)))
        _ = gh_set_nonblocking(channel.fd)
    }

    /// How it is, and what it was asked.
    public var state: State { shared.state.withLock { $0 } }

    /// Changes how it is.
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
    public static func path(of name: String) -> String { "/sys/devices/pci0000:00/usb1/3-\(name)" }

    private static func answer(
        _ call: MockIoctl, _ state: inout State, _ vendor: UInt16, _ product: UInt16, _ label: String
    ) -> MockIoctl.Answer {
        switch call.number {
        case 0x02: call.put(bytes(3) + bytes(vendor) + bytes(product) + bytes(0x0110))  // EVIOCGID
        case 0x06: return .returns(call.put(Array(label.utf8) + [0]))  // EVIOCGNAME
        case 0x18: call.put(bits(state.keysDown))  // EVIOCGKEY
        case 0x19: call.put(bits(state.lights))  // EVIOCGLED
        case 0x20...0x3F: call.put(bits(state.codes[Int(call.number - 0x20)] ?? []))  // EVIOCGBIT
        case 0x90: return grab(call.value != 0, &state)  // EVIOCGRAB
        case 0xA0: state.clock = call.bytes().first.map(Int32.init)  // EVIOCSCLOCKID
        default: return .fails(EINVAL)
        }
        return .returns(0)
    }

    private static func grab(_ isWanted: Bool, _ state: inout State) -> MockIoctl.Answer {
        if state.isTaken { return .fails(EBUSY) }
        if isWanted == state.isGrabbed { return .fails(isWanted ? EBUSY : EINVAL) }
        state.isGrabbed = isWanted
        state.grabs += isWanted ? 1 : 0
        return .returns(0)
    }

    private static func bits(_ codes: Set<Int>) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: 96)
        for code in codes { bytes[code / 8] |= 1 << (code % 8) }
        return bytes
    }

    private static func bytes(_ value: UInt16) -> [UInt8] {
        withUnsafeBytes(of: value.littleEndian) { Array($0) }
    }

    private static func description(node: String, vendor: UInt16, product: UInt16) -> String {
        let usb = "/devices/pci0000:00/usb1/3-\(node)"
        let ids = (String(vendor, radix: 16), String(product, radix: 16))
        let pad = { (text: String) in String(repeating: "0", count: 4 - text.count) + text }
        let number = Int(node.drop { !$0.isNumber }) ?? 0
        return """
            P: \(usb)
            E: SUBSYSTEM=usb
            E: DEVTYPE=usb_device
            A: idVendor=\(pad(ids.0))\\n
            A: idProduct=\(pad(ids.1))\\n

            P: \(usb)/3-\(node):1.0
            E: SUBSYSTEM=usb
            E: DEVTYPE=usb_interface
            A: bInterfaceNumber=00\\n

            P: \(usb)/3-\(node):1.0/input/input\(number)/\(node)
            N: input/\(node)
            E: SUBSYSTEM=input
            E: DEVNAME=/dev/input/\(node)
            E: ID_INPUT=1
            E: ID_INPUT_KEYBOARD=1
            E: ID_BUS=usb
            E: ID_VENDOR_ID=\(pad(ids.0))
            E: ID_MODEL_ID=\(pad(ids.1))
            E: MAJOR=13
            E: MINOR=\(64 + number)
            A: dev=13:\(64 + number)\\n

            """
    }
}
