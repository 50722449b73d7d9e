import Devices
import Glibc
import MockDevices
import TestSupport
import Testing
import Wire

extension MockedDevices {
    /// A thousand times in and out: one device all the while, back within five seconds, and nothing is left behind.
    struct PlugCycleTests {
        private static let cycles = 1000
        /// umockdev looks at every node that it ever had when one of them is asked something: a new bed now and then
        /// keeps that short.
        private static let cyclesOfABed = 25
        /// 34.12 °C object, 22.50 °C ambient, with its sum.
        private static let frame: [UInt8] = [0x5A, 0x5A, 0x45, 0x04, 0x0D, 0x54, 0x08, 0xCA, 0x30]

        /// A line that nobody watches: it is looked for by time.
        @Test func aPseudoTerminal() throws {
            let folder = try TemporaryDirectory()
            let link = folder.file("thermo")
            let gate = try CycledGate(
                DeviceSettings(name: "thermo-1", role: .thermometer, driver: "gy-mcu90614", paths: [link]),
                watched: false)
            for round in 0..<Self.cycles {
                var terminal: PseudoTerminal?
                try gate.cycle(
                    round, expecting: [.opening, .identifying, .ready, .lost],
                    plug: {
                        let new = try PseudoTerminal()
                        symlink(new.path, link)
                        terminal = new
                    }, speak: { try terminal?.master.write(Self.frame) },
                    unplug: {
                        unlink(link)
                        terminal?.master.close()
                    })
            }
            #expect(gate.manager.status[0].counters.opened == UInt64(Self.cycles))
        }

        @Test func aConverter() throws {
            let gate = try CycledGate(
                DeviceSettings(
                    name: "thermo-1", role: .thermometer, driver: "gy-mcu90614",
                    identity: DeviceIdentity(path: "pci-0000:00:14.0-usb-0:1.2:1.0"), paths: []),
                watched: true)
            try Self.run(gate, [.opening, .identifying, .ready, .lost]) { bed, round in
                let terminal = try MockTerminal(bed, node: "ttyUSB\(round)", port: "1.2")
                return ({ try terminal.channel.write(Self.frame) }, terminal.unplug)
            }
        }

        @Test func aHIDScanner() throws {
            let gate = try CycledGate(Self.scanner("hid-pos", 0x0C2E, 0x0907), watched: true)
            // One report of usage page 8C without numbers: `A` as QR code.
            let report: [UInt8] = [0x02, 0x04, 0x5D, 0x51, 0x31, 0x41] + [UInt8](repeating: 0, count: 58)
            try Self.run(gate, [.opening, .ready, .lost]) { bed, round in
                let scanner = try MockHIDRaw(
                    bed, node: "hidraw\(round)", vendor: 0x0C2E, product: 0x0907, label: "Scanner",
                    descriptor: [0x05, 0x8C, 0x09, 0x02, 0xA1, 0x01, 0xC0])
                return ({ try scanner.channel.write(report) }, scanner.unplug)
            }
        }

        @Test func aTypingScanner() throws {
            let gate = try CycledGate(Self.scanner("keyboard", 0x0C2E, 0x0901), watched: true)
            let typed = [30, 28].flatMap { Self.key($0, 1) + Self.key($0, 0) }  // A and Enter
            try Self.run(gate, [.opening, .ready, .lost]) { bed, round in
                let scanner = try MockKeyboard(bed, node: "event\(round)")
                return ({ try scanner.channel.write(typed) }, scanner.unplug)
            }
        }

        private static func run(
            _ gate: CycledGate, _ states: [DeviceState],
            _ plug: (MockBed, Int) throws -> (speak: () throws -> Void, unplug: () -> Void)
        ) throws {
            var bed: MockBed?
            for round in 0..<cycles {
                if round % cyclesOfABed == 0 {
                    bed = nil  // one at a time
                    bed = try MockBed()
                    try gate.bedChanged()
                }
                let bed = try #require(bed)
                var ends: (speak: () throws -> Void, unplug: () -> Void)?
                try gate.cycle(
                    round, expecting: states, plug: { ends = try plug(bed, round) }, speak: { try ends?.speak() },
                    unplug: {
                        ends?.unplug()
                        ends = nil
                    })
            }
            #expect(gate.manager.status[0].counters.opened == UInt64(cycles))
            #expect(gate.manager.status[0].counters.reconnects == UInt64(cycles - 1))
        }

        private static func scanner(_ driver: String, _ vendor: UInt16, _ product: UInt16) -> DeviceSettings {
            DeviceSettings(
                name: "scan-1", role: .scanner, driver: driver,
                identity: DeviceIdentity(vendor: vendor, product: product), paths: [])
        }

        /// A key goes down or up, and its report ends.
        private static func key(_ code: UInt8, _ value: UInt8) -> [UInt8] {
            let time = [UInt8](repeating: 0, count: 16)
            return time + [1, 0, code, 0, value, 0, 0, 0] + time + [UInt8](repeating: 0, count: 8)
        }
    }
}
