import Control
import Testing
import Wire

@testable import gatehousectl

@Suite struct DeviceScreenTests {
    private static func device() -> DeviceStatus {
        var device = DeviceStatus(
            name: "thermo-1", role: "thermometer", driver: "lu90614", lane: "west-in", state: "ready", since: 185,
            lastSampleAge: 0.1)
        device.counters = DeviceCounters(frames: 100, droppedBytes: 3, checksumFailures: 5, faults: 1, reopened: 1)
        device.counters.receivedBytes = 948
        device.counters.opened = 2
        device.node = "/dev/ttyUSB0"
        device.transport = "serial 9600 8N1"
        device.match = "path pci-0000:00:14.0-usb-0:1.2:1.0"
        device.staleLimit = 2
        device.settings = [NamedValue(name: "mode", value: "body")]
        device.facts = [NamedValue(name: "emissivity", value: "0.97"), NamedValue(name: "firmware", value: "1.2")]
        return device
    }

    private static func node(_ name: String, _ vendor: UInt16, _ product: UInt16) -> DeviceNode {
        var node = DeviceNode(syspath: "/sys/\(name)", devnode: "/dev/\(name)", kind: .serial)
        (node.vendor, node.product, node.path) = (vendor, product, "pci-0000:00:14.0-usb-0:1.3:1.0")
        node.productText = "USB Serial"
        return node
    }

    @Test func theTableFitsAndSaysWhatToDo() {
        var lost = DeviceStatus(name: "scan-一号门扫码", role: "scanner", driver: "serial-line", state: "lost", since: 75)
        lost.problem = "it hung up; plug it in again"
        let plugged = PluggedNode.list(
            [Self.node("ttyUSB0", 0x1A86, 0x7523), Self.node("ttyUSB1", 0x1A86, 0x7523)],
            claims: ["/dev/ttyUSB0": "thermo-1"])
        let text = DeviceTable(devices: [Self.device(), lost], plugged: plugged, unreachable: nil).text
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        #expect(lines.allSatisfy { Columns.width($0) <= 80 })
        #expect(lines[0] == "DEVICE         ROLE        DRIVER          STATE       SINCE      PORT")
        #expect(lines[1] == "thermo-1       thermometer lu90614         ready       3 min 5 s  /dev/ttyUSB0")
        #expect(lines[3] == "    it hung up; plug it in again")
        #expect(text.contains("Plugged in, and not claimed:\n  /dev/ttyUSB1 1a86:7523 \"USB Serial\""))
        #expect(!text.contains("/dev/ttyUSB0 1a86"))
        #expect(text.contains("device bind"))
    }

    @Test func whatIsNotSupportedSaysWhatWouldBeNeeded() throws {
        var seek = DeviceNode(syspath: "/sys/x", devnode: "/dev/bus/usb/001/004", kind: .usb)
        (seek.vendor, seek.product) = (0x289D, 0x0010)
        let mouse = DeviceNode(syspath: "/sys/m", devnode: "/dev/hidraw0", kind: .hidraw)
        let plugged = PluggedNode.list([seek, mouse], claims: [:])
        let node = try #require(plugged.first)
        #expect(plugged.count == 1)
        #expect(node.support == .unsupported)
        #expect(node.advice.contains("not supported; it would need"))
        #expect(node.needed?.isEmpty == false)
    }

    @Test func withoutADaemonItSaysSo() {
        let text = DeviceTable(devices: [Self.device()], plugged: [], unreachable: "nobody; start it").text
        #expect(text.hasPrefix("The daemon was not asked: nobody; start it\nThis is the configuration"))
        #expect(!text.contains("3 min"))
    }

    @Test func thePageHasEverything() {
        let page = DevicePage(device: Self.device(), plugged: nil, unreachable: nil).text
        for words in [
            "thermo-1: thermometer at lane west-in", "ready for 3 min 5 s", "driver      lu90614",
            "settings    mode=body", "found by    path pci-0000:00:14.0-usb-0:1.2:1.0",
            "open at     /dev/ttyUSB0, serial 9600 8N1", "says        emissivity 0.97, firmware 1.2",
            "times       last heard 0.1 s ago, stale after 2.0 s of silence",
            "received    948 bytes, 100 frames; 3 bytes dropped, 5 bad checksums, 1 other",
            "line        opened 2 times, 1 of them after a loss", "  - many frames fail their check",
        ] { #expect(page.contains(words), "\(words)") }
        #expect(page.split(separator: "\n").allSatisfy { Columns.width(String($0)) <= 80 })
    }

    @Test func eventsOfDevicesAreLines() {
        let time = "2020-03-01T08:00:01Z"
        #expect(
            EventLines.lines(of: .scan(ScanNotice(device: "scan-1", count: 3), time: time)).first?
                .hasSuffix("scan-1       read code 3") == true)
        #expect(
            EventLines.lines(of: .fact(FactNotice(device: "t", name: "gain", value: "1"), time: time)).first?
                .hasSuffix("says gain 1") == true)
    }
}
