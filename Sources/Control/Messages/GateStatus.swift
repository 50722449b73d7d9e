/// The state of one gate at one moment: the reply of `GetStatus`. Times are UTC in RFC 3339, ages and durations seconds.
public struct GateStatus: Codable, Hashable, Sendable {
    /// The community, as the configuration names it.
    public var site: String
    /// The gate of the community, as the configuration names it.
    public var gate: String
    /// The daemon's version.
    public var version: String
    /// How long the daemon runs, in seconds.
    public var uptime: Double
    /// The wall clock.
    public var clock: ClockStatus
    /// The lanes, in the order of the configuration.
    public var lanes: [LaneStatus]
    /// The devices, in the order of the configuration.
    public var devices: [DeviceStatus]
    /// The journal.
    public var journal: JournalStatus

    /// A state.
    public init(
        site: String, gate: String, version: String, uptime: Double, clock: ClockStatus, lanes: [LaneStatus],
        devices: [DeviceStatus], journal: JournalStatus
    ) {
        self.site = site
        self.gate = gate
        self.version = version
        self.uptime = uptime
        self.clock = clock
        self.lanes = lanes
        self.devices = devices
        self.journal = journal
    }
}

/// The wall clock and how far it can be believed.
public struct ClockStatus: Codable, Hashable, Sendable {
    /// The time now.
    public var time: String
    /// `unset`, `free-running` or `synchronised`.
    public var quality: String

    /// A clock.
    public init(time: String, quality: String) {
        self.time = time
        self.quality = quality
    }
}
