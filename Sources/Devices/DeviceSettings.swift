public import Wire

/// What a site says about one device, as far as its transport and its life are concerned.
public struct DeviceSettings: Hashable, Sendable {
    /// What a device is for.
    public enum Role: String, Hashable, Sendable, CaseIterable {
        /// Measures people.
        case thermometer
        /// Reads codes.
        case scanner
        /// Is switched.
        case output
        /// Measures the surroundings.
        case ambient
    }

    /// The device's name in the configuration, such as `thermo-1`.
    public var name: String
    /// What it is for.
    public var role: Role
    /// The name of its driver.
    public var driver: String
    /// The name of its lane; `nil` when it serves the whole gate.
    public var lane: String?
    /// By what it is known among the nodes that are watched; `nil` when it is found by `paths` alone.
    public var identity: DeviceIdentity?
    /// How bytes may travel to it, the preferred way first.
    public var transports: [TransportKind]
    /// Where it may be found when nobody watches; the first path that exists is opened. Symbolic links are followed.
    public var paths: [String]
    /// Its serial line.
    public var line: SerialLineSettings
    /// Other speeds that such devices are delivered with, tried in turn while it says nothing.
    public var otherBauds: [UInt32]
    /// Silence after which its last value is never used again; `nil` for a device that is silent by nature.
    public var staleLimit: Duration?
    /// Whether it must prove what it is by a plausible frame. If not, an open port is ready.
    public var identifiesItself: Bool
    /// For how long its values are not believed after it was identified.
    public var warmUp: Duration

    /// What the driver is told: terminators, channels and the like.
    public var driverSettings: DriverSettings

    /// Silence of a thermometer before it is stale, unless its driver says otherwise: the slowest thermometer of the
    /// catalogue that sends by itself does so once per second, and one lost frame is not silence.
    public static let defaultStaleLimit: Duration = .seconds(2)

    /// Settings of a device. What is not given, the stale limit and whether it identifies itself come from the driver's
    /// model.
    public init(
        name: String, role: Role, driver: String, lane: String? = nil, identity: DeviceIdentity? = nil,
        transports: [TransportKind]? = nil, paths: [String], line: SerialLineSettings = SerialLineSettings(),
        warmUp: Duration? = nil,
        driverSettings: DriverSettings = DriverSettings()
    ) {
        self.name = name
        self.role = role
        self.driver = driver
        self.lane = lane
        self.identity = identity
        self.paths = paths
        self.line = line
        self.driverSettings = driverSettings
        let measures = role == .thermometer || role == .ambient
        let model = DriverCatalogue.model(named: driver)
        self.transports = transports ?? model?.usualTransports ?? [.serial]
        self.warmUp = warmUp ?? model?.warmUp ?? .zero
        otherBauds = model?.otherBauds ?? []
        staleLimit = model?.staleLimit ?? (measures ? Self.defaultStaleLimit : nil)
        identifiesItself = model?.identifiesItself ?? measures
    }

    /// Where udev links the terminal at a physical port (`ID_PATH`), such as `pci-0000:00:14.0-usb-0:1.2:1.0`: with the
    /// port's number for converters, without for modems (60-serial.rules of systemd).
    public static func paths(forPort port: String) -> [String] {
        ["/dev/serial/by-path/\(port)-port0", "/dev/serial/by-path/\(port)"]
    }
}
