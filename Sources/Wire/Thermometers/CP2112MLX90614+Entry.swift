extension CP2112MLX90614 {
    static let entry = DriverCatalogue.Entry(
        model: DriverModel(
            name: "cp2112-mlx90614", kind: .thermometer, title: "MLX90614 sensor behind a CP2112 USB HID bridge",
            transports: [.hidraw, .usb], packetLengths: [CP2112Report.length],
            staleLimit: .seconds(2),  // twenty polls: the sensor is gone, not late
            identifiesItself: true, settings: ["address"],
            sources: ["Linux drivers/hid/hid-cp2112.c", "MLX90614 datasheet Rev 007", "SMBus specification 2.0"])
    ) { settings in CP2112MLX90614(address: settings.address ?? MLX90614Word.defaultAddress) }
}
