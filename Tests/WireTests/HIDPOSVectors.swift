import Wire

/// Reports and descriptors of HID POS scanners: our own, from the usage tables.
enum HIDPOSVectors {
    static let descriptor64 = hex(
        """
        05 8C 09 02 A1 01 85 02 05 01 09 3B 15 00 26 FF 00 75 08 95 01 81 02 05 8C 09 FB 09 FC 09 FD 95 03 81 02 09 FE 95
        38 82 02 01 06 66 FF 09 04 95 01 81 02 09 05 81 03 05 8C 09 FF 25 01 75 01 95 01 81 02 75 07 81 03 C0
        """)
    static let descriptor61 = hex(
        """
        05 8C 09 02 A1 01 85 02 15 00 26 FF 00 75 08 95 03 09 FB 09 FC 09 FD 81 02 95 38 09 FE 82 02 01 25 01 75 01 95 01
        09 FF 81 02 75 07 81 03 C0
        """)
    /// Honeywell's: also the feature report FE of one byte and the output report FD of 63.
    static let honeywell =
        Array(descriptor64.dropLast())
        + hex("06 8C FF 85 FE 09 01 75 08 95 01 B1 02 85 FD 09 02 95 3F 91 02 C0")

    /// A counted report of 64 bytes.
    static func counted(_ text: [UInt8], aim: String = "]Q1", continued: Bool = false) -> [UInt8] {
        [2, UInt8(text.count)] + Array(aim.utf8) + text + [UInt8](repeating: 0, count: 56 - text.count)
            + [0x73, 0, continued ? 1 : 0]
    }

    /// An uncounted report of 61 bytes.
    static func uncounted(_ text: [UInt8], aim: String = "]Q1", continued: Bool = false) -> [UInt8] {
        [2] + Array(aim.utf8) + text + [UInt8](repeating: 0, count: 56 - text.count) + [continued ? 1 : 0]
    }

    static func hex(_ text: String) -> [UInt8] {
        (try? HexBytes.parse(Array(text.utf8))) ?? []
    }
}
