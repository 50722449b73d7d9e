/// What a HID device is asked for by its control endpoint, or told by its output endpoint (HID 1.11, 7; USB 2.0, 9.4).
enum USBRequest: Hashable {
    /// Give the descriptor of your reports, so many bytes.
    case describe(length: Int)
    /// Take an output report; its number is the first byte.
    case write([UInt8])
    /// Take a feature report; its number is the first byte.
    case setFeature([UInt8])
    /// Give a feature report of at most so many bytes.
    case getFeature(report: UInt8, length: Int)
    /// Let an endpoint go that has halted.
    case clearHalt(endpoint: UInt8)

    /// The most bytes of a control transfer that Linux lets a program make, which is a page (`proc_do_submiturb`).
    static let longest = 4096
    /// The bytes before them.
    static let setUpLength = 8

    /// What goes out. A report without number has a 0 before it that is not sent, as the kernel does it in
    /// `usbhid_output_report`: any other first byte is sent, whether the device numbers its reports or not.
    var payload: ArraySlice<UInt8> {
        switch self {
        case .write(let bytes), .setFeature(let bytes): bytes.first == 0 ? bytes.dropFirst() : bytes[...]
        case .describe, .getFeature, .clearHalt: []
        }
    }

    /// The set-up packet, and what goes out behind it; `nil` when it is longer than a control transfer may be.
    func control(interface: UInt8) -> [UInt8]? {
        let out = payload
        guard out.count <= Self.longest else { return nil }
        switch self {
        case .describe(let length):
            return Self.setUp(0x81, 0x06, 0x2200, UInt16(interface), min(length, Self.longest))
        case .write(let bytes):
            return Self.setUp(0x21, 0x09, 0x0200 | UInt16(bytes.first ?? 0), UInt16(interface), out.count) + out
        case .setFeature(let bytes):
            return Self.setUp(0x21, 0x09, 0x0300 | UInt16(bytes.first ?? 0), UInt16(interface), out.count) + out
        case .getFeature(let report, let length):
            // The number byte of a report without number is not on the wire.
            let wanted = max(1, report == 0 ? length - 1 : length)
            return Self.setUp(0xA1, 0x01, 0x0300 | UInt16(report), UInt16(interface), min(wanted, Self.longest))
        case .clearHalt(let endpoint):
            return Self.setUp(0x02, 0x01, 0, UInt16(endpoint), 0)
        }
    }

    private static func setUp(
        _ type: UInt8, _ request: UInt8, _ value: UInt16, _ index: UInt16, _ length: Int
    ) -> [UInt8] {
        [
            type, request, UInt8(value & 0xFF), UInt8(value >> 8), UInt8(index & 0xFF), UInt8(index >> 8),
            UInt8(length & 0xFF), UInt8(length >> 8),
        ]
    }
}
