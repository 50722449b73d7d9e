/// A HID interface of a USB device, as its descriptors tell.
struct USBInterface: Hashable, Sendable {
    /// One of its endpoints.
    struct Endpoint: Hashable, Sendable {
        /// Its address; bit 7 is set when it speaks to the host.
        let address: UInt8
        /// The most bytes of one packet.
        let packet: Int
    }

    /// Its number.
    let number: UInt8
    /// Whether it types or points by itself (subclass "boot", protocol keyboard or mouse).
    let isKeyboardOrMouse: Bool
    /// How long the descriptor of its reports is, bytes.
    var descriptorLength = 0
    /// The interrupt endpoint that reports come by; every HID device has one.
    var input: Endpoint?
    /// The interrupt endpoint that reports go out by. Devices without one take them by a control request.
    var output: Endpoint?
}

/// Which interface of a USB device bytes travel through.
public enum USBInterfaceChoice: Hashable, Sendable {
    /// The first HID interface that is no keyboard and no mouse.
    case first
    /// The last one of those.
    case last
    /// The HID interface with this number, whatever it is.
    case number(UInt8)
}

extension USBInterfaceChoice: CustomStringConvertible {
    /// For the middle of a sentence.
    public var description: String {
        switch self {
        case .first, .last: "HID interface that is no keyboard and no mouse"
        case .number(let number): "HID interface \(number)"
        }
    }
}
