extension GYMCU90614 {
    static let entry = DriverCatalogue.Entry(
        model: DriverModel(
            name: "gy-mcu90614", kind: .thermometer, title: "GY-MCU90614 and GY-MCU90615 infrared modules",
            otherBauds: [115_200],
            staleLimit: .seconds(2),  // twenty frames at 10 Hz: the sensor is gone, not late
            identifiesItself: true,
            sources: [
                "as99shop.com/product/363", "planet-gates.com", "mikroelektronik.hu 122012", "MLX90614 datasheet",
            ])
    ) { _ in GYMCU90614() }
}
