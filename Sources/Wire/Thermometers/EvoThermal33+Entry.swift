extension EvoThermal33 {
    static let entry = DriverCatalogue.Entry(
        model: DriverModel(
            name: "evo-thermal-33", kind: .thermometer,
            title: "Terabee Evo Thermal 33 arrays (USB, or their UART boards)",
            defaultBaud: 115_200, otherBauds: [460_800, 1_500_000],
            staleLimit: .seconds(2),  // fourteen frames: the sensor is gone, not late
            identifiesItself: true,
            sources: ["Terabee sample code for the Evo Thermal", "Evo Thermal user manual p. 15"])
    ) { _ in EvoThermal33() }
}
