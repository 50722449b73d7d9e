import Foundation
import Testing
import Wire

@testable import Simulator

/// Where the published bytes are.
private enum Vectors {
    /// Named by `GATEHOUSE_VECTORS`, or in a folder `shared/vectors` beside the project.
    static var file: URL? {
        let project = (0..<4).reduce(URL(filePath: #filePath)) { url, _ in url.deletingLastPathComponent() }
        let folder =
            ProcessInfo.processInfo.environment["GATEHOUSE_VECTORS"].map { URL(filePath: $0) }
            ?? project.deletingLastPathComponent().appending(path: "shared/vectors")
        let file = folder.appending(path: "devices.json")
        return FileManager.default.isReadableFile(atPath: file.path) ? file : nil
    }
}

/// The published bytes, where they are beside the project: what a host sends is understood, what a device sends is made.
@Suite("Fakes against the published bytes", .enabled(if: Vectors.file != nil))
struct FakeVectorTests {
    private let start = Instant(nanoseconds: 0)

    private func bytes(_ name: String) throws -> [UInt8] {
        let data = try Data(contentsOf: try #require(Vectors.file))
        let object = try JSONSerialization.jsonObject(with: data) as? [String: [String: Any]]
        let hex = try #require(object?[name]?["hex"] as? String, "no vector \(name)")
        return try HexBytes.parse(Array(hex.utf8))
    }

    /// What a device says to `requests` at once and in the half second after.
    private func answers(_ device: inout some FakeDevice, _ requests: [[UInt8]]) -> [[UInt8]] {
        var sent: [[UInt8]] = []
        for request in requests { device.receive(request, at: start + .seconds(1)) { sent.append($0) } }
        while let due = device.deadline, due <= start + .milliseconds(1500) { device.tick(at: due) { sent.append($0) } }
        return sent
    }

    @Test func scannersSendThem() throws {
        var scanner = FakeZebraSSI()
        scanner.powerOn(at: start)
        var sent: [[UInt8]] = []
        try scanner.perform(.scan("SHA-TEST-0001"), at: start) { sent.append($0) }
        #expect(sent == [try bytes("ssi_decode_qr_basic")])
        // Asked to, it sends the same again, and says that it is the second time.
        scanner.receive(try bytes("ssi_nak_resend"), at: start) { sent.append($0) }
        #expect(sent.count == 2 && sent[1][3] == 1 && sent[1][4..<18] == sent[0][4..<18])
        scanner.receive(try bytes("ssi_scan_disable"), at: start) { sent.append($0) }
        scanner.receive(try bytes("ssi_stop_session"), at: start) { sent.append($0) }
        #expect(sent.dropFirst(2).map { $0[1] } == [0xD0, 0xD1])
        #expect(
            SSIOutbox.segmented(Array("SHA-TEST-0001".utf8)).map { $0.bytes(isResent: false) } == [
                try bytes("ssi_decode_qr_4byte_prefix")
            ])
        #expect(FakePOSScanner().reportDescriptor == (try bytes("hidpos_report_descriptor_64")))
        #expect(FakePOSScanner(layout: .uncounted).reportDescriptor == (try bytes("hidpos_report_descriptor_61")))
    }

    @Test func keysAreTheirs() throws {
        func typed(_ text: String, _ alt: AltDigits, _ end: FakeKeyboardScanner.Terminator?) throws -> [UInt8] {
            var scanner = FakeKeyboardScanner(terminator: end)
            scanner.alt = alt
            scanner.powerOn(at: start)
            try scanner.perform(.scan(text), at: start) { _ in }
            return answers(&scanner, []).flatMap { $0 }
        }
        #expect(try typed("A1", .none, .enter) == (try bytes("kbd_boot_reports_A1_enter")))
        #expect(try typed("记", .unicode, nil) == (try bytes("kbd_alt_unicode_35760")))
        var scanner = FakeKeyboardScanner()
        scanner.receive(try bytes("kbd_led_output_report_capslock"), at: start) { _ in }
        #expect(scanner.stateMembers(at: start).contains("\"lamps\":2"))
    }

    @Test func outputsUnderstandThem() throws {
        var board = FakeModbusRelay(channels: 8)
        board.powerOn(at: start)
        let pulse = try bytes("waveshare_flash_on_700ms")
        let sent = answers(&board, [pulse, try bytes("modbus_read_coils_0_7")])
        #expect(sent == [pulse, [1, 1, 1, 1, 0x90, 0x48]])
        #expect(board.log.map(\.isOn) == [true] && board.deadline == start + .milliseconds(1700))
        var chip = FakeSYN6288()
        chip.powerOn(at: start)
        let heard = answers(&chip, [try bytes("syn6288_status_query"), try bytes("syn6288_pass")])
        #expect(heard == [[0x4A], [0x41], [0x4F], [0x41]])
        #expect(chip.sentences.map { GBK.decode($0) } == ["体温正常，请通行"])
        var tower = FakeTowerLight()
        tower.powerOn(at: start)
        _ = answers(&tower, [try bytes("tower_light_red_on")])
        #expect(tower.lamps.first == .steady)
        _ = answers(&tower, [try bytes("tower_light_red_blink")])
        #expect(tower.lamps.first == .blinking)
        var relay = FakeHIDRelay(channels: 1)
        // The report's number stays in the kernel.
        _ = answers(&relay, [Array(try bytes("dcttech_on_relay1").dropFirst())])
        #expect(relay.isOn(1))
    }

    @Test func theBridgeUnderstandsThem() throws {
        var bridge = FakeCP2112()
        bridge.powerOn(at: start)
        let isTaken = bridge.setFeature(try bytes("cp2112_smbus_config_100kHz"), number: 6, at: start)
        #expect(isTaken)
        let status = try bytes("cp2112_status_request")
        func ask(_ request: [UInt8], _ milliseconds: Int) -> [UInt8]? {
            var sent: [UInt8]?
            bridge.receive(request, at: start + .milliseconds(milliseconds)) { sent = $0 }
            return sent
        }
        #expect(ask(try bytes("cp2112_write_read_tobj1"), 1000) == nil)
        #expect(ask(status, 1000)?.prefix(7) == (try bytes("cp2112_status_busy"))[...])
        #expect(ask(status, 1002)?.prefix(7) == (try bytes("cp2112_status_complete"))[...])
        #expect(ask(try bytes("cp2112_force_read_3"), 1003)?.prefix(3) == (try bytes("cp2112_read_response"))[..<3])
        try bridge.perform(.firmware(.sensor(false)), at: start) { _ in }
        #expect(ask(try bytes("cp2112_write_read_tobj1"), 1010) == nil)
        #expect(ask(status, 1012)?.prefix(7) == (try bytes("cp2112_status_nack"))[...])
        #expect(ask(try bytes("cp2112_cancel"), 1013) == nil)
        let word = try bytes("mlx90614_tobj1_36_6")
        #expect(FrameCheck.smbus([0xB4, 7, 0xB5] + word[..<2]) == word[2])
        let invalid = try bytes("mlx90614_error_flag")
        #expect(FrameCheck.smbus([0xB4, 7, 0xB5] + invalid[..<2]) == invalid[2])
    }
}
