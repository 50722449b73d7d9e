extension Keyboard {
    static let entry = DriverCatalogue.Entry(
        model: DriverModel(
            name: "keyboard", kind: .scanner, title: "code scanners that type as a USB keyboard",
            transports: [.evdev], packetLengths: [BootKeyboard.length],
            identifiesItself: false, settings: ["aim", "idle_ms", "alt"],
            sources: [
                "HID 1.11, appendix B.1 (boot keyboard)", "USB-IF HID Usage Tables, page 07",
                "Linux input-event-codes.h and event-codes.rst (SYN_DROPPED)",
                "linux22.com/archives/1157885 (ALT 029)", "markusressel/barcode-server",
            ])
    ) { Keyboard(aim: $0.aim, idleGap: $0.idleGap, altDigits: $0.altDigits) }
}
