import Wire

/// A serial device that speaks USB itself, as scanners and boards with an STM32 do: communications class, abstract control
/// model (USB CDC PSTN 1.2).
struct CDCACMBridge: USBDeviceModel {
    /// ST's example firmware, which most such boards were made from.
    static let identity = USBIdentity(
        vendor: 0x0483, product: 0x5740, release: 0x0200, manufacturer: "STMicroelectronics",
        name: "STM32 Virtual COM Port", serial: "498B42873437")

    let descriptors: USBDescriptors
    let dataEndpoint: UInt8 = 0x81
    let outEndpoint: UInt8 = 0x01
    var device: any FakeDevice

    /// Speed (four bytes), stop bits, parity, data bits.
    private var coding = Self.defaultCoding
    private var lines: UInt8 = 0

    private static let defaultCoding: [UInt8] = [0x80, 0x25, 0, 0, 0, 0, 8]  // 9600 8N1

    init(_ device: any FakeDevice, identity: USBIdentity = Self.identity) {
        self.device = device
        let functional: [UInt8] = [
            5, 0x24, 0, 0x10, 0x01,  // header, CDC 1.10
            5, 0x24, 1, 0, 1,  // no call management
            4, 0x24, 2, 0x02,  // line coding and control lines
            5, 0x24, 6, 0, 1,  // union of the interfaces 0 and 1
        ]
        descriptors = USBDescriptors(
            identity, deviceClass: 0x02, interfaceCount: 2,
            interfaces: USBDescriptors.interface(0, endpoints: 1, class: (2, 2, 1)) + functional
                + USBDescriptors.interrupt(0x82, packet: 8, interval: 16)
                + USBDescriptors.interface(1, endpoints: 2, class: (0x0A, 0, 0))
                + USBDescriptors.bulk(0x81, packet: 64) + USBDescriptors.bulk(0x01, packet: 64))
    }

    /// Bits per second that the host has set.
    var baud: Int { coding.prefix(4).reversed().reduce(0) { $0 << 8 | Int($1) } }

    mutating func powerOn() {
        coding = Self.defaultCoding
        lines = 0
    }

    mutating func control(
        _ setup: USBSetup, _ data: [UInt8], at now: Instant, _ send: ([UInt8]) -> Void
    ) -> [UInt8]? {
        guard setup.kind == .class else { return nil }
        switch setup.request {
        case 0x20:  // SET_LINE_CODING
            guard data.count == coding.count else { return nil }
            coding = data
            return []
        case 0x21: return coding
        case 0x22:  // SET_CONTROL_LINE_STATE
            lines = UInt8(setup.value & 3)
            return []
        case 0x23: return []  // SEND_BREAK
        default: return nil
        }
    }

    mutating func receive(_ bytes: [UInt8], on endpoint: UInt8, at now: Instant, _ send: ([UInt8]) -> Void) {
        if endpoint == outEndpoint { device.receive(bytes, at: now, send) }
    }

    var stateMembers: String { "\"baud\":\(baud),\"dtr\":\(lines & 1 != 0),\"rts\":\(lines & 2 != 0)" }
}
