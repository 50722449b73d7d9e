extension ModbusRelay {
    static let entry = DriverCatalogue.OutputEntry(
        model: DriverModel(
            name: "modbus-relay", kind: .output, title: "Modbus RTU relay boards, with the timed pulse of Waveshare's",
            // Two polls without an answer, each repeated.
            staleLimit: .seconds(8),
            identifiesItself: true, settings: ["channel", "pulse_ms", "address", "profile"],
            profiles: ["standard", ModbusRelay.waveshareProfile],
            sources: ["Modbus application protocol V1.1b3", "grassdime's command table", "the timed pulse from memory"])
    ) {
        ModbusRelay(
            channels: $0.channels, unit: $0.address ?? ModbusRelay.defaultUnit,
            hasTimedPulse: $0.profile == ModbusRelay.waveshareProfile)
    }
}
