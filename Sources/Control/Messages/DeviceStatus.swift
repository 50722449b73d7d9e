/// The state of one device of the configuration.
public struct DeviceStatus: Codable, Hashable, Sendable {
    /// The name in the configuration.
    public var name: String
    /// `thermometer`, `scanner`, `output` or `ambient`.
    public var role: String
    /// The driver, such as `gy-mcu90614`.
    public var driver: String
    /// The lane that it belongs to, if it belongs to one.
    public var lane: String?
    /// `absent`, `opening`, `identifying`, `warming`, `ready`, `stale` or `lost`.
    public var state: String
    /// How long it has been in that state, in seconds.
    public var since: Double
    /// Where it is plugged now, such as `/dev/ttyUSB0`; never an identity.
    public var port: String?
    /// What is wrong and what to do about it, in words; absent while nothing is.
    public var problem: String?
    /// How long ago the last sample or scan came, in seconds; absent while none has come.
    public var lastSampleAge: Double?
    /// What the driver has seen.
    public var counters: DeviceCounters

    /// A device.
    public init(
        name: String, role: String, driver: String, lane: String? = nil, state: String, since: Double,
        port: String? = nil, problem: String? = nil, lastSampleAge: Double? = nil,
        counters: DeviceCounters = DeviceCounters()
    ) {
        self.name = name
        self.role = role
        self.driver = driver
        self.lane = lane
        self.state = state
        self.since = since
        self.port = port
        self.problem = problem
        self.lastSampleAge = lastSampleAge
        self.counters = counters
    }
}

/// What a driver has seen since the daemon started. Totals only grow.
public struct DeviceCounters: Codable, Hashable, Sendable {
    /// Frames or lines that were taken.
    public var frames: UInt64
    /// Bytes that belonged to no frame that was taken.
    public var droppedBytes: UInt64
    /// Frames refused by their checksum.
    public var checksumFailures: UInt64
    /// All other faults.
    public var faults: UInt64
    /// How often the device was opened again after it was lost.
    public var reopened: UInt64

    /// Counters.
    public init(
        frames: UInt64 = 0, droppedBytes: UInt64 = 0, checksumFailures: UInt64 = 0, faults: UInt64 = 0,
        reopened: UInt64 = 0
    ) {
        self.frames = frames
        self.droppedBytes = droppedBytes
        self.checksumFailures = checksumFailures
        self.faults = faults
        self.reopened = reopened
    }
}
