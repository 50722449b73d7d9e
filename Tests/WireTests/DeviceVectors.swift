import Foundation
import Wire

/// The bytes that sellers publish or that were computed from their tables, by the name they have in the public
/// vectors' `devices.json`.
enum DeviceVectors {
    static let hex: [String: String] = [
        "gy90614_normal": "5A 5A 45 04 0D 54 08 CA 30",
        "gy90614_fever": "5A 5A 45 04 0E CA 09 03 E1",
        "gy90614_idle": "5A 5A 45 04 08 D5 08 CA AC",
        "gy90614_cold": "5A 5A 45 04 0C 44 01 A9 F7",
        "gy90614_negative_TA": "5A 5A 45 04 0B B8 FE A2 60",
        "gy90614_bad_sum": "5A 5A 45 04 0D 54 08 CA 31",
        "gy90614_trap_5A5A": "5A 5A 45 04 5A 5A 5A 5A 65",
        "gy90614_10byte_id": "5A 5A 45 04 0D 54 08 CA 30 14",
        "pyrousb_read_12_15_request": "01 04 00 12 00 04 51 CC",
        "pyrousb_read_reply": "01 04 08 01 55 01 57 01 1C 00 00 54 E3",
        "pyrousb_read_reply_obj_high": "01 04 08 01 7B 01 7C 01 1C 00 10 BF 2B",
        "pyrousb_read_reply_meas_err": "01 04 08 00 00 00 00 01 1C 00 01 25 F7",
        "pyrousb_exception_illegal_address": "01 84 02 C2 C1",
        "pyrousb_write_eps_volatile_0_98": "01 06 00 18 26 48 13 9B",
        "pyrominibus_read_0E_11_request": "01 04 00 0E 00 04 90 0A",
        "pyrousb_broadcast_alt_255": "FF 04 00 12 00 04 44 12",
        "cp2112_write_read_tobj1": "11 B4 00 03 01 07",
        "cp2112_status_request": "15 01",
        "cp2112_status_complete": "16 02 05 00 00 00 03",
        "cp2112_status_nack": "16 03 00 00 01 00 00",
        "cp2112_status_busy": "16 01 00 00 00 00 00",
        "cp2112_force_read_3": "12 00 03",
        "cp2112_read_response": "13 02 03 80 3C 04",
        "cp2112_read_response_bad_pec": "13 02 03 80 3C 05",
        "cp2112_cancel": "17 01",
        "cp2112_smbus_config_100kHz": "06 00 01 86 A0 02 00 00 64 00 64 00 00 01",
        "mlx90614_tobj1_36_6": "80 3C 04",
        "mlx90614_error_flag": "80 BC 8D",
        "temper_808008534E200000": "80 80 08 53 4E 20 00 00",
        "temper_800106974E200000": "80 01 06 97 4E 20 00 00",
        "temper_808009E94E200000": "80 80 09 E9 4E 20 00 00",
        "temper_80800A534E200000": "80 80 0A 53 4E 20 00 00",
        "temper_800108DC4E200000": "80 01 08 DC 4E 20 00 00",
        "lcus_ch2_on": "A0 02 01 A3",
        "lcus_ch2_off": "A0 02 00 A2",
        "dcttech_on_relay1": "00 FF 01 00 00 00 00 00 00",
        "dcttech_off_relay1": "00 FD 01 00 00 00 00 00 00",
        "waveshare_flash_on_700ms": "01 05 02 00 00 07 8D B0",
        "modbus_read_coils_0_7": "01 01 00 00 00 08 3D CC",
        "syn6288_pass": "FD 00 13 01 01 CC E5 CE C2 D5 FD B3 A3 A3 AC C7 EB CD A8 D0 D0 B5",
        "syn6288_recheck": "FD 00 0D 01 01 C7 EB D6 D8 D0 C2 B2 E2 CE C2 9C",
        "syn6288_status_query": "FD 00 02 21 DE",
        "tower_light_red_on": "11",
        "tower_light_red_blink": "41",
    ]

    /// The frame that a seller publishes: object 31.92 °C, ambient 33.53 °C.
    static let published: [UInt8] = [0x5A, 0x5A, 0x45, 0x04, 0x0C, 0x78, 0x0D, 0x19, 0xA7]

    static func bytes(_ name: String) throws -> [UInt8] {
        try HexBytes.parse(Array((hex[name] ?? "").utf8))
    }

    /// The bytes that the public file has under `name`.
    static func published(_ name: String) throws -> [UInt8] {
        let object = try JSONSerialization.jsonObject(with: Data(contentsOf: file ?? URL(filePath: "/dev/null")))
        let hex = (object as? [String: [String: Any]])?[name]?["hex"] as? String
        return try HexBytes.parse(Array((hex ?? "").utf8))
    }

    /// The public file: named by `GATEHOUSE_VECTORS`, or in a folder `shared/vectors` beside the project.
    static var file: URL? {
        let project = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        let folder =
            ProcessInfo.processInfo.environment["GATEHOUSE_VECTORS"].map { URL(filePath: $0) }
            ?? project.deletingLastPathComponent().appending(path: "shared/vectors")
        let file = folder.appending(path: "devices.json")
        return FileManager.default.isReadableFile(atPath: file.path) ? file : nil
    }
}
