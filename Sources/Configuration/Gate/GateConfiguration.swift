public import Admission
public import Codes

/// The configuration of the daemon: `gatehouse.toml` and what `gatehouse.d/*.toml` laid over it.
///
/// The example file `etc/gatehouse.toml` documents every key with its default; a test holds it against this parser.
public struct GateConfiguration: Hashable, Sendable {
    /// `[site]`.
    public var site: SiteConfiguration
    /// `[temperature]` and `[measurement]`: how temperatures are measured and judged at every lane.
    public var measurement: MeasurementSettings
    /// `[[lane]]`, at least one, numbered by their place from 1; with the measurement and the rules of the gate.
    public var lanes: [LaneSettings]
    /// `[[device]]`.
    public var devices: [DeviceConfiguration]
    /// `[rules.<category>]`: what each category needs, for the categories that the file names; the others keep
    /// `Needs.builtIn(for:)`.
    public var rules: [Category: Needs]
    /// `[[resolver]]`: the opaque codes that the uplink asks services about; how it asks is in its own configuration.
    public var resolvers: [ResolverFamily]
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

/// `[journal]`: the records on disk.
public struct JournalConfiguration: Hashable, Sendable {
    /// The journal's directory.
    public var directory: String
    /// For how many days details and sealed parts are kept, 1 to 3650.
    public var keepDays: Int
    /// How many bytes of the file system stay free for others.
    public var keepFree: Int
}
