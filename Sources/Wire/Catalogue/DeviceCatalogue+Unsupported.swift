extension DeviceCatalogue {
    /// Devices that gates meet and the house does not speak to, with what would be needed.
    static let unsupported: [DeviceModel] = [
        DeviceModel(
            "CJMCU-90614",
            .unsupported(needed: "a driver for frames 66 66 mode 04, whose sum covers the four data bytes only"),
            baud: 115_200, range: -70...380, sources: ["electronicpro.co.za", "newegg.ca 3D0-0039-001C4"]),
        DeviceModel(
            "GY-MCU640",
            .unsupported(
                needed: "a driver for frames of 1544 bytes (32 by 24 pixels), and the true form of its commands"),
            baud: 115_200, rate: 0.5...8,
            sources: ["public MLX90640 serial projects"]),
        DeviceModel(
            "Optris CS, CSmicro and CT",
            .unsupported(
                needed: "a driver for answers of two bytes without any frame or check, by which a late answer cannot be"
                    + " told from the next one"), baud: 115_200,
            sources: ["easymanua.ls/optris/cs-series", "scribd.com 678736938"]),
        DeviceModel(
            "GD60914",
            .unsupported(needed: "a driver for its one-byte commands and seven letters of answer, which have no check"),
            baud: 9600, sources: ["ESPHome component gd60914"]),
        DeviceModel(
            "DFRobot SEN0254",
            .unsupported(
                needed: "a Modbus profile at 19200 baud, and trust in a sensor that admits 3 °C of drift"),
            baud: 19_200, error: 3, sources: ["wiki.dfrobot.com/sen0254"]),
        DeviceModel(
            "MCP2221A bridge",
            .unsupported(
                needed: "its kernel driver unbound, which leaves no hidraw node and offers no check (PEC); use a CP2112"
            ),
            [DevicePattern(0x04D8, 0x00DD)], transport: .hidraw, sources: ["Linux drivers/hid/hid-mcp2221.c"]),
        DeviceModel(
            "Seek Compact and CompactPRO",
            .unsupported(needed: "a way to absolute temperatures, which nobody has published"),
            [DevicePattern(0x289D, 0x0010), DevicePattern(0x289D, 0x0011)], transport: .usb,
            sources: ["OpenThermal/libseek-thermal"]),
        DeviceModel(
            "FLIR One", .unsupported(needed: "an error below 3 °C or 5 %, which the camera does not have"),
            [DevicePattern(0x09CB, 0x1996)], transport: .usb, sources: ["FLIR One datasheet"]),
        DeviceModel(
            "Devantech USB-TPA64",
            .unsupported(needed: "a finer sensor: this one resolves 0.25 °C and checks nothing"),
            sources: ["Devantech USB-TPA64 datasheet p. 3"]),
        DeviceModel(
            "LCUS relay on HID",
            .unsupported(needed: "a driver for its reports; it has no name by which it could be told from others"),
            [DevicePattern(0x5131, 0x2007)], transport: .hidraw, sources: ["darrylb123/usbrelay issue 103"]),
        DeviceModel(
            "Ucreatefun relay", .unsupported(needed: "a driver for F0+n and 0n; it tells no state"),
            [DevicePattern(0x0519, 0x2018)], transport: .hidraw, sources: ["darrylb123/usbrelay"]),
        DeviceModel(
            "Symbol USB serial emulation",
            .unsupported(needed: "another mode: set the scanner to HID POS or to CDC by its manual"),
            [DevicePattern(0x05E0, 0x0600)], transport: .hidraw, sources: ["linux22.com/archives/106927"]),
    ]
}
