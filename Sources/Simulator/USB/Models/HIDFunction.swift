import Wire

/// A human interface device with one interface: what the fake device sends goes out as input reports, one each (USB HID
/// 1.11).
struct HIDFunction: USBDeviceModel {
    /// How often the host asks for reports, in milliseconds: what scanners are set to at the factory.
    static let interval: UInt8 = 4
    /// The largest packet of an interrupt endpoint at full speed.
    private static let largestPacket = 64

    let descriptors: USBDescriptors
    let dataEndpoint: UInt8 = 0x81
    let outEndpoint: UInt8
    private var hid: any FakeHIDDevice
    private var idle: UInt8 = 0
    private var usesReports: UInt8 = 1

    init(_ hid: any FakeHIDDevice, identity: USBIdentity) {
        self.hid = hid
        let report = hid.reportDescriptor
        // HID 1.11, no country, one report descriptor.
        let descriptor: [UInt8] = [9, 0x21, 0x11, 0x01, 0, 1, 0x22] + USBDescriptors.bytes(UInt16(report.count))
        let packet = UInt16(min(max(hid.inputReportLength, 1), Self.largestPacket))
        outEndpoint = hid.hasOutputEndpoint ? 0x01 : 0
        let output =
            hid.hasOutputEndpoint
            ? USBDescriptors.interrupt(0x01, packet: UInt16(Self.largestPacket), interval: Self.interval) : []
        descriptors = USBDescriptors(
            identity,
            interfaces: USBDescriptors.interface(
                0, endpoints: output.isEmpty ? 1 : 2, class: hid.isBootKeyboard ? (3, 1, 1) : (3, 0, 0))
                + descriptor + USBDescriptors.interrupt(0x81, packet: packet, interval: Self.interval) + output,
            ofInterface: [0x21: descriptor, 0x22: report])
    }

    var device: any FakeDevice {
        get { hid }
        set { if let next = newValue as? any FakeHIDDevice { hid = next } }
    }

    mutating func powerOn() {
        idle = 0
        usesReports = 1
    }

    mutating func control(
        _ setup: USBSetup, _ data: [UInt8], at now: Instant, _ send: ([UInt8]) -> Void
    ) -> [UInt8]? {
        guard setup.kind == .class, setup.recipient == 1 else { return nil }
        let kind = setup.value >> 8
        let number = UInt8(setup.value & 0xFF)
        switch (setup.isIn, setup.request) {
        case (true, 0x01) where kind == 3: return hid.featureReport(number, at: now)
        case (true, 0x01) where kind == 1: return [UInt8](repeating: 0, count: hid.inputReportLength)
        case (true, 0x02): return [idle]
        case (true, 0x03): return [usesReports]
        case (false, 0x09) where kind == 3: return hid.setFeature(data, number: number, at: now) ? [] : nil
        case (false, 0x09) where kind == 2:
            hid.receive(data, at: now, send)
            return []
        case (false, 0x0A):
            idle = UInt8(setup.value >> 8)
            return []
        case (false, 0x0B):
            usesReports = number
            return []
        default: return nil
        }
    }

    /// Reports from the host, where they have an endpoint of their own.
    mutating func receive(_ bytes: [UInt8], on endpoint: UInt8, at now: Instant, _ send: ([UInt8]) -> Void) {
        if endpoint == outEndpoint, endpoint != 0 { hid.receive(bytes, at: now, send) }
    }

    var stateMembers: String { "\"idle\":\(idle)" }
}
