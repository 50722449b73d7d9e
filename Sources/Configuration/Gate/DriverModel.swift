/// What the configuration has to know of a driver: for which role it is, and how its devices usually speak.
struct DriverModel {
    var name: String
    var role: DeviceConfiguration.Role
    /// The rate with which such devices are sold.
    var baud: Int

    /// The drivers of this release.
    static let all = [
        DriverModel(name: "gy-mcu90614", role: .thermometer, baud: 9600),
        DriverModel(name: "serial-line", role: .scanner, baud: 9600),
        DriverModel(name: "lcus", role: .output, baud: 9600),
    ]
}
