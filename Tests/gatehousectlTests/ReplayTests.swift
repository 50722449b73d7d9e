import Foundation
import TestSupport
import Testing

/// `replay` with the real binary, on a development site.
@Suite struct ReplayTests {
    private let directory = Result { try TemporaryDirectory() }

    private func site() throws -> (config: String, folder: String) {
        let folder = try directory.get().file("site-\(UUID().uuidString)")
        let made = try Tool.run("site", "init", "--development", folder)
        #expect(made.code == 0, "\(made.complaint)")
        return (folder + "/gatehouse.toml", folder)
    }

    /// Frames at 10 Hz: nobody for a second, then somebody for two, then nobody.
    private func capture(object: UInt16) -> String {
        var lines = ["# gatehouse capture 1", "# driver: gy-mcu90614", "# transport: serial 9600 8N1"]
        for tick in 0..<40 {
            let value = (10..<30).contains(tick) ? object : 2261
            var frame: [UInt8] = [0x5A, 0x5A, 0x45, 0x04, UInt8(value >> 8), UInt8(value & 0xFF), 0x08, 0xCA]
            frame.append(frame.reduce(0, &+))
            let hex = frame.map { String(format: "%02X", $0) }.joined(separator: " ")
            lines.append("\(tick / 10).\(tick % 10)00000 < \(hex)")
        }
        return lines.joined(separator: "\n") + "\n"
    }

    private func replay(_ text: String, _ more: String...) throws -> Tool.Result {
        let (config, folder) = try site()
        let file = folder + "/some.capture"
        try Data(text.utf8).write(to: URL(filePath: file))
        return try Tool.run(
            list: ["replay", "--config", config, "--at", "2020-03-02T02:00:00Z", "thermo-1=\(file)"] + more)
    }

    @Test func aHealthyPersonIsAdmittedAndAFeverIsNot() throws {
        let healthy = try replay(capture(object: 3650), "--json")
        #expect(healthy.code == 0, "\(healthy.complaint)")
        let records = try healthy.lines.map(Tool.object).filter { $0["event"] as? String == "record" }
        #expect(records.map { $0["verdict"] as? String } == ["admit"])
        #expect(records.first?["temperature"] as? Double == 36.5)
        #expect(try healthy.lines.map(Tool.object).contains { $0["event"] as? String == "open" })

        let fever = try replay(capture(object: 3850), "--json")
        let verdicts = try fever.lines.map(Tool.object).compactMap { $0["verdict"] as? String }
        #expect(verdicts.first == "retest")
        #expect(!verdicts.contains("admit"))
        #expect(try !fever.lines.map(Tool.object).contains { $0["event"] as? String == "open" })
    }

    @Test func theSameCapturesGiveTheSameLines() throws {
        let first = try replay(capture(object: 3650), "--events")
        let second = try replay(capture(object: 3650), "--events")
        #expect(first.output == second.output)
        #expect(first.lines.count > 40)
        #expect(first.output.contains("object 36.50  ambient 22.50"))
    }

    @Test func whatIsWrongIsSaid() throws {
        let broken = try replay("# gatehouse capture 1\n0.1 < 5A 5Z\n")
        #expect(broken.code == 2)
        #expect(broken.complaint.contains("line 2"))
        let (config, folder) = try site()
        let unknown = try Tool.run("replay", "--config", config, "thermo-9=\(folder)/README.txt")
        #expect(unknown.code == 2)
        #expect(unknown.complaint.contains("no device thermo-9"))
        let nameless = try Tool.run("replay", "--config", config, "some.capture")
        #expect(nameless.complaint.contains("write device=file"))
        let other = try replay(capture(object: 3650).replacingOccurrences(of: "gy-mcu90614", with: "lu90614"))
        #expect(other.complaint.contains("was taken with the driver lu90614"))
    }
}
