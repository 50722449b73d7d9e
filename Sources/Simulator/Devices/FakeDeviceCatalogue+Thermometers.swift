import Wire

extension FakeDeviceCatalogue {
    /// Thermometers of a serial line.
    static let thermometerNames = [
        "gy-mcu90614", "lu90614", "gy-614v3", "pyrousb", "pyrominibus", "raytek-mi3", "evo-thermal-33",
    ]

    /// The driver that reads a fake, and the profile that it needs: the two families of Calex share one.
    static func driver(of name: String) -> (name: String, profile: String?) {
        name == "pyrominibus" ? ("pyrousb", name) : (name, nil)
    }

    /// A thermometer of a serial line; `nil` when there is none with this name.
    static func makeThermometer(_ name: String, _ options: FakeDeviceOptions) -> (any FakeDevice)? {
        let (ambient, seed) = (options.ambient, options.seed)
        switch name {
        case "gy-mcu90614": return FakeGYMCU90614(ambient: ambient, seed: seed)
        case "lu90614": return FakeLU90614(ambient: ambient, seed: seed)
        case "gy-614v3": return FakeGY614V3(ambient: ambient, seed: seed)
        case "pyrousb": return FakePyroUSB(ambient: ambient, seed: seed)
        case "pyrominibus": return FakePyroUSB(isMiniBus: true, ambient: ambient, seed: seed)
        case "raytek-mi3": return FakeRaytekMI3(ambient: ambient, seed: seed)
        case "evo-thermal-33": return FakeEvoThermal33(ambient: ambient, seed: seed)
        default: return nil
        }
    }
}
