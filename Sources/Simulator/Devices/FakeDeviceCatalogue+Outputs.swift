import Wire

extension FakeDeviceCatalogue {
    /// Outputs and scanners of a serial line that speak a protocol of their own.
    static let spokenNames = ["zebra-ssi", "modbus-relay", "syn6288", "tower-light"]
    /// Thermometers that speak in reports.
    static let hidThermometerNames = ["cp2112-mlx90614", "temper"]

    /// One of `spokenNames`; `nil` for others.
    static func makeSpoken(_ name: String, _ options: FakeDeviceOptions) -> (any FakeDevice)? {
        switch name {
        case "zebra-ssi":
            FakeZebraSSI(format: options.format, aim: options.isAIMChosen ? options.aim : "")
        case "modbus-relay":
            FakeModbusRelay(channels: options.channels, unit: options.address)
        case "syn6288": FakeSYN6288()
        case "tower-light": FakeTowerLight()
        default: nil
        }
    }

    /// One of `hidThermometerNames`; `nil` for others.
    static func makeHIDThermometer(
        _ name: String, _ options: FakeDeviceOptions
    ) -> (any FakeHIDDevice, USBIdentity)? {
        switch name {
        case "cp2112-mlx90614":
            (
                FakeCP2112(ambient: options.ambient, seed: options.seed, emissivity: options.emissivity),
                USBIdentity(
                    vendor: 0x10C4, product: 0xEA90, manufacturer: "Silicon Laboratories",
                    name: "CP2112 HID USB-to-SMBus Bridge", serial: "00A1B2C3")
            )
        case "temper":
            (
                FakeTEMPer(
                    name: options.firmware, hasCable: options.channels > 1, ambient: options.ambient, seed: options.seed
                ),
                USBIdentity(vendor: 0x413D, product: 0x2107)
            )
        default: nil
        }
    }
}
