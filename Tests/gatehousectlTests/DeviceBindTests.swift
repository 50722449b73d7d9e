import Foundation
import TestSupport
import Testing
import Wire

@testable import gatehousectl

/// Tying devices to ports, without a daemon.
@Suite struct DeviceBindTests {
    private let directory: TemporaryDirectory
    private var config: String { directory.file("gatehouse.toml") }
    private var dropIn: String { directory.file("gatehouse.d/50-device-thermo-1.toml") }

    init() throws {
        directory = try TemporaryDirectory()
        try """
        [site]
        name = "s"
        gate = "west"
        [[lane]]
        name = "west-in"
        [[device]]
        name = "thermo-1"
        role = "thermometer"
        driver = "gy-mcu90614"
        lane = "west-in"
        match = { vendor = "1a86", product = "7523" }
        baud = 115200

        """.write(toFile: config, atomically: true, encoding: .utf8)
    }

    private func bind(_ more: String...) throws -> Tool.Result {
        try Tool.run(list: ["device", "bind", "--config", config] + more)
    }

    @Test func writesOneFileThatChangesOneKey() throws {
        let before = try Data(contentsOf: URL(fileURLWithPath: config))
        let result = try bind("thermo-1", "--port", "/dev/serial/by-path/pci-0000:00:14.0-usb-0:1.2:1.0-port0")
        #expect(result.code == 0, "\(result.complaint)")
        #expect(result.output.contains("systemctl restart gatehoused"))
        let text = try String(contentsOfFile: dropIn, encoding: .utf8)
        #expect(text.contains("match = { path = \"pci-0000:00:14.0-usb-0:1.2:1.0-port0\" }"))
        #expect(try Data(contentsOf: URL(fileURLWithPath: config)) == before)
        let check = try Tool.run("config", "check", "--config", config)
        #expect(check.code == 0 && check.output.contains("2 files"))
        #expect(!check.output.contains("warning"), "the converter is bound now")
        let folder = try FileManager.default.contentsOfDirectory(atPath: directory.file("gatehouse.d"))
        #expect(folder == ["50-device-thermo-1.toml"])
    }

    @Test func bindsAnewAndSaysSoInJSON() throws {
        _ = try bind("thermo-1", "--port", "pci-0000:00:14.0-usb-0:1.2:1.0")
        let result = try bind("thermo-1", "--json", "--port", "pci-0000:00:14.0-usb-0:1.3:1.0")
        let report = try Tool.object(result.output)
        #expect(report["port"] as? String == "pci-0000:00:14.0-usb-0:1.3:1.0")
        #expect(report["file"] as? String == dropIn)
        #expect(try String(contentsOfFile: dropIn, encoding: .utf8).contains("0:1.3:1.0"))
    }

    @Test func whatWouldBeRefusedIsNotWritten() throws {
        let unknown = try bind("thermo-9", "--port", "p")
        #expect(unknown.code == 2 && unknown.complaint.contains("it has: thermo-1"))
        let strange = try bind("../thermo-1", "--port", "p")
        #expect(strange.code == 2)
        try FileManager.default.createDirectory(
            atPath: directory.file("gatehouse.d"), withIntermediateDirectories: false)
        try "[[device]]\nname = \"thermo-1\"\nmatch = { path = \"q\" }\n".write(
            toFile: directory.file("gatehouse.d/60-site.toml"), atomically: true, encoding: .utf8)
        let later = try bind("thermo-1", "--port", "p")
        #expect(later.code == 2 && later.complaint.contains("later file"))
        #expect(!FileManager.default.fileExists(atPath: dropIn))
    }

    @Test func withoutAPortItLists() throws {
        let result = try bind("thermo-1", "--json")
        #expect(result.code == 0)
        let listing = try Tool.object(result.output)
        #expect(listing["device"] as? String == "thermo-1")
        #expect(listing["candidates"] is [Any])
        #expect(try bind("thermo-1").code == 0)
        #expect(try bind("thermo-9").code == 2)
    }

    @Test func aNodeMeansItsPort() {
        var node = DeviceNode(syspath: "/sys/a", devnode: "/dev/ttyUSB0", kind: .serial)
        node.path = "pci-0-usb-0:1:1.0"
        node.port = 0
        var twin = node
        (twin.syspath, twin.devnode, twin.port) = ("/sys/b", "/dev/ttyUSB1", 1)
        #expect(DeviceBindVerb.port("/dev/ttyUSB0", [node]) == "pci-0-usb-0:1:1.0")
        #expect(DeviceBindVerb.port("/dev/ttyUSB1", [node, twin]) == "pci-0-usb-0:1:1.0-port1")
        #expect(DeviceBindVerb.port("/dev/gatehouse/hidraw-x", []) == "x")
        #expect(DeviceBindVerb.port("x", []) == "x")
    }
}
