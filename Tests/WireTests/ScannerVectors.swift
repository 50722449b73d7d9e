import Foundation
import Testing
import Wire

/// The bytes of scanners, by the name that they have in the public vectors' `devices.json`.
enum ScannerVectors {
    static let hex: [String: String] = [
        "hidpos_report_1_of_2": """
        02 38 5D 51 31 68 74 74 70 73 3A 2F 2F 65 78 61 6D 70 6C 65 2E 69 6E 76 61 6C 69 64 2F 73 73 6D
        3F 63 3D 30 31 32 33 34 35 36 37 38 39 41 42 43 44 45 46 30 31 32 33 34 35 36 37 38 39 73 00 01
        """,
        "hidpos_report_2_of_2": """
        02 26 5D 51 31 41 42 43 44 45 46 30 31 32 33 34 35 36 37 38 39 41 42 43 44 45 46 30 31 32 33 34
        35 36 37 38 39 41 42 43 44 45 46 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 73 00 00
        """,
        "hidpos_1602g_revinf_tail_captured": """
        02 09 5D 58 30 75 6D 3A 20 4E 2F 41 0D 0A 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00
        00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 3F 00 00
        """,
        "kbd_boot_reports_A1_enter": """
        02 00 04 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 1E 00 00 00 00 00 00 00 00 00 00 00 00 00
        00 00 28 00 00 00 00 00 00 00 00 00 00 00 00 00
        """,
        "kbd_alt_unicode_35760": """
        04 00 00 00 00 00 00 00 04 00 5B 00 00 00 00 00 04 00 00 00 00 00 00 00 04 00 5D 00 00 00 00 00
        04 00 00 00 00 00 00 00 04 00 5F 00 00 00 00 00 04 00 00 00 00 00 00 00 04 00 5E 00 00 00 00 00
        04 00 00 00 00 00 00 00 04 00 62 00 00 00 00 00 04 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00
        """,
        "gm65_heartbeat": "7E 00 0A 01 00 00 00 30 1A",
        "gm65_heartbeat_reply_candidate": "03 00 00 01 00 33 31",
        "gm65_trigger": "7E 00 08 01 00 02 01 02 DA",
        "gm65_trigger_wildcard": "7E 00 08 01 00 02 01 AB CD",
        "gm65_cmd_mode_D5": "7E 00 08 01 00 00 D5 EF 41",
        "gm65_same_code_delay_3s": "7E 00 08 01 00 13 9E 40 CE",
        "gm65_read_interval_0_5s": "7E 00 08 01 00 05 05 DB C9",
        "ssi_nak_resend": "05 D1 04 00 01 FF 25",
        "ssi_stop_session": "04 E5 04 00 FF 13",
        "ssi_scan_disable": "04 EA 04 00 FF 0E",
        "ssi_decode_qr_basic": "12 F3 00 00 1C 53 48 41 2D 54 45 53 54 2D 30 30 30 31 FB A8",
        "ssi_decode_qr_4byte_prefix": "15 F3 00 20 1C 01 00 0D 53 48 41 2D 54 45 53 54 2D 30 30 30 31 FB 77",
        "honeywell_serial_trigger_on": "16 54 0D",
        "honeywell_serial_trigger_off": "16 55 0D",
        "honeywell_dechdr_frame": """
        16 FE 1C 00 00 00 0D 4D 53 47 47 45 54 30 30 31 34 73 51 31 1D 53 48 41 2D 54 45 53 54 2D 30 30
        30 31 0D
        """,
    ]

    static func bytes(_ name: String) throws -> [UInt8] {
        try HexBytes.parse(Array(#require(hex[name], "no vector \(name)").utf8))
    }
}

@Suite("Vectors of scanners")
struct ScannerVectorTests {
    private struct Vector: Decodable {
        var hex: String?
    }

    @Test(.enabled(if: DeviceVectors.file != nil, "public vectors are not beside the project: skipped"))
    func areThePublicOnes() throws {
        let file = try #require(DeviceVectors.file)
        let vectors = try JSONDecoder().decode([String: Vector].self, from: Data(contentsOf: file))
        for name in ScannerVectors.hex.keys {
            let bytes = try HexBytes.parse(Array((vectors[name]?.hex ?? "").utf8))
            #expect(try ScannerVectors.bytes(name) == bytes, "\(name)")
        }
    }
}
