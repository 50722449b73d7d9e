extension LU90614 {
    static let entry = DriverCatalogue.Entry(
        model: DriverModel(
            name: "lu90614", kind: .thermometer, title: "LU90614 infrared modules, object or body mode",
            staleLimit: .seconds(2),  // eight answers: the sensor is gone, not late
            identifiesItself: true,
            settings: ["mode"],
            sources: ["esp32.8266.de bsp_temp_lu90614", "cicciocb.com", "public C and ESP32 drivers of the LU90614"])
    ) { LU90614(mode: $0.mode) }
}
