public import Admission

/// The configuration of the daemon: `gatehouse.toml` and what `gatehouse.d/*.toml` laid over it.
///
/// The example file `etc/gatehouse.toml` documents every key with its default; a test holds it against this parser.
public struct GateConfiguration: Hashable, Sendable {
    /// `[site]`.
    public var site: SiteConfiguration
    /// `[temperature]`.
    public var temperature: TemperatureConfiguration
    /// `[measurement]`.
    public var measurement: MeasurementConfiguration
    /// `[[lane]]`, at least one.
    public var lanes: [LaneConfiguration]
    /// `[[device]]`.
    public var devices: [DeviceConfiguration]
    /// `[rules.<category>]`: what each category needs, for the categories that the file names; the others keep the
    /// built-in table.
    public var rules: [Category: Set<Need>]
    /// `[journal]`.
    public var journal: JournalConfiguration
    /// `[identity]`: where the gate's signing seed is.
    public var identity: SecretSource
    /// `[trust] directory`: keys and lists by which codes are verified.
    public var trustDirectory: String
    /// `[control] socket`: where the control socket is made.
    public var controlSocket: String
}

/// `[site]`: where the gate stands.
public struct SiteConfiguration: Hashable, Sendable {
    /// The community's name, for people.
    public var name: String
    /// The gate's name within the site.
    public var gate: String
    /// The IANA time zone in which opening hours are meant.
    public var timezone: String
}

/// `[temperature]`: what is compared with what.
public struct TemperatureConfiguration: Hashable, Sendable {
    /// The threshold of a high temperature in °C, 35 to 40.
    public var threshold: Double
    /// The human window for an accepted reading, in °C.
    public var window: ClosedRange<Double>
    /// The ambient range, in °C, outside which readings hold.
    public var ambient: ClosedRange<Double>
    /// Whether a thermometer without a valid calibration may decide.
    public var calibrationRequired: Bool
}

/// `[measurement]`: when samples become a reading.
public struct MeasurementConfiguration: Hashable, Sendable {
    /// How many samples a reading takes, 3 to 100.
    public var samples: Int
    /// Over how long at least, in milliseconds, 500 to 10,000 (DESIGN: over at least 0.5 s).
    public var durationMilliseconds: Int
    /// Within which span, in °C, 0.05 to 2.
    public var band: Double
}

/// `[journal]`: the records on disk.
public struct JournalConfiguration: Hashable, Sendable {
    /// The journal's directory.
    public var directory: String
    /// For how many days details and sealed parts are kept, 1 to 3650.
    public var keepDays: Int
    /// How many bytes of the file system stay free for others.
    public var keepFree: Int
}
