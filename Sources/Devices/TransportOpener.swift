public import Wire

/// Opens devices by the way that bytes travel to them.
public enum TransportOpener {
    /// Opens the node at `path` as a device of `kind`, without waiting for it. `line` is for serial lines only, `interface`
    /// for `usb` only.
    public static func open(
        _ kind: TransportKind, path: String, line: SerialLineSettings = SerialLineSettings(),
        interface: USBInterfaceChoice = .first
    ) throws(TransportError) -> any Transport {
        switch kind {
        case .serial: try SerialPort(path: path, line: line)
        case .hidraw: try HIDRawTransport(path: path)
        case .evdev: try EvdevTransport(path: path)
        case .usb: try USBTransport(path: path, choice: interface)
        }
    }
}
