import Wire

/// A CH340 between a serial device and the host: vendor requests, and one bulk endpoint for each direction (facts: the
/// Linux driver drivers/usb/serial/ch341.c).
struct CH340Bridge: USBDeviceModel {
    /// What a bare CH340G calls itself: no vendor's name and no serial number.
    static let identity = USBIdentity(vendor: 0x1A86, product: 0x7523, release: 0x0264, name: "USB2.0-Serial")
    /// How far two speeds may differ, in per cent, before bits are taken for others: half a bit in the ten of a character.
    private static let tolerance = 3
    /// The clock that its divisors divide, in Hz.
    private static let clock = 48_000_000

    let descriptors: USBDescriptors
    let dataEndpoint: UInt8 = 0x82
    let outEndpoint: UInt8 = 0x02
    var device: any FakeDevice

    /// The divisor registers, as written last; 0 until the host sets a speed.
    private var divisor: UInt16 = 0
    private var lines: UInt8 = 0
    /// The speed of the device's own line, in bits per second.
    private let deviceBaud: Int

    init(_ device: any FakeDevice, identity: USBIdentity = Self.identity, baud: Int = 9600) {
        self.device = device
        deviceBaud = baud
        descriptors = USBDescriptors(
            identity, deviceClass: 0xFF,
            interfaces: USBDescriptors.interface(0, endpoints: 3, class: (0xFF, 1, 2))
                + USBDescriptors.bulk(0x82, packet: 32) + USBDescriptors.bulk(0x02, packet: 32)
                + USBDescriptors.interrupt(0x81, packet: 8, interval: 1))
    }

    /// Bits per second that the host has set; `nil` before.
    var baud: Int? {
        guard divisor != 0 else { return nil }
        let prescaler = Int(divisor & 3)
        let factor = Int(divisor >> 2 & 1)
        return Self.clock >> (12 - 3 * prescaler - factor) / (256 - Int(divisor >> 8))
    }

    mutating func powerOn() {
        divisor = 0
        lines = 0
    }

    mutating func control(
        _ setup: USBSetup, _ data: [UInt8], at now: Instant, _ send: ([UInt8]) -> Void
    ) -> [UInt8]? {
        guard setup.kind == .vendor else { return nil }
        switch setup.request {
        case 0x5F: return [0x31, 0x00]  // version
        case 0x95: return register(setup.value)
        case 0x9A:
            if setup.value == 0x1312 { divisor = setup.index }
            return []
        case 0xA1: return []  // initialise
        case 0xA4:
            lines = ~UInt8(setup.value & 0xFF)  // RTS and DTR are active low
            return []
        default: return nil
        }
    }

    mutating func receive(_ bytes: [UInt8], on endpoint: UInt8, at now: Instant, _ send: ([UInt8]) -> Void) {
        if endpoint == outEndpoint { device.receive(onLine(bytes), at: now, send) }
    }

    /// Bytes that are sent at one speed and received at another are other bytes.
    func onLine(_ bytes: [UInt8]) -> [UInt8] {
        guard let baud, abs(baud - deviceBaud) * 100 > deviceBaud * Self.tolerance else { return bytes }
        return bytes.map { ($0 ^ 0xA6) &* 0x9D | 0x80 }
    }

    var stateMembers: String {
        "\"baud\":\(baud.map(String.init) ?? "null"),\"dtr\":\(lines & 0x20 != 0),\"rts\":\(lines & 0x40 != 0)"
    }

    /// Two registers at a time. 0x06 and 0x07 are the modem lines, active low: nothing is connected to them.
    private func register(_ pair: UInt16) -> [UInt8] {
        pair == 0x0706 ? [0xFF, 0xEE] : [0x9F, 0xEE]
    }
}
