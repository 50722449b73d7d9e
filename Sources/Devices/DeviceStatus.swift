public import Wire

/// How a device is, for people and the control socket.
public struct DeviceStatus: Hashable, Sendable {
    /// The device.
    public let settings: DeviceSettings
    /// The node that it uses or would use; `nil` when there is none, or when it is found by a path.
    public let node: DeviceNode?
    /// Where it is in its life.
    public let state: DeviceState
    /// Why it does not deliver; `nil` while all is well.
    public let problem: String?
    /// What was seen of it.
    public let counters: SessionCounters
    /// Pulses that an output began and refused.
    public let pulses: UInt64
    /// Pulses that were refused.
    public let refusedPulses: UInt64
}
