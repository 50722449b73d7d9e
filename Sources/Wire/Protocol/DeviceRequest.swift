/// What somebody may want of a device, beyond what its driver does by itself.
public enum DeviceRequest: Hashable, Sendable {
    /// A scanner reads now, until it has read or its own limit is over.
    case trigger
    /// A scanner stops reading.
    case triggerOff
    /// A scanner beeps.
    case beep
    /// The device proves that it is alive, where its protocol has a way.
    case heartbeat
}
