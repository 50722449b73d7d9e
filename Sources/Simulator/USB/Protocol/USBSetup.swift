/// The eight bytes that begin a control transfer (USB 2.0, 9.3).
struct USBSetup: Hashable, Sendable {
    /// Who defines a request.
    enum Kind: UInt8, Hashable, Sendable {
        case standard = 0
        case `class` = 1
        case vendor = 2
        case reserved = 3
    }

    /// Direction, kind and recipient (`bmRequestType`).
    var type: UInt8
    /// Which request (`bRequest`).
    var request: UInt8
    /// `wValue`.
    var value: UInt16
    /// `wIndex`.
    var index: UInt16
    /// How many bytes the host sends or wants (`wLength`).
    var length: UInt16

    /// Whether data go to the host.
    var isIn: Bool { type & 0x80 != 0 }
    /// Who defines the request.
    var kind: Kind { Kind(rawValue: type >> 5 & 3) ?? .reserved }
    /// 0 the device, 1 an interface, 2 an endpoint.
    var recipient: UInt8 { type & 0x1F }
}
