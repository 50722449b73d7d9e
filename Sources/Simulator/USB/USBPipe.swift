/// Which of a device's transfers a command means.
public enum USBPipe: String, Hashable, Sendable {
    /// Requests of a class or a vendor, such as feature reports.
    case control
    /// What the device sends.
    case toHost = "in"
    /// What the host sends.
    case toDevice = "out"
}
