extension DeviceCatalogue {
    /// Code scanners.
    static let scanners: [DeviceModel] = [
        DeviceModel(
            "HID POS scanner", .driver("hid-pos"),
            // The Bar Code Scanner page of the HID usage tables, whoever made it; and those who are known to.
            [
                DevicePattern(usagePage: 0x8C), DevicePattern(0x0C2E, usagePage: 0x8C),
                DevicePattern(0x23D0, usagePage: 0x8C), DevicePattern(0x05E0, usagePage: 0x8C),
                DevicePattern(0x05F9, usagePage: 0x8C), DevicePattern(0x067E, 0x0809, usagePage: 0x8C),
            ], transport: .hidraw, note: "Honeywell, Youjie, Zebra, Datalogic, Intermec, when set to HID POS",
            sources: ["HID Point of Sale Usage Tables 1.02", "NielsLeenheer/WebHidBarcodeScanner"]),
        DeviceModel(
            "Newland virtual COM", .driver("serial-line"),
            [
                DevicePattern(0x1EAB, 0x8306), DevicePattern(0x1EAB, 0x0C06), DevicePattern(0x1EAB, 0x1D06),
                DevicePattern(0x1EAB, 0x1D07),
            ], baud: 9600, note: "1eab:0d02 needs usbserial to be told of it before there is a port",
            sources: ["quicktill udev rules"]),
        DeviceModel(
            "Honeywell and Youjie virtual COM", .driver("serial-line"),
            [DevicePattern(0x0C2E, interfaceClass: 0x02), DevicePattern(0x23D0, interfaceClass: 0x02)], baud: 115_200,
            sources: ["Honeywell Xenon 1900 user's guide"]),
        DeviceModel(
            "Datalogic virtual COM", .driver("serial-line"),
            [DevicePattern(0x05F9, 0x4204), DevicePattern(0x05F9, 0x4205)],
            baud: 9600, sources: ["Datalogic Gryphon product reference guide"]),
        DeviceModel(
            "GM65 virtual COM", .driver("serial-line"), [DevicePattern(0x7777, 0x6666), DevicePattern(0x6666, 0x7777)],
            baud: 9600, note: "public sources mix up which number is the vendor's", sources: ["easymanua.ls/grow/gm65"]),
        DeviceModel(
            "Netum, Mindeo and Mercury virtual COM", .driver("serial-line"),
            [
                DevicePattern(0x0488, interfaceClass: 0x02), DevicePattern(0x27DD, interfaceClass: 0x02),
                DevicePattern(0x2DD6, interfaceClass: 0x02),
            ], baud: 9600, sources: ["public lists of scanner ids"]),
        DeviceModel(
            "scanner on RS-232 or behind a converter", .driver("serial-line"), baud: 9600,
            sources: ["ISO/IEC 15424 (AIM identifiers)"]),
        DeviceModel(
            "scanner that types", .driver("keyboard"),
            [
                DevicePattern(0x0C2E, interfaceClass: 0x03), DevicePattern(0x23D0, interfaceClass: 0x03),
                DevicePattern(0x05E0, 0x1200), DevicePattern(0x05F9, interfaceClass: 0x03),
                DevicePattern(0x1EAB, interfaceClass: 0x03),
            ], transport: .evdev,
            note: "any keyboard looks like it: it must be named by its port or its ids",
            sources: ["Linux include/uapi/linux/input-event-codes.h"]),
        DeviceModel(
            "Zebra SSI", .driver("zebra-ssi"), [DevicePattern(0x05E0, 0x1701)], baud: 9600,
            sources: ["manualslib.com 1931353", "enioka BarcodeParser"]),
    ]
}
