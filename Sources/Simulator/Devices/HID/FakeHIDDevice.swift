public import Wire

/// A fake device that speaks in reports: each call of `send` is one input report, each `receive` one output report, as
/// they travel on the bus (a report's number first only where the descriptor has numbers).
public protocol FakeHIDDevice: FakeDevice {
    /// What its reports mean (USB HID 1.11, 6.2.2).
    var reportDescriptor: [UInt8] { get }

    /// Whether it claims to be a keyboard that also a firmware can use.
    var isBootKeyboard: Bool { get }

    /// Whether reports from the host have an endpoint of their own. Otherwise they come by control requests.
    var hasOutputEndpoint: Bool { get }

    /// The length of its longest input report in bytes, its number included.
    var inputReportLength: Int { get }

    /// The feature report with this number, 0 for a device without numbers; `nil` when there is none.
    mutating func featureReport(_ number: UInt8, at now: Instant) -> [UInt8]?

    /// The host sets a feature report. Returns `false` when there is none such.
    mutating func setFeature(_ report: [UInt8], number: UInt8, at now: Instant) -> Bool
}

extension FakeHIDDevice {
    /// Most devices are none.
    public var isBootKeyboard: Bool { false }

    /// Most devices have none.
    public var hasOutputEndpoint: Bool { false }

    /// Most devices have none.
    public mutating func featureReport(_ number: UInt8, at now: Instant) -> [UInt8]? { nil }

    /// Most devices have none.
    public mutating func setFeature(_ report: [UInt8], number: UInt8, at now: Instant) -> Bool { false }
}
