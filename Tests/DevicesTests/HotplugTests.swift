import EventLoop
import Glibc
import Testing
import Wire

@testable import Devices

/// Devices whose nodes come and go, under virtual time.
struct HotplugTests {
    @Test func coldPlugAndHotPlugTakeOnePath() throws {
        let bench = try HotplugBench([
            HotplugBench.scanner("cold", DeviceIdentity(path: HotplugBench.port + "1.2:1.0")),
            HotplugBench.scanner("hot", DeviceIdentity(path: HotplugBench.port + "1.3:1.0")),
        ])
        bench.watch.plug(HotplugBench.node("ttyUSB0", at: "1.2:1.0"))
        bench.manager?.start()
        #expect(bench.takeStates() == ["0 opening", "0 ready", "1 absent"])
        bench.watch.plug(HotplugBench.node("ttyUSB1", at: "1.3:1.0"))
        #expect(bench.takeStates() == ["1 opening", "1 ready"], "at once, without any wait")
        #expect(bench.takeOpened() == ["serial /dev/ttyUSB0", "serial /dev/ttyUSB1"])
        #expect(bench.status.map(\.node?.devnode) == ["/dev/ttyUSB0", "/dev/ttyUSB1"])
        bench.manager?.stop()
        #expect(bench.loop.nextDeadline == nil)
    }

    @Test func anAbsentDeviceIsWaitedForWithoutPolling() throws {
        let bench = try HotplugBench([HotplugBench.thermometer("thermo-1", at: "1.2:1.0")])
        bench.manager?.start()
        #expect(bench.loop.nextDeadline == nil)
        bench.loop.advance(by: .seconds(86_400))
        #expect(bench.opened.isEmpty)
        #expect(bench.log.all.count == 1)
        #expect(bench.status[0].problem?.contains("1.2:1.0") == true)
    }

    @Test func aPathIsPolledAsEver() throws {
        let bench = try HotplugBench([
            DeviceSettings(name: "a", role: .scanner, driver: "serial-line", paths: ["/dev/pts/9"])
        ])
        bench.manager?.start()
        bench.loop.advance(by: .seconds(60))
        #expect(bench.opened.count > 10)
    }

    @Test func unpluggedIsLostAtOnceAndComesBackAtOnce() throws {
        let bench = try HotplugBench([HotplugBench.thermometer("thermo-1", at: "1.2:1.0")])
        let node = HotplugBench.node("ttyUSB0", at: "1.2:1.0")
        bench.watch.plug(node)
        bench.manager?.start()
        #expect(bench.takeStates() == ["0 opening", "0 identifying"])
        bench.watch.unplug(node)
        #expect(bench.takeStates() == ["0 lost"])
        #expect(bench.transports[0].closings == 1)
        #expect(bench.loop.nextDeadline == nil, "nothing is polled for")
        #expect(bench.status[0].problem?.contains("unplugged") == true)
        // It comes back under another number, at its port.
        bench.watch.plug(HotplugBench.node("ttyUSB7", at: "1.2:1.0"))
        #expect(bench.takeStates() == ["0 opening", "0 identifying"])
        #expect(bench.takeOpened() == ["serial /dev/ttyUSB0", "serial /dev/ttyUSB7"])
        #expect(bench.status[0].counters.reconnects == 1)
    }

    @Test func aHangUpBeforeTheMessageIsOneLossAndOneLine() throws {
        let bench = try HotplugBench([HotplugBench.thermometer("thermo-1", at: "1.2:1.0")])
        let node = HotplugBench.node("ttyUSB0", at: "1.2:1.0")
        bench.watch.plug(node)
        bench.manager?.start()
        bench.failures["/dev/ttyUSB0"] = .absent(["/dev/ttyUSB0"])
        let before = bench.log.all.count
        bench.loop.deliver(.hangup, to: bench.transports[0].fd)
        bench.watch.unplug(node)
        bench.loop.advance(by: .seconds(60))
        #expect(bench.log.all.count == before + 1)
        #expect(bench.status[0].state == .lost)
        #expect(bench.loop.nextDeadline == nil)
    }

    @Test func latePermissionsAreRetriedAndComeByMessage() throws {
        let bench = try HotplugBench([HotplugBench.thermometer("thermo-1", at: "1.2:1.0")])
        let node = HotplugBench.node("ttyUSB0", at: "1.2:1.0")
        bench.failures["/dev/ttyUSB0"] = .denied("/dev/ttyUSB0")
        bench.manager?.start()
        bench.watch.plug(node)
        bench.loop.advance(by: .seconds(1))
        #expect(bench.status[0].state == .opening)
        #expect(bench.opened.count == 3, "at 0, 250 and 750 ms")
        bench.failures = [:]
        bench.watch.change(node)
        #expect(bench.status[0].state == .identifying, "at once")
        // The same without a message: the back-off finds it.
        bench.watch.unplug(node)
        bench.failures["/dev/ttyUSB0"] = .denied("/dev/ttyUSB0")
        bench.watch.plug(node)
        bench.failures = [:]
        bench.loop.advance(by: BackOff.longest)
        #expect(bench.status[0].state == .identifying)
    }

    @Test func aMessageDoesNothingToAnOpenDevice() throws {
        let bench = try HotplugBench([HotplugBench.thermometer("thermo-1", at: "1.2:1.0")])
        let node = HotplugBench.node("ttyUSB0", at: "1.2:1.0")
        bench.watch.plug(node)
        bench.manager?.start()
        _ = bench.takeStates()
        for _ in 0..<10 { bench.watch.change(node) }
        #expect(bench.takeStates().isEmpty)
        #expect(bench.opened.count == 1)
    }

    @Test func twinsAreRefusedTogetherButAWorkingOneStays() throws {
        let identity = DeviceIdentity(vendor: 0x1EAB, product: 0x8306)
        let twins = (0...1).map { HotplugBench.node("ttyACM\($0)", at: "1.\($0):1.0", vendor: 0x1EAB, product: 0x8306) }
        let cold = try HotplugBench([HotplugBench.scanner("scan-1", identity)])
        twins.forEach(cold.watch.plug)
        cold.manager?.start()
        #expect(cold.status[0].state == .opening && cold.opened.isEmpty)
        for word in ["/dev/ttyACM0", "/dev/ttyACM1", "gatehousectl device bind scan-1"] {
            #expect(cold.status[0].problem?.contains(word) == true)
        }
        cold.watch.unplug(twins[0])
        #expect(cold.status[0].state == .ready)
        #expect(cold.status[0].node == twins[1])

        let hot = try HotplugBench([HotplugBench.scanner("scan-1", identity)])
        hot.watch.plug(twins[0])
        hot.manager?.start()
        hot.watch.plug(twins[1])
        #expect(hot.status[0].state == .ready)
        hot.watch.unplug(twins[0])
        #expect(hot.status[0].state == .ready, "the spare takes its place")
        #expect(hot.status[0].node == twins[1])
    }

    @Test func aBetterInterfaceThatComesLaterIsTaken() throws {
        let keyboard = HotplugBench.node(
            "hidraw0", at: "1.2:1.0", kind: .hidraw, vendor: 0x0C2E, product: 0x0901, pages: [1])
        let scanner = HotplugBench.node(
            "hidraw1", at: "1.2:1.1", kind: .hidraw, vendor: 0x0C2E, product: 0x0901, pages: [0x8C])
        let identity = DeviceIdentity(vendor: 0x0C2E, product: 0x0901)
        var claims = NodeClaims([
            DeviceWish(name: "scan-1", identity: identity, driver: "hid-pos", transports: [.hidraw])
        ])
        #expect(claims.take(.appeared(keyboard)).map(\.task) == [.look])
        claims.use(keyboard, at: 0)
        #expect(claims.take(.appeared(scanner)).map(\.task) == [.move])
        claims.use(scanner, at: 0)
        #expect(claims.take(.changed(keyboard)).isEmpty)
        #expect(claims.take(.removed(scanner)).map(\.task) == [.lose])
    }

    @Test func otherSpeedsAreTriedInTurnAndTheOneFoundIsSaidOnce() throws {
        let bench = try HotplugBench([HotplugBench.thermometer("thermo-1", at: "1.2:1.0")])
        bench.watch.plug(HotplugBench.node("ttyUSB0", at: "1.2:1.0"))
        bench.manager?.start()
        var speeds: [UInt32] = []
        // A board that the opening restarts says nothing at first; only then is it a matter of the speed.
        bench.loop.advance(by: .seconds(2))
        for _ in 0..<4 {
            speeds.append(bench.transports[0].line.baud)
            bench.loop.advance(by: .seconds(2))
        }
        #expect(speeds == [9600, 115_200, 9600, 115_200])
        #expect(bench.status[0].problem?.contains("9600 8N1, 115200 8N1") == true)
        #expect(bench.log.all.filter { $0.contains("plausible") }.count == 1)
        bench.loop.advance(by: .seconds(2))
        bench.transports[0].incoming = DeviceManagerTests.frame
        bench.loop.deliver(.readable, to: bench.transports[0].fd)
        #expect(bench.status[0].state == .ready)
        let said = bench.log.all.filter { $0.contains("speaks at 115200 baud") }
        #expect(said.count == 1)
        // It keeps that speed, and starts with it after a loss.
        bench.loop.advance(by: .seconds(10))
        #expect(bench.transports[0].line.baud == 115_200)
        bench.loop.deliver(.hangup, to: bench.transports[0].fd)
        bench.loop.advance(by: .milliseconds(250))
        #expect(bench.transports.count == 2)
        #expect(bench.transports[1].line.baud == 115_200)
        bench.transports[1].incoming = DeviceManagerTests.frame
        bench.loop.deliver(.readable, to: bench.transports[1].fd)
        #expect(bench.log.all.filter { $0.contains("speaks at") } == said)
    }

    @Test func twoHundredCyclesLeaveNothingBehind() throws {
        let bench = try HotplugBench([HotplugBench.thermometer("thermo-1", at: "1.2:1.0")])
        bench.manager?.start()
        for round in 0..<250 {
            let node = HotplugBench.node("ttyUSB\(round % 3)", at: "1.2:1.0")
            let before = bench.log.all.count
            bench.watch.plug(node)
            bench.watch.unplug(node)
            #expect(bench.log.all.count - before == 3, "opening, identifying, lost")
        }
        #expect(bench.transports.allSatisfy { $0.closings == 1 })
        #expect(bench.status[0].counters.opened == 250)
        #expect(bench.loop.nextDeadline == nil)
    }
}

/// `ID_PATH` from a place in sysfs, as systemd's `path_id` makes it.
struct PortPathTests {
    @Test(arguments: [
        (
            "/sys/devices/pci0000:00/0000:00:14.0/usb1/1-1/1-1.2/1-1.2:1.0/ttyUSB0/tty/ttyUSB0",
            "pci-0000:00:14.0-usb-0:1.2:1.0"
        ),
        ("/sys/devices/pci0000:00/0000:00:14.0/usb1/1-3", "pci-0000:00:14.0-usb-0:3"),
        (
            "/sys/devices/pci0000:00/0000:00:1c.0/0000:02:00.0/usb3/3-1/3-1:1.1/0003:0C2E:0901.0001/hidraw/hidraw0",
            "pci-0000:02:00.0-usb-0:1:1.1"
        ),
        ("/sys/devices/platform/soc/fe980000.usb/usb1/1-1/1-1:1.0/x", "platform-fe980000.usb-usb-0:1:1.0"),
        ("/sys/devices/platform/vhci_hcd.0/usb3/3-1/3-1:1.0/ttyUSB0/tty/ttyUSB0", "platform-vhci_hcd.0-usb-0:1:1.0"),
    ])
    func known(syspath: String, path: String) {
        #expect(PortPath.of(syspath: syspath) == path)
    }

    @Test(arguments: [
        "", "/", "/sys/devices/platform/serial8250/tty/ttyS0", "/sys/devices/pci0000:00/usb1/1-1/1-1:1.0/x",
        "/sys/devices/virtual/tty/tty1", "/sys/devices/pci0000:00/0000:00:14.0/usb1/1-/x", "usb1/1-1",
        "/sys/devices/pci0000:00/0000:00:14.0/usb1",
    ])
    func unknown(syspath: String) {
        #expect(PortPath.of(syspath: syspath) == nil)
    }

    @Test func whatDevicesSayIsMadeFitForTerminals() {
        #expect(SysfsFile.printable("USB\u{1B}[2J Serial\n") == "USB?[2J Serial?")
        #expect(SysfsFile.printable("  ") == nil)
        #expect(SysfsFile.printable(String(repeating: "x", count: 500))?.count == 128)
        #expect(SysfsFile.printable("测温仪\u{202E}abc") == "测温仪?abc")
        #expect(SysfsFile.hash([]) == "cbf29ce484222325")
        #expect(SysfsFile.hash(Array("a".utf8)) == "af63dc4c8601ec8c")
    }
}
