/// What a driver learned from the wire, or wants written to it.
public enum DriverEvent: Hashable, Sendable {
    /// One raw value of a thermometer.
    case sample(Sample)
    /// One code of a scanner.
    case scan(Scan)
    /// Something was wrong; the driver goes on.
    case fault(WireFault)
    /// The device proved what it is (a handshake or a plausible frame).
    case identified
    /// The device said something about itself.
    case fact(DeviceFact)
    /// Which channels of an output are closed; told when a command is carried out, given up, or found undone later.
    case output(OutputState)
    /// Bytes to write to the device, in one write. On a HID device one output report, its number first (0 for a device
    /// that does not number its reports), as `hidraw` wants it.
    case transmit([UInt8])
    /// A HID feature report to set, its number first.
    case setFeature([UInt8])
    /// A HID feature report to get; the answer comes by `receiveFeature`. `length` counts the number byte.
    case getFeature(report: UInt8, length: Int)
}
