/// Where a device is in its life. The raw value is the name that is published.
public enum DeviceState: String, Hashable, Sendable, CaseIterable {
    /// Nothing is there to open, and nothing was since the start.
    case absent
    /// Something is there, and it is being opened; stays so while the open fails.
    case opening
    /// Open; the device has not yet proved what it is.
    case identifying
    /// It delivers, and its values are not yet to be believed.
    case warming
    /// It delivers within its limit.
    case ready
    /// Open, and silent for longer than its limit. Its last value must not be used again.
    case stale
    /// It was open and went away; it is looked for until it comes back.
    case lost

    /// Whether the transport is open in this state.
    public var isOpen: Bool {
        switch self {
        case .identifying, .warming, .ready, .stale: true
        case .absent, .opening, .lost: false
        }
    }
}
