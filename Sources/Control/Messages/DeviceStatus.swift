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
    /// Where it is looked for, such as a path below `/dev/serial/by-path`.
    public var port: String?
    /// What is wrong and what to do about it, in words; absent while nothing is.
    public var problem: String?
    /// How long ago the last sample or scan came, in seconds; absent while none has come.
    public var lastSampleAge: Double?
    /// What was seen of it.
    public var counters: DeviceCounters
    /// Where it is open now, such as `/dev/ttyUSB0`; never an identity. Absent while it is not open.
    public var node: String?
    /// How bytes travel, such as `serial 9600 8N1`.
    public var transport: String?
    /// By what it is found, in the words of the configuration.
    public var match: String?
    /// Silence after which its last value is never used again, in seconds; absent for a device that is silent by nature.
    public var staleLimit: Double?
    /// For how long its values are not believed after it was identified, in seconds.
    public var warmUp: Double?
    /// What the configuration sets on its driver, where that differs from what is delivered.
    public var settings: [NamedValue]?
    /// What the device has said about itself, the newest of each name.
    public var facts: [NamedValue]?

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

/// Something with a name: a fact that a device told, or a setting.
public struct NamedValue: Codable, Hashable, Sendable {
    /// Such as `emissivity`, `firmware`, `mode`.
    public var name: String
    /// Its value, as text.
    public var value: String

    /// A value.
    public init(name: String, value: String) {
        self.name = name
        self.value = value
    }
}
