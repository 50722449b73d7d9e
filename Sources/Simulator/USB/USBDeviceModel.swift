import Wire

/// A kind of USB device as a pure model, around the fake device whose bytes or reports it carries.
///
/// It answers what is special about the kind; standard requests, waiting transfers and faults are the business of
/// `USBBus`.
protocol USBDeviceModel {
    /// What the host reads when the device is plugged in.
    var descriptors: USBDescriptors { get }

    /// The endpoint on which what the fake device sends goes to the host, direction included.
    var dataEndpoint: UInt8 { get }

    /// The endpoint on which the host sends bytes; 0 where that goes by control requests.
    var outEndpoint: UInt8 { get }

    /// What is carried.
    var device: any FakeDevice { get set }

    /// The device gets power: all that the host had set is forgotten.
    mutating func powerOn()

    /// A class or vendor request, or a SET_FEATURE and the like that is more than a formality. Returns what goes to the
    /// host (empty when nothing does), or `nil` to stall.
    mutating func control(
        _ setup: USBSetup, _ data: [UInt8], at now: Instant, _ send: ([UInt8]) -> Void
    ) -> [UInt8]?

    /// The host sent bytes to an endpoint.
    mutating func receive(_ bytes: [UInt8], on endpoint: UInt8, at now: Instant, _ send: ([UInt8]) -> Void)

    /// What comes out of the line between the fake device and the bridge when `bytes` go in.
    func onLine(_ bytes: [UInt8]) -> [UInt8]

    /// What the kind would tell about itself: the members of a JSON object, without braces.
    var stateMembers: String { get }
}

extension USBDeviceModel {
    /// Where there is no line, nothing can be set wrong on it.
    func onLine(_ bytes: [UInt8]) -> [UInt8] { bytes }
}
