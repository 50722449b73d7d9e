import Foundation
import Testing

/// The public vectors through the real binary, as somebody else's program would run it.
@Suite struct DeviceVectorTests {
    /// What `decode` prints for each vector that a device sends: name, driver, lines.
    private static let expected: [(name: String, driver: String, lines: [String])] = [
        ("gy90614_normal", "gy-mcu90614", [#"{"event":"sample","object":34.12,"ambient":22.50}"#]),
        ("gy90614_negative_TA", "gy-mcu90614", [#"{"event":"sample","object":30.00,"ambient":-3.50}"#]),
        ("gy90614_bad_sum", "gy-mcu90614", [#"{"event":"fault","code":"checksum"}"#]),
        ("gy90614_10byte_id", "gy-mcu90614", [#"{"event":"sample","object":34.12,"ambient":22.50}"#]),
        ("lu90614_body_36_54", "lu90614", [#"{"event":"sample","body":36.54}"#]),
        ("lu90614_object_33_80", "lu90614", [#"{"event":"sample","object":33.80}"#]),
        ("gy614v_frame", "gy-614v3", [#"{"event":"sample","object":34.12,"ambient":22.50,"body":36.52}"#]),
        ("evo33_frame", "evo-thermal-33", [#"{"event":"sample","object":34.85,"ambient":26.95}"#]),
        ("evo_ack_example", "evo-thermal-33", []),
        ("pyrousb_read_reply", "pyrousb", [#"{"event":"sample","object":34.10,"ambient":28.40}"#]),
        ("pyrousb_read_reply_meas_err", "pyrousb", [#"{"event":"fault","code":"value"}"#]),
        ("pyrousb_exception_illegal_address", "pyrousb", [#"{"event":"fault","code":"device"}"#]),
        ("temper_808008534E200000", "temper", [#"{"event":"sample","ambient":21.31}"#]),
        ("cp2112_read_response", "cp2112-mlx90614", [#"{"event":"sample","object":36.61}"#]),
        ("cp2112_read_response_bad_pec", "cp2112-mlx90614", [#"{"event":"fault","code":"checksum"}"#]),
        ("mlx90614_error_flag", "cp2112-mlx90614", [#"{"event":"fault","code":"value"}"#]),
        ("cp2112_status_nack", "cp2112-mlx90614", [#"{"event":"fault","code":"device"}"#]),
        ("ssi_decode_qr_basic", "zebra-ssi", [#"{"event":"scan","text":"SHA-TEST-0001"}"#]),
        ("ssi_decode_qr_4byte_prefix", "zebra-ssi", [#"{"event":"scan","text":"SHA-TEST-0001"}"#]),
        ("kbd_boot_reports_A1_enter", "keyboard", [#"{"event":"scan","text":"A1"}"#]),
        ("kbd_alt_unicode_35760", "keyboard", [#"{"event":"scan","text":"记"}"#]),
        ("hidpos_1602g_revinf_tail_captured", "hid-pos", []),
        ("honeywell_dechdr_frame", "serial-line", [#"{"event":"scan","text":"SHA-TEST-0001","aim":"]Q1"}"#]),
    ]

    private static let url: String =
        "https://example.invalid/ssm?c=0123456789ABCDEF0123456789" + "ABCDEF0123456789ABCDEF0123456789ABCDEF"

    /// The public file: named by `GATEHOUSE_VECTORS`, or in a folder `shared/vectors` beside the project.
    private static func vectors() throws -> [String: String]? {
        let project = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        let folder =
            ProcessInfo.processInfo.environment["GATEHOUSE_VECTORS"].map { URL(filePath: $0) }
            ?? project.deletingLastPathComponent().appending(path: "shared/vectors")
        guard let data = try? Data(contentsOf: folder.appending(path: "devices.json")) else { return nil }
        let all = try JSONSerialization.jsonObject(with: data) as? [String: [String: Any]]
        return all?.compactMapValues { $0["hex"] as? String }
    }

    @Test func decodeSaysWhatTheVectorsMean() throws {
        guard let vectors = try Self.vectors() else {
            print("skipped: the public vectors are not beside this project; name their folder in GATEHOUSE_VECTORS")
            return
        }
        for (name, driver, lines) in Self.expected {
            let hex = try #require(vectors[name], "no vector \(name)")
            let result = try Tool.run("decode", "--driver", driver, input: Array(hex.utf8))
            #expect(result.code == 0)
            #expect(result.lines == lines, "\(name)")
        }
    }

    @Test func aCodeInTwoReportsIsOne() throws {
        guard let vectors = try Self.vectors() else { return }
        let hex = try #require(vectors["hidpos_report_1_of_2"]) + "\n" + #require(vectors["hidpos_report_2_of_2"])
        let result = try Tool.run("decode", "--driver", "hid-pos", input: Array(hex.utf8))
        #expect(result.lines == [#"{"event":"scan","text":"\#(Self.url)","aim":"]Q1"}"#])
        // A hex dump breaks its lines where it likes.
        let bytes = hex.split { $0.isWhitespace }
        let dump = stride(from: 0, to: bytes.count, by: 16).map { at in
            bytes[at..<min(at + 16, bytes.count)].joined(separator: " ")
        }
        let wrapped = try Tool.run(
            "decode", "--driver", "hid-pos", input: Array(dump.joined(separator: "\n").utf8))
        #expect(wrapped.lines == result.lines)
    }

    /// A GM65's acknowledgement stands glued to the code, before it or behind it, and is none.
    @Test func anAcknowledgementIsNoCode() throws {
        let ack: [UInt8] = [0x02, 0x00, 0x00, 0x01, 0x00, 0x33, 0x31]
        let code = Array("]Q1GH1:ABC\r".utf8)
        for input in [ack + code, code + ack, code + ack + code] {
            let result = try Tool.run("decode", "--driver", "serial-line", "--input", "raw", input: input)
            let count = input.count { $0 == 0x0D }
            #expect(result.lines == Array(repeating: #"{"event":"scan","text":"GH1:ABC","aim":"]Q1"}"#, count: count))
        }
    }

    /// Every capture of the repository, as it stands, on the input of `decode`: it names its driver itself.
    @Test func everyCaptureIsDecodedAsItStands() throws {
        let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .appending(path: "Captures")
        let captures = try FileManager.default.subpathsOfDirectory(atPath: folder.path)
            .filter { $0.hasSuffix("normal.capture") }
        #expect(!captures.isEmpty)
        for path in captures {
            let file = folder.appending(path: path)
            let events = file.deletingPathExtension().appendingPathExtension("events")
            let result = try Tool.run("decode", input: Array(Data(contentsOf: file)))
            let wanted = try String(contentsOf: events, encoding: .utf8).split(separator: "\n").map(String.init)
            #expect(result.lines == wanted, "\(path): \(result.complaint)")
        }
    }
}
