/// By what a USB device can be told from others: what the buyer of two cheap converters gets twice.
struct USBIdentity: Hashable, Sendable {
    /// The vendor's number.
    var vendor: UInt16
    /// The product's number.
    var product: UInt16
    /// The device's release, in decimal digits (`bcdDevice`).
    var release: UInt16
    /// The vendor's name; `nil` where the device has none, as many have.
    var manufacturer: String?
    /// The product's name.
    var name: String?
    /// The serial number.
    var serial: String?

    /// An identity.
    init(
        vendor: UInt16, product: UInt16, release: UInt16 = 0x0100, manufacturer: String? = nil, name: String? = nil,
        serial: String? = nil
    ) {
        self.vendor = vendor
        self.product = product
        self.release = release
        self.manufacturer = manufacturer
        self.name = name
        self.serial = serial
    }
}
