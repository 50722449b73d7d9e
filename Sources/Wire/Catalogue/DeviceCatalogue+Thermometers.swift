extension DeviceCatalogue {
    /// Thermometers, and ambient references.
    static let thermometers: [DeviceModel] = [
        DeviceModel(
            "GY-MCU90614", .driver("gy-mcu90614"), baud: 9600, rate: 10...14, range: -70...380, error: 0.5,
            note: "reads 0.5 °C wrong when the spot is larger than the forehead: keep within 15 cm",
            sources: ["as99shop.com/product/363", "planet-gates.com", "mikroelektronik.hu 122012"]),
        DeviceModel(
            "GY-MCU90615", .driver("gy-mcu90614"), baud: 115_200, range: -70...380, error: 0.5,
            note: "some are delivered silent, at 115200 baud",
            sources: ["chipskey.cc p-6642", "hxchipstech.com p-3406"]),
        DeviceModel(
            "LU90614", .driver("lu90614"), baud: 9600, range: -70...382.2, error: 0.5,
            note: "body mode is the maker's own formula; object mode is what a calibration can be traced with",
            sources: ["esp32.8266.de bsp_temp_lu90614", "cicciocb.com"]),
        DeviceModel(
            "GY-614V3", .driver("gy-614v3"), baud: 9600, rate: 1...10, range: -70...380, error: 0.5,
            note: "may hold an offset and an emissivity of its own, which the driver reads",
            sources: ["wap.szlitus.com show-4084", "allnewsemi.com show-228082"]),
        DeviceModel(
            "Calex PyroUSB and PyroMiniBus", .driver("pyrousb"), baud: 9600,
            note: "resolves 0.1 °C: a monitor, not a clinical thermometer",
            sources: ["easymanua.ls/calex/pyrousb-series"]),
        DeviceModel(
            "Raytek MI and MI3", .driver("raytek-mi3"), baud: 9600,
            note: "may hold a gain and an offset of its own, which the driver reads",
            sources: ["manualslib.com 1255136", "manualsdump.com 252798"]),
        DeviceModel(
            "CP2112 with MLX90614-DCI", .driver("cp2112-mlx90614"), [DevicePattern(0x10C4, 0xEA90)],
            transport: .hidraw, range: -70...380,
            sources: ["Linux drivers/hid/hid-cp2112.c", "MLX90614 datasheet"]),
        DeviceModel(
            "Terabee Evo Thermal 33", .driver("evo-thermal-33"), baud: 115_200,
            note: "shares its USB ids with other STM32 devices: it must be bound to its port",
            sources: ["terabee sample code", "manualshive.com evo-thermal-33 p. 15"]),
        DeviceModel(
            "PCsensor TEMPer", .driver("temper"),
            [
                DevicePattern(0x0C45, 0x7401), DevicePattern(0x0C45, 0x7402), DevicePattern(0x413D, 0x2107),
                DevicePattern(0x1A86, 0xE025), DevicePattern(0x3553, 0xA001),
            ], transport: .hidraw, choice: .last,
            note: "measures the air, not people; its other interface is a keyboard that types the readings",
            sources: ["ccwienk/temper", "urwen/temper"]),
    ]
}
