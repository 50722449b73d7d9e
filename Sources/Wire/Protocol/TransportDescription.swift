/// How bytes travel to a device.
public enum TransportKind: String, Hashable, Sendable, CaseIterable {
    /// A serial line: a stream of bytes in any split.
    case serial
    /// A HID device by the kernel's `hidraw`: one report per read, its number first if the device numbers its reports.
    case hidraw
    /// A keyboard by the kernel's input events, grabbed: whole `struct input_event` of 24 bytes.
    case evdev
    /// A HID device by libusb, without the kernel's HID driver: reports as with `hidraw`.
    case usb

    /// Whether each read is one packet, so that a driver may rely on its borders.
    public var hasPackets: Bool { self != .serial }
}

/// What a transport knows about its device once it is open.
public struct TransportDescription: Hashable, Sendable {
    /// How bytes travel.
    public var kind: TransportKind
    /// The HID report descriptor, at most 4096 bytes (`HID_MAX_DESCRIPTOR_SIZE` of Linux); empty for others.
    public var reportDescriptor: [UInt8]
    /// Whether Caps Lock was on when a keyboard was opened.
    public var capsLock: Bool
    /// Whether Num Lock was on when a keyboard was opened.
    public var numLock: Bool

    /// A description of what is known.
    public init(
        kind: TransportKind, reportDescriptor: [UInt8] = [], capsLock: Bool = false, numLock: Bool = true
    ) {
        self.kind = kind
        self.reportDescriptor = reportDescriptor
        self.capsLock = capsLock
        self.numLock = numLock
    }
}
