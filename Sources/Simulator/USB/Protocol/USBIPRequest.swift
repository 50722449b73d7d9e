/// What the host's virtual controller asks of a device (Linux, Documentation/usb/usbip_protocol.rst).
enum USBIPRequest: Hashable, Sendable {
    /// A transfer is to be made.
    case submit(USBIPSubmit)
    /// The transfer with the number `target` is no longer wanted.
    case unlink(sequence: UInt32, target: UInt32)
}

/// A transfer that the host wants made (USBIP_CMD_SUBMIT).
struct USBIPSubmit: Hashable, Sendable {
    /// The number by which its answer names it.
    var sequence: UInt32
    /// The endpoint's number, 0 to 15, without the direction.
    var endpoint: UInt8
    /// Whether data go to the host.
    var isIn: Bool
    /// How many bytes go out, or may come in at the most.
    var length: Int
    /// The request of a control transfer; meaningless on other endpoints.
    var setup: USBSetup
    /// What goes out; empty for a transfer to the host.
    var data: [UInt8]

    /// The endpoint as descriptors write it, with the direction in the highest bit.
    var address: UInt8 { endpoint | (isIn ? 0x80 : 0) }
}
