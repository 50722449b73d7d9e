extension DeviceCatalogue {
    /// Relays, voices, lamps.
    static let outputs: [DeviceModel] = [
        DeviceModel(
            "LCUS-1, -2, -4 and -8", .driver("lcus"), baud: 9600, note: "does not tell the state of its relays",
            sources: ["the vendor's command table", "darrylb123/usbrelay issue 121"]),
        DeviceModel(
            "dcttech USBRelay1 to 8", .driver("dcttech"),
            // The ids are shared by hobbyists (obdev.at): only the name tells.
            [DevicePattern(0x16C0, 0x05DF, productText: "USBRelay")], transport: .hidraw,
            sources: ["darrylb123/usbrelay", "dcttech.com"]),
        DeviceModel(
            "Modbus RTU relay", .driver("modbus-relay"), baud: 9600, sources: ["Modbus over serial line V1.02"]),
        DeviceModel(
            "SYN6288 and XFS5152 voice", .driver("syn6288"), baud: 9600, note: "speaks GBK",
            sources: ["SYN6288 datasheet"]),
        DeviceModel("tower light", .driver("tower-light"), baud: 9600, sources: ["Adafruit 5125"]),
    ]
}
