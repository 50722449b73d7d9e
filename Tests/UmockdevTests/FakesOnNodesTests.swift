import Devices
import EventLoop
import MockDevices
import Simulator
import TestSupport
import Testing
import Wire

extension MockedDevices {
    /// The simulator's fakes behind nodes of every kind: what they say comes through the real transports to the real
    /// drivers.
    struct FakesOnNodesTests {
        private static let now = Instant(nanoseconds: 1_000_000_000)
        private static let code = "GH1:6CF+*70 AB3"

        /// A driver that reads a transport.
        private struct Reader {
            let transport: any Transport
            var driver: any Driver
            var events: [DriverEvent] = []

            init(_ transport: any Transport, _ driver: String) throws {
                self.transport = transport
                self.driver = try #require(DriverCatalogue.makeDriver(name: driver, settings: DriverSettings()))
                self.driver.describe(transport.description)
            }

            /// Takes what comes next; a feature report where one was asked for.
            mutating func take() throws {
                let (result, bytes) = try TransportBench.next(transport)
                switch result {
                case .bytes: driver.receive(bytes.span, at: FakesOnNodesTests.now) { events.append($0) }
                case .feature: driver.receiveFeature(bytes.span, at: FakesOnNodesTests.now) { events.append($0) }
                default: Issue.record("\(result) in place of bytes")
                }
            }

            var scans: [Scan] { events.compactMap { if case .scan(let scan) = $0 { scan } else { nil } } }
        }

        /// All that a fake says after a command, each piece as it sends it.
        private static func said(_ fake: some FakeDevice, after command: DeviceCommand) throws -> [[UInt8]] {
            var fake = fake
            var pieces: [[UInt8]] = []
            fake.powerOn(at: now)
            try fake.perform(command, at: now) { pieces.append($0) }
            while let due = fake.deadline, pieces.count < 1000 { fake.tick(at: due) { pieces.append($0) } }
            return pieces
        }

        @Test func aReportingScannerOverHIDRaw() throws {
            let bed = try MockBed()
            let fake = FakePOSScanner()
            let long = String(repeating: Self.code, count: 9)
            let mock = try MockHIDRaw(bed, node: "hidraw0", descriptor: fake.reportDescriptor)
            var reader = try Reader(try TransportOpener.open(.hidraw, path: mock.node), "hid-pos")
            for report in try Self.said(fake, after: .scan(long)) {
                try mock.channel.write(report)
                try reader.take()
            }
            #expect(reader.scans == [Scan(bytes: Array(long.utf8), aim: "]Q1")])
            reader.transport.close()
        }

        @Test func aReportingScannerOverLibusb() throws {
            let bed = try MockBed()
            let fake = FakePOSScanner(layout: .uncounted)
            let long = String(repeating: Self.code, count: 9)
            let mock = try MockUSB(bed, number: 4, reports: fake.reportDescriptor)
            let usb = try TransportOpener.open(.usb, path: mock.node)
            #expect(try TransportBench.next(usb).0 == .settled)
            var reader = try Reader(usb, "hid-pos")
            for report in try Self.said(fake, after: .scan(long)) {
                mock.change { $0.input.append(report) }
                try reader.take()
            }
            #expect(reader.scans == [Scan(bytes: Array(long.utf8), aim: "]Q1")])
            usb.close()
        }

        @Test func aTypingScannerOverEvdev() throws {
            let bed = try MockBed()
            let mock = try MockKeyboard(bed, node: "event4")
            var reader = try Reader(try TransportOpener.open(.evdev, path: mock.node), "keyboard")
            var held: [UInt8] = []
            let text = "GH1AB30"
            for report in try Self.said(FakeKeyboardScanner(), after: .scan(text)) {
                for event in Self.events(of: report, after: held) {
                    try mock.channel.write(event)
                    try reader.take()
                }
                held = report
            }
            #expect(reader.scans.map(\.text) == [text])
            reader.transport.close()
        }

        @Test func aThermometerAndAScannerOverTerminals() throws {
            let bed = try MockBed()
            let thermometer = try MockTerminal(bed, node: "ttyUSB0")
            let scanner = try MockTerminal(bed, node: "ttyACM0")
            let skin = Temperature(hundredths: 3640)
            var samples = try Reader(try TransportOpener.open(.serial, path: thermometer.node), "gy-mcu90614")
            var scans = try Reader(try TransportOpener.open(.serial, path: scanner.node), "serial-line")
            var fake = FakeGYMCU90614(ambient: Temperature(hundredths: 2250), seed: 1)
            fake.powerOn(at: Self.now)
            try fake.perform(.subject(skin), at: Self.now) { _ in }
            var frames: [[UInt8]] = []
            while frames.count < 20 {
                let due = try #require(fake.deadline, "it sends by itself")
                fake.tick(at: due) { frames.append($0) }
            }
            try thermometer.channel.write(frames.flatMap(\.self))
            while samples.driver.counters.frames < UInt64(frames.count) { try samples.take() }
            #expect(samples.driver.counters.droppedBytes == 0)
            let pieces = try Self.said(
                FakeSerialScanner(terminator: [0x0D, 0x0A], aim: "]Q1"), after: .scan(Self.code))
            try scanner.channel.write(pieces.flatMap(\.self))
            while scans.scans.isEmpty { try scans.take() }
            #expect(scans.scans == [Scan(bytes: Array(Self.code.utf8), aim: "]Q1")])
            samples.transport.close()
            scans.transport.close()
        }

        /// What the kernel's `usbhid` makes of a boot keyboard's report: keys that changed, then the end of the packet.
        private static func events(of report: [UInt8], after former: [UInt8]) -> [[UInt8]] {
            func modifiers(_ report: [UInt8]) -> UInt8 { report.first ?? 0 }
            func keys(_ report: [UInt8]) -> Set<UInt8> { Set(report.dropFirst(2).filter { $0 != 0 }) }
            func event(_ type: UInt8, _ code: UInt8, _ value: UInt8) -> [UInt8] {
                [UInt8](repeating: 0, count: 16) + [type, 0, code, 0, value, 0, 0, 0]
            }
            var events: [[UInt8]] = []
            // KEY_LEFTSHIFT is 42; it goes down before the key that it shifts, and up after it.
            let shift = (modifiers(former) & 2 != 0, modifiers(report) & 2 != 0)
            if shift == (false, true) { events.append(event(1, 42, 1)) }
            for key in keys(former).subtracting(keys(report)).sorted() { events.append(event(1, code(key), 0)) }
            for key in keys(report).subtracting(keys(former)).sorted() { events.append(event(1, code(key), 1)) }
            if shift == (true, false) { events.append(event(1, 42, 0)) }
            return events.isEmpty ? [] : events + [event(0, 0, 0)]
        }

        /// The key code (linux/input-event-codes.h) of a usage (HID Usage Tables, page 7): letters, digits, Enter.
        private static func code(_ usage: UInt8) -> UInt8 {
            let letters: [UInt8] = [
                30, 48, 46, 32, 18, 33, 34, 35, 23, 36, 37, 38, 50, 49, 24, 25, 16, 19, 31, 20, 22, 47, 17, 45, 21, 44,
            ]
            switch usage {
            case 0x04...0x1D: return letters[Int(usage - 0x04)]
            case 0x1E...0x27: return usage - 0x1E + 2
            default: return 28
            }
        }
    }
}
