extension HIDPOS {
    static let entry = DriverCatalogue.Entry(
        model: DriverModel(
            name: "hid-pos", kind: .scanner, title: "code scanners in USB HID POS mode (usage page 8C)",
            transports: [.hidraw, .usb], packetLengths: [64, 61],
            // The descriptor names it, but some that send scans do not describe them.
            identifiesItself: false, settings: ["aim"],
            sources: [
                "USB-IF HID Point of Sale Usage Tables 1.02", "Access-IS ATR110 and LSR118 manuals",
                "HenkVanAsselt/python_hon_usbhid (captures)", "NielsLeenheer/WebHidBarcodeScanner",
            ])
    ) { HIDPOS(aim: $0.aim) }
}
