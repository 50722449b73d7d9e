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
    /// What became of the sentences of a voice; all zero for another device.
    public let sentences: SentenceCounters
    /// Pulses of a relay that began.
    public internal(set) var pulses: UInt64 = 0
    /// Pulses that were refused.
    public internal(set) var refusedPulses: UInt64 = 0
    /// Pulses that began and did not come about.
    public internal(set) var missedPulses: UInt64 = 0
}
