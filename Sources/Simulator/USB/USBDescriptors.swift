/// What a device tells about itself (USB 2.0, 9.5 and 9.6).
struct USBDescriptors: Hashable, Sendable {
    /// The longest string, in UTF-16 units: its descriptor's length is one byte.
    static let longestString = 126
    /// What the host must ask a control endpoint in at a time: the largest at full speed.
    private static let controlPacket: UInt8 = 64

    /// The device descriptor, 18 bytes.
    let device: [UInt8]
    /// The configuration with its interfaces and endpoints.
    let configuration: [UInt8]
    /// The strings by their numbers; number 0 is the list of languages.
    let strings: [[UInt8]]
    /// Further descriptors of the interface by their type, such as 0x22 for a HID report descriptor.
    let ofInterface: [UInt8: [UInt8]]

    /// The descriptors of a device with one configuration, whose interfaces are already encoded in `interfaces`.
    init(
        _ identity: USBIdentity, deviceClass: UInt8 = 0, interfaceCount: UInt8 = 1, interfaces: [UInt8],
        ofInterface: [UInt8: [UInt8]] = [:]
    ) {
        var strings: [[UInt8]] = [[4, 3, 0x09, 0x04]]  // English (United States): what every device claims
        func number(_ text: String?) -> UInt8 {
            guard let text else { return 0 }
            let units = text.utf16.prefix(Self.longestString)
            strings.append([UInt8(2 + units.count * 2), 3] + units.flatMap(Self.bytes))
            return UInt8(strings.count - 1)
        }
        device =
            [18, 1, 0x00, 0x02, deviceClass, 0, 0, Self.controlPacket]
            + Self.bytes(identity.vendor) + Self.bytes(identity.product) + Self.bytes(identity.release)
            + [number(identity.manufacturer), number(identity.name), number(identity.serial), 1]
        // Powered by the bus, 100 mA: what the cheap modules take.
        configuration =
            [9, 2] + Self.bytes(UInt16(9 + interfaces.count)) + [interfaceCount, 1, 0, 0x80, 50] + interfaces
        self.strings = strings
        self.ofInterface = ofInterface
    }

    /// The descriptor that a standard GET_DESCRIPTOR asks for; `nil` when the device has none such.
    func answer(_ setup: USBSetup) -> [UInt8]? {
        let type = UInt8(setup.value >> 8)
        let number = Int(setup.value & 0xFF)
        if setup.recipient == 1 { return ofInterface[type] }
        switch type {
        case 1: return device
        case 2: return number == 0 ? configuration : nil
        case 3: return strings.indices.contains(number) ? strings[number] : nil
        default: return nil  // also the qualifier of a device that knows high speed: this one does not
        }
    }

    /// An interface descriptor, alternate setting 0.
    static func interface(_ number: UInt8, endpoints: UInt8, class code: (UInt8, UInt8, UInt8)) -> [UInt8] {
        [9, 4, number, 0, endpoints, code.0, code.1, code.2, 0]
    }

    /// The descriptor of a bulk endpoint.
    static func bulk(_ address: UInt8, packet: UInt16) -> [UInt8] {
        [7, 5, address, 2] + bytes(packet) + [0]
    }

    /// The descriptor of an interrupt endpoint that is asked every `interval` milliseconds.
    static func interrupt(_ address: UInt8, packet: UInt16, interval: UInt8) -> [UInt8] {
        [7, 5, address, 3] + bytes(packet) + [interval]
    }

    /// A number as the bus has it, little-endian.
    static func bytes(_ number: UInt16) -> [UInt8] {
        [UInt8(number & 0xFF), UInt8(number >> 8)]
    }
}
