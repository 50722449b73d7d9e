import EventLoop
import Glibc
import Logging
import MockDevices
import Synchronization
import TestSupport
import Testing
import Wire

@testable import Devices

extension MockedDevices {
    /// Devices from the uevent to the sample: monitor, matcher, session, serial port, driver.
    struct HotplugLifeTests {
        final class NoSentry: BarrierSentry {
            func arm(device: String, descriptor: Int32, off: [[UInt8]], limit: Duration) throws(BarrierGuardError) {}
            func disarm(device: String) {}
        }

        /// Counts what is logged.
        private struct Counting: LogHandler {
            let count: CountBox
            var logLevel = Logger.Level.trace
            var metadata: Logger.Metadata = [:]
            subscript(metadataKey key: String) -> Logger.Metadata.Value? {
                get { metadata[key] }
                set { metadata[key] = newValue }
            }
            func log(event: LogEvent) { count.lines.withLock { $0.append("\(event.message)") } }
        }

        final class CountBox: Sendable {
            let lines = Mutex<[String]>([])
        }

        final class Gate {
            let loop: EventLoop
            let manager: DeviceManager
            let log = CountBox()
            private var awaited: [DeviceState] = []
            /// Whether a user of the group may open a node, as its mode says; root could always.
            var heedsModes = false

            init(_ devices: [DeviceSettings]) throws {
                let loop = try EventLoop()
                let count = log
                let logger = Logger(label: "test") { _ in Counting(count: count) }
                let monitor = try DeviceMonitor(reactor: loop, log: logger, isUdevRunning: { false })
                var heed: () -> Bool = { false }
                manager = try DeviceManager(
                    settings: devices, sentry: NoSentry(), reactor: loop, log: logger, watch: monitor
                ) { kind, path, line throws(TransportError) in
                    var facts = stat()
                    if heed(), stat(path, &facts) == 0, facts.st_mode & 0o060 != 0o060 { throw .denied(path) }
                    return try TransportOpener.open(kind, path: path, line: line)
                }
                self.loop = loop
                heed = { [unowned self] in heedsModes }
                manager.onState = { [unowned self] _, _, _ in
                    if states == awaited { loop.stop() }
                }
            }

            var states: [DeviceState] { manager.status.map(\.state) }
            var problems: [String?] { manager.status.map(\.problem) }

            func run(until wanted: DeviceState...) throws {
                awaited = wanted
                // Far longer than it takes: only a failure waits for it.
                let timer = loop.schedule(at: loop.now + .seconds(20)) { [unowned self] _ in loop.stop() }
                if states != wanted { try loop.run() }
                timer.cancel()
                #expect(states == wanted)
            }
        }

        /// 34.12 °C object, 22.50 °C ambient, with its sum.
        static let frame: [UInt8] = [0x5A, 0x5A, 0x45, 0x04, 0x0D, 0x54, 0x08, 0xCA, 0x30]

        static func thermometer(_ name: String, at port: String) -> DeviceSettings {
            DeviceSettings(
                name: name, role: .thermometer, driver: "gy-mcu90614",
                identity: DeviceIdentity(path: "pci-0000:00:14.0-usb-0:\(port):1.0"), paths: [])
        }

        @Test func coldPlugHotPlugAndRemoval() throws {
            let bed = try MockBed()
            let cold = try MockTerminal(bed, node: "ttyUSB0")
            let gate = try Gate([
                Self.thermometer("cold", at: "ttyUSB0"), Self.thermometer("hot", at: "ttyUSB1"),
            ])
            gate.manager.start()
            #expect(gate.states == [.identifying, .absent])
            try cold.channel.write(Self.frame)
            try gate.run(until: .ready, .absent)
            let hot = try MockTerminal(bed, node: "ttyUSB1")
            try gate.run(until: .ready, .identifying)
            cold.unplug()
            try gate.run(until: .lost, .identifying)
            try hot.channel.write(Self.frame)
            try gate.run(until: .lost, .ready)
            gate.manager.stop()
            hot.unplug()
        }

        /// A converter at a port, as the kernel numbered it this time.
        private static func plug(_ bed: MockBed, _ node: String, at port: String) throws {
            try bed.onIoctl("/dev/\(node)") { call in
                switch call.request {
                case UInt(TIOCMGET), UInt(TIOCMBIS), UInt(TIOCMBIC), UInt(TIOCMSET): .returns(0)
                default: .real
                }
            }
            let text = MockTerminal.description(node: node, vendor: "1a86", product: "7523")
            let lines = text.split(separator: "\n", omittingEmptySubsequences: false).map {
                $0.hasPrefix("E: ID_PATH=") ? "E: ID_PATH=pci-0000:00:14.0-usb-0:\(port):1.0" : String($0)
            }
            try bed.add(lines.joined(separator: "\n"))
        }

        @Test func twinsAndRenumbering() throws {
            let bed = try MockBed()
            // One gate knows its devices by the ports; the kernel numbered them the other way round this time.
            for (node, port) in [("ttyUSB0", "1.3"), ("ttyUSB1", "1.2")] { try Self.plug(bed, node, at: port) }
            let gate = try Gate([Self.thermometer("left", at: "1.2"), Self.thermometer("right", at: "1.3")])
            gate.manager.start()
            #expect(gate.manager.status.map(\.node?.devnode) == ["/dev/ttyUSB1", "/dev/ttyUSB0"])
            let byIds = try Gate([
                DeviceSettings(
                    name: "any", role: .thermometer, driver: "gy-mcu90614",
                    identity: DeviceIdentity(vendor: 0x1A86, product: 0x7523), paths: [])
            ])
            byIds.manager.start()
            #expect(byIds.problems[0]?.contains("gatehousectl device bind any") == true)
        }

        @Test func latePermissions() throws {
            let bed = try MockBed()
            let gate = try Gate([Self.thermometer("thermo-1", at: "ttyUSB0")])
            gate.heedsModes = true
            gate.manager.start()
            let terminal = try MockTerminal(bed, node: "ttyUSB0")
            chmod("/dev/ttyUSB0", 0o600)
            try gate.run(until: .opening)
            #expect(gate.problems[0]?.contains("may not be opened") == true)
            chmod("/dev/ttyUSB0", 0o660)
            bed.uevent("change", at: try #require(gate.manager.status[0].node).syspath)
            try gate.run(until: .identifying)
            terminal.unplug()
        }

        @Test func twoHundredCyclesLeaveNothingBehind() throws {
            let bed = try MockBed()
            let gate = try Gate([Self.thermometer("thermo-1", at: "1.2")])
            gate.manager.start()
            let before = Self.openTerminals()
            for round in 0..<200 {
                let said = gate.log.lines.withLock { $0.count }
                // umockdev takes a terminal's name once only; the kernel may number a device anew each time as well.
                let node = "ttyUSB\(round)"
                try Self.plug(bed, node, at: "1.2")
                try gate.run(until: .identifying)
                #expect(Self.openTerminals() == before + 1)
                bed.hangUp("/dev/\(node)")
                bed.remove(MockTerminal.path(of: node))
                try gate.run(until: .lost)
                for _ in 0..<5 { try gate.loop.poll() }
                let lines = gate.log.lines.withLock { $0.dropFirst(said) }
                #expect(lines.count == 3, "round \(round): \(lines)")
                #expect(Self.openTerminals() == before)
            }
            #expect(gate.manager.status[0].counters.opened == 200)
        }

        /// How many descriptors of terminals this process has; those of the bed are its other ends.
        private static func openTerminals() -> Int {
            guard let folder = opendir("/proc/self/fd") else { return -1 }
            defer { closedir(folder) }
            var count = 0
            while let entry = readdir(folder) {
                let name = withUnsafeBytes(of: entry.pointee.d_name) { bytes in
                    String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
                }
                var target = [UInt8](repeating: 0, count: 64)
                let length = readlink("/proc/self/fd/\(name)", &target, target.count)
                if String(decoding: target.prefix(max(0, length)), as: UTF8.self).hasPrefix("/dev/pts/") { count += 1 }
            }
            return count
        }
    }
}
