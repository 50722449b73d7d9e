extension SerialLine {
    static let entry = DriverCatalogue.Entry(
        model: DriverModel(
            name: "serial-line", kind: .scanner, title: "code scanners that send lines (virtual COM port or RS-232)",
            otherBauds: [115_200], identifiesItself: false,
            settings: ["terminator", "aim", "idle_ms", "commands", "profile"],
            profiles: ["manual", "command", "continuous", "induction"],
            sources: [
                "ISO/IEC 15424 (AIM identifiers)", "NielsLeenheer/WebSerialBarcodeScanner (idle gap)",
                "GROW GM65 manual p36", "Hamlet HBCS2D manual p14", "manualslib 2692359 p19 (GM65 commands)",
                "manualshive Honeywell N86 p163", "enioka-Haute-Couture/enioka_scan (DECHDR1)",
                "manualslib 3278488 p35 and p234 (Newland)",
            ])
    ) {
        SerialLine(
            terminators: $0.terminators, aim: $0.aim, idleGap: $0.idleGap, commands: $0.commands, profile: $0.profile)
    }
}
