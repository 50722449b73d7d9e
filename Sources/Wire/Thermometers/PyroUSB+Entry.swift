extension PyroUSB {
    static let entry = DriverCatalogue.Entry(
        model: DriverModel(
            name: "pyrousb", kind: .thermometer,
            title: "Calex PyroUSB and PyroMiniBus infrared thermometers (Modbus RTU, industrial: 0.1 °C a step)",
            staleLimit: .seconds(2),  // twenty polls: the sensor is gone, not late
            identifiesItself: true, settings: ["address", "profile"],
            profiles: PyroUSBProfile.all.map(\.name),
            sources: [
                "Calex PyroUSB operator's guide p. 11-12", "Calex PyroMiniBus operator's guide p. 7",
                "Modbus application protocol V1.1b3", "Modbus over serial line V1.02",
            ])
    ) { settings in
        PyroUSB(
            profile: PyroUSBProfile.all.first { $0.name == settings.profile } ?? .pyroUSB,
            address: settings.address ?? PyroUSB.defaultAddress)
    }
}
