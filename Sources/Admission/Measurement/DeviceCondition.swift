/// Where a device is in its life, as the lane needs to know it.
public enum DeviceCondition: String, Hashable, Sendable, CaseIterable {
    /// Nothing is plugged in that matches.
    case absent
    /// The transport is being opened.
    case opening
    /// The transport is open; the device has not yet proved what it is.
    case identifying
    /// A thermometer that sends values which are not yet to be believed.
    case warming
    /// The device answers within its limit.
    case ready
    /// The device is open and silent beyond its driver's limit. Its last value is never used again.
    case stale
    /// The device went away and is being looked for.
    case lost

    /// Whether values of a device in this condition are looked at.
    public var delivers: Bool { self == .ready || self == .warming }
}

/// What a device does at its lane.
public enum DeviceRole: String, Hashable, Sendable, CaseIterable {
    case thermometer
    case scanner
    case output
    /// A thermometer of the surroundings, for sensors that do not report their own.
    case ambient
}
