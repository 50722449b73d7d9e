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

    /// A voice that the house has.
    struct VoiceEntry: Sendable {
        let model: DriverModel
        let make: @Sendable (DriverSettings) -> any VoiceDriver
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
        LCUS.entry,
        Dcttech.entry,
        ModbusRelay.entry,
        TowerLight.entry,
    ]

    private static let voices: [VoiceEntry] = [
        SYN6288.entry
    ]

    /// All of them, thermometers first.
    public static let models: [DriverModel] =
        inputs.map(\.model) + outputs.map(\.model) + voices.map(\.model)

    /// The model with this name, or `nil`.
    public static func model(named name: String) -> DriverModel? {
        models.first { $0.name == name }
    }

    /// A new driver with this name, whatever it is for; `nil` when there is none.
    public static func makeDriver(name: String, settings: DriverSettings = DriverSettings()) -> (any Driver)? {
        if let input = inputs.first(where: { $0.model.name == name }) { return input.make(settings) }
        return makeOutput(name: name, settings: settings) ?? makeVoice(name: name, settings: settings)
    }

    /// A new driver of something that is switched; `nil` when there is none with this name.
    public static func makeOutput(
        name: String, settings: DriverSettings = DriverSettings()
    ) -> (any OutputDriver)? {
        outputs.first { $0.model.name == name }?.make(settings)
    }

    /// A new driver of something that speaks; `nil` when there is none with this name.
    public static func makeVoice(
        name: String, settings: DriverSettings = DriverSettings()
    ) -> (any VoiceDriver)? {
        voices.first { $0.model.name == name }?.make(settings)
    }
}
