/// The drivers of the house, by name.
public enum DriverCatalogue {
    /// A driver that the house has: what is known of it, and how one is made.
    struct Entry: Sendable {
        let model: DriverModel
        let make: @Sendable (DriverSettings) -> any Driver
    }

    /// An output that the house has.
    struct OutputEntry: Sendable {
        let model: DriverModel
        let make: @Sendable (DriverSettings) -> any OutputDriver
    }

    /// All inputs, thermometers first.
    private static let inputs: [Entry] = [
        // Thermometers
        GYMCU90614.entry,
        LU90614.entry,
        GY614V3.entry,
        RaytekMI3.entry,
        EvoThermal33.entry,
        PyroUSB.entry,
        CP2112MLX90614.entry,
        TEMPer.entry,
        // Scanners
        HIDPOS.entry,
        Keyboard.entry,
        SerialLine.entry,
        ZebraSSI.entry,
    ]

    private static let outputs: [OutputEntry] = [
        LCUS.entry
    ]

    /// All of them, thermometers first.
    public static let models: [DriverModel] = inputs.map(\.model) + outputs.map(\.model)

    /// The model with this name, or `nil`.
    public static func model(named name: String) -> DriverModel? {
        models.first { $0.name == name }
    }

    /// A new driver with this name; `nil` when there is none, or when it is an output.
    public static func makeDriver(name: String, settings: DriverSettings = DriverSettings()) -> (any Driver)? {
        inputs.first { $0.model.name == name }?.make(settings)
    }

    /// A new output driver with this name; `nil` when there is none.
    public static func makeOutput(
        name: String, settings: DriverSettings = DriverSettings()
    ) -> (any OutputDriver)? {
        outputs.first { $0.model.name == name }?.make(settings)
    }
}
