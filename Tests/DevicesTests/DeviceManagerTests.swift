import CLinux
import EventLoop
import Glibc
import TestSupport
import Testing
import Wire

@testable import Devices

/// Sessions with the real drivers on the real loop.
struct DeviceManagerTests {
    final class NoSentry: BarrierSentry {
        func arm(device: String, descriptor: Int32, off: [[UInt8]], limit: Duration) throws(BarrierGuardError) {}
        func disarm(device: String) {}
    }

    /// 34.12 °C object, 22.50 °C ambient, with its sum.
    static let frame: [UInt8] = {
        var bytes: [UInt8] = [0x5A, 0x5A, 0x45, 0x04, 0x0D, 0x54, 0x08, 0xCA]
        bytes.append(bytes.reduce(0, &+))
        return bytes
    }()

    static func manager(_ settings: [DeviceSettings], _ reactor: any Reactor) throws -> DeviceManager {
        try DeviceManager(settings: settings, sentry: NoSentry(), reactor: reactor, log: LogLines().logger)
    }

    @Test func aGateOfThreeDevices() throws {
        let loop = try EventLoop()
        let directory = try TemporaryDirectory()
        let terminals = try (0..<3).map { _ in try PseudoTerminal() }
        let paths = ["thermo-1", "scan-1", "relay-1"].map { directory.file($0) }
        for (terminal, path) in zip(terminals, paths) { symlink(terminal.path, path) }
        let manager = try Self.manager(
            [
                DeviceSettings(name: "thermo-1", role: .thermometer, driver: "gy-mcu90614", paths: [paths[0]]),
                DeviceSettings(name: "scan-1", role: .scanner, driver: "serial-line", paths: [paths[1]]),
                DeviceSettings(name: "relay-1", role: .output, driver: "lcus", paths: [paths[2]]),
            ], loop)
        var events: [Int: [DriverEvent]] = [:]
        manager.onEvent = { place, event, _ in
            events[place, default: []].append(event)
            if events[0]?.contains(where: \.isSample) == true, events[1] != nil { loop.stop() }
        }
        manager.start()
        #expect(try terminals[2].master.read(4) == [0xA0, 0x01, 0x00, 0xA1])
        try terminals[0].master.write([0x00, 0x5A] + Self.frame)
        try terminals[1].master.write(Array("GH1:ABC\r\n".utf8))
        try loop.run()
        let sample = Sample(object: Temperature(hundredths: 3412), ambient: Temperature(hundredths: 2250))
        #expect(events[0]?.contains(.sample(sample)) == true)
        #expect(events[1]?.contains(.scan(Scan(bytes: Array("GH1:ABC".utf8)))) == true)
        #expect(manager.place(of: "scan-1") == 1)
        try manager.pulse(2, channel: 1, for: .seconds(1))
        #expect(try terminals[2].master.read(4) == [0xA0, 0x01, 0x01, 0xA2])
        #expect(throws: OutputError.self) { try manager.pulse(0, channel: 1, for: .seconds(1)) }
        #expect(throws: OutputError.self) { try manager.pulse(9, channel: 1, for: .seconds(1)) }
        #expect(manager.status.map(\.state) == [.ready, .ready, .ready])
        #expect(manager.status[2].pulses == 1)
        manager.stop()
        #expect(try terminals[2].master.read(4) == [0xA0, 0x01, 0x00, 0xA1])
        #expect(manager.status.map(\.state) == [.absent, .absent, .absent])
    }

    /// The terminal goes away in the middle of a frame and another one comes at the same name.
    @Test func comesBackUnderTheSameName() throws {
        let loop = try EventLoop()
        let directory = try TemporaryDirectory()
        let path = directory.file("thermo-1")
        let manager = try Self.manager(
            [DeviceSettings(name: "thermo-1", role: .thermometer, driver: "gy-mcu90614", paths: [path])], loop)
        var states: [DeviceState] = []
        var awaited: DeviceState?
        manager.onState = { _, state, _ in
            states.append(state)
            if state == awaited { loop.stop() }
        }
        func run(until state: DeviceState) throws {
            awaited = state
            try loop.run()
        }
        manager.start()
        for _ in 0..<3 {
            let terminal = try PseudoTerminal()
            unlink(path)
            symlink(terminal.path, path)
            try run(until: .identifying)
            try terminal.master.write(Self.frame)
            try run(until: .ready)
            try terminal.master.write(Array(Self.frame.prefix(5)))
            terminal.master.close()
            try run(until: .lost)
        }
        let counters = manager.status[0].counters
        #expect((counters.opened, counters.reconnects, counters.driver.frames) == (3, 2, 3))
    }

    @Test func refusesWhatDoesNotFit() throws {
        let loop = VirtualLoop()
        let thermometer = DeviceSettings(name: "a", role: .thermometer, driver: "gy-mcu90614", paths: [])
        #expect(throws: DeviceManagerError.duplicate(device: "a")) {
            try Self.manager([thermometer, thermometer], loop)
        }
        for (role, driver) in [(DeviceSettings.Role.output, "gy-mcu90614"), (.scanner, "lcus"), (.scanner, "no")] {
            #expect(throws: DeviceManagerError.unknownDriver(device: "a", driver: driver)) {
                try Self.manager([DeviceSettings(name: "a", role: role, driver: driver, paths: [])], loop)
            }
        }
    }

    @Test func opensTheFirstPathThatExists() throws {
        let terminal = try PseudoTerminal()
        let loop = VirtualLoop()
        let paths = DeviceSettings.paths(forPort: "pci-0000:00:99.0-usb-0:9:1.0")
        #expect(paths.first == "/dev/serial/by-path/pci-0000:00:99.0-usb-0:9:1.0-port0")
        let manager = try Self.manager(
            [DeviceSettings(name: "a", role: .scanner, driver: "serial-line", paths: paths + [terminal.path])], loop)
        manager.start()
        #expect(manager.session(at: 0).state == .ready)
    }
}

extension DriverEvent {
    fileprivate var isSample: Bool {
        if case .sample = self { return true }
        return false
    }
}
