extension DeviceCatalogue {
    /// Chips that carry bytes for anything. A thermometer, a scanner, a relay and a stranger's gadget look the same
    /// behind one, so that a technician must bind the port and a handshake must confirm it.
    static let converters: [DeviceModel] = [
        chip(
            "CH340 and CH341", 0x1A86, [0x7523, 0x7522, 0x5523], "Linux drivers/usb/serial/ch341.c"),
        chip("CH34x of the second generation", 0x1A86, [0x55D2, 0x55D3, 0x55D4, 0x55D5], "WCH CH9102 datasheet"),
        chip("CP210x", 0x10C4, [0xEA60, 0xEA61, 0xEA63, 0xEA70, 0xEA71], "Linux drivers/usb/serial/cp210x.c"),
        chip("FTDI", 0x0403, [0x6001, 0x6010, 0x6011, 0x6014, 0x6015], "Linux drivers/usb/serial/ftdi_sio_ids.h"),
        chip(
            "PL2303", 0x067B, [0x2303, 0x2304, 0x23A3, 0x23B3, 0x23C3, 0x23D3, 0x23E3, 0x23F3],
            "Linux drivers/usb/serial/pl2303.h"),
        chip("STM32 virtual COM", 0x0483, [0x5740], "ST USB device library"),
        chip("GD32 virtual COM", 0x28E9, [0x018A], "GigaDevice firmware library"),
    ]

    private static func chip(_ name: String, _ vendor: UInt16, _ products: [UInt16], _ source: String) -> DeviceModel {
        DeviceModel(name, .converter, products.map { DevicePattern(vendor, $0) }, sources: [source])
    }
}
