/// What a configured device asks of the nodes that are there.
public struct DeviceWish: Hashable, Sendable {
    /// The device's name in the configuration.
    public var name: String
    /// By what the site knows it.
    public var identity: DeviceIdentity
    /// The name of its driver.
    public var driver: String
    /// How bytes may travel to it, the preferred way first.
    public var transports: [TransportKind]

    /// A wish of a device with this driver; without `transports`, the usual ones of the driver's model.
    public init(name: String, identity: DeviceIdentity, driver: String, transports: [TransportKind]? = nil) {
        self.name = name
        self.identity = identity
        self.driver = driver
        self.transports = transports ?? DriverCatalogue.model(named: driver)?.usualTransports ?? [.serial]
    }
}
