extension SerialLine {
    static let entry = DriverCatalogue.Entry(
        model: DriverModel(
            name: "serial-line", kind: .scanner, title: "code scanners that send lines (virtual COM port or RS-232)",
            otherBauds: [115_200], identifiesItself: false, settings: ["terminator", "aim", "idle_ms"],
            sources: ["ISO/IEC 15424 (AIM identifiers)", "NielsLeenheer/WebSerialBarcodeScanner (idle gap)"])
    ) { SerialLine(terminators: $0.terminators, aim: $0.aim, idleGap: $0.idleGap) }
}
