import EventLoop
import Glibc
import Logging
import MockDevices
import TestSupport
import Testing
import Wire

@testable import Devices

extension MockedDevices {
    /// The monitor on libudev itself, and devices that follow it.
    struct DeviceMonitorTests {
        /// The monitor on the real loop, with what it said.
        final class Bench {
            let loop: EventLoop
            let monitor: DeviceMonitor
            var changes: [String] = []
            var nodes: [String: DeviceNode] = [:]
            private var awaited: Int?

            init(isUdevRunning: @escaping () -> Bool = { false }) throws {
                let log = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
                loop = try EventLoop()
                monitor = try DeviceMonitor(reactor: loop, log: log, isUdevRunning: isUdevRunning)
                monitor.onChange = { [unowned self] change, _ in
                    switch change {
                    case .appeared(let node):
                        changes.append("+\(node.devnode)")
                        nodes[node.devnode] = node
                    case .changed(let node): changes.append("~\(node.devnode)")
                    case .removed(let node):
                        changes.append("-\(node.devnode)")
                        nodes[node.devnode] = nil
                    }
                    if changes.count == awaited { loop.stop() }
                }
            }

            /// Runs until so many changes were told, and for the rest of what is there.
            func run(until count: Int) throws {
                awaited = count
                // Far longer than it takes: only a failure waits for it.
                let timer = loop.schedule(at: loop.now + .seconds(20)) { [unowned self] _ in loop.stop() }
                if changes.count < count { try loop.run() }
                timer.cancel()
                for _ in 0..<5 { try loop.poll() }
            }
        }

        private static let composite = """
            P: /devices/pci0000:00/0000:00:14.0
            E: SUBSYSTEM=pci

            P: /devices/pci0000:00/0000:00:14.0/usb1/1-2
            N: bus/usb/001/003
            E: SUBSYSTEM=usb
            E: DEVTYPE=usb_device
            E: DEVNAME=/dev/bus/usb/001/003
            E: BRLTTY_BRAILLE_DRIVER=bm
            E: ID_MM_DEVICE_IGNORE=1
            A: idVendor=0c2e\\n
            A: idProduct=0901\\n
            A: serial=QR-0001\\n
            A: manufacturer=Honeywell\\n
            A: product=Voyager\\n
            H: descriptors=12010002000000402e0c010900010102030109022200010100a0320904000001030000000921110100012220000705810340000a

            P: /devices/pci0000:00/0000:00:14.0/usb1/1-2/1-2:1.1
            E: SUBSYSTEM=usb
            E: DEVTYPE=usb_interface
            L: driver=../../../../../../bus/usb/drivers/usbhid
            A: bInterfaceNumber=01\\n
            A: bInterfaceClass=03\\n

            P: /devices/pci0000:00/0000:00:14.0/usb1/1-2/1-2:1.1/0003:0C2E:0901.0001
            E: SUBSYSTEM=hid
            H: report_descriptor=058C0902A101C0

            P: /devices/pci0000:00/0000:00:14.0/usb1/1-2/1-2:1.1/0003:0C2E:0901.0001/hidraw/hidraw0
            N: hidraw0
            E: SUBSYSTEM=hidraw
            E: DEVNAME=/dev/hidraw0

            P: /devices/pci0000:00/0000:00:14.0/usb1/1-2/1-2:1.1/0003:0C2E:0901.0001/input/input5
            E: SUBSYSTEM=input
            A: capabilities/key=1000000000007 ff9f207ac14057ff febeffdfffefffff fffffffffffffffe\\n

            P: /devices/pci0000:00/0000:00:14.0/usb1/1-2/1-2:1.1/0003:0C2E:0901.0001/input/input5/event5
            N: input/event5
            E: SUBSYSTEM=input
            E: DEVNAME=/dev/input/event5

            """

        @Test func allIsKnownOfAScannerWithTwoFaces() throws {
            let bed = try MockBed()
            try bed.add(Self.composite)
            let bench = try Bench()
            bench.monitor.start()
            #expect(Set(bench.changes) == ["+/dev/bus/usb/001/003", "+/dev/hidraw0", "+/dev/input/event5"])
            let usb = try #require(bench.nodes["/dev/bus/usb/001/003"])
            #expect(usb.kind == .usb && usb.path == "pci-0000:00:14.0-usb-0:2")
            #expect(usb.isWantedByBrltty && usb.isIgnoredByModemManager)
            #expect(usb.descriptors?.count == 16)
            let hid = try #require(bench.nodes["/dev/hidraw0"])
            #expect(hid.kind == .hidraw && hid.usagePages == [0x8C])
            #expect(hid.path == "pci-0000:00:14.0-usb-0:2:1.1", "which udev does not give it")
            #expect((hid.vendor, hid.product) == (0x0C2E, 0x0901))
            #expect((hid.serial, hid.manufacturer, hid.productText) == ("QR-0001", "Honeywell", "Voyager"))
            #expect((hid.interface, hid.interfaceClass, hid.driver) == (1, 3, "usbhid"))
            #expect(hid.usbDevice == usb.syspath && hid.descriptors == usb.descriptors)
            let keys = try #require(bench.nodes["/dev/input/event5"])
            #expect(keys.kind == .evdev && keys.isKeyboard)
            #expect(try UdevNodes.all() == bench.nodes.values.sorted { $0.syspath < $1.syspath })
        }

        @Test func nodesComeAndGoOnceEach() throws {
            let bed = try MockBed()
            let bench = try Bench()
            bench.monitor.start()
            #expect(bench.changes.isEmpty)
            let terminal = try MockTerminal(bed, node: "ttyUSB0")
            try bench.run(until: 1)
            #expect(bench.changes == ["+/dev/ttyUSB0"], "told by the kernel and by udev, and one change")
            bed.uevent("add", at: try #require(bench.nodes["/dev/ttyUSB0"]).syspath)
            bed.uevent("change", at: try #require(bench.nodes["/dev/ttyUSB0"]).syspath)
            try bench.run(until: 2)
            #expect(Set(bench.changes.dropFirst()) == ["~/dev/ttyUSB0"])
            let before = bench.changes.count
            terminal.unplug()
            try bench.run(until: before + 1)
            #expect(bench.changes.dropFirst(before) == ["-/dev/ttyUSB0"])
        }

        @Test func isRemovedWithoutItsParents() throws {
            let bed = try MockBed()
            let bench = try Bench()
            bench.monitor.start()
            let terminal = try MockTerminal(bed, node: "ttyUSB0")
            try bench.run(until: 1)
            let node = try #require(bench.nodes["/dev/ttyUSB0"])
            #expect(node.ids == "1a86:7523")
            // As the real kernel has it: the parents' directories are gone when the message comes.
            let usb = MockTerminal.path(of: "ttyUSB0")
            bed.setAttribute("idVendor", to: "1d6b", at: usb)
            bed.setAttribute("idProduct", to: "0002", at: usb)
            bed.uevent("remove", at: node.syspath)
            try bench.run(until: 2)
            #expect(bench.changes == ["+/dev/ttyUSB0", "-/dev/ttyUSB0"])
            terminal.unplug()
        }

        @Test func whereUdevRunsItIsWaitedFor() throws {
            let bed = try MockBed()
            let bench = try Bench(isUdevRunning: { true })
            bench.monitor.start()
            let terminal = try MockTerminal(bed, node: "ttyUSB0")
            try bench.run(until: 1)
            #expect(bench.changes == ["+/dev/ttyUSB0"])
            terminal.unplug()
            try bench.run(until: 2)
        }

        @Test func afterLostMessagesAllIsListedAgain() throws {
            let bed = try MockBed()
            let bench = try Bench()
            bench.monitor.start()
            let first = try MockTerminal(bed, node: "ttyUSB0")
            try bench.run(until: 1)
            bench.monitor.lost("a test", at: bench.loop.now)
            #expect(bench.monitor.descriptors.isEmpty)
            first.unplug()
            let second = try MockTerminal(bed, node: "ttyUSB1")
            try bench.run(until: 3)
            #expect(Set(bench.changes.dropFirst()) == ["-/dev/ttyUSB0", "+/dev/ttyUSB1"])
            #expect(bench.monitor.overruns == 1 && bench.monitor.descriptors.count == 2)
            second.unplug()
            try bench.run(until: 4)
        }
    }
}
