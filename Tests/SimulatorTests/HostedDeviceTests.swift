import CLinux
import EventLoop
import Glibc
import TestSupport
import Testing
import Wire

@testable import Simulator

/// A gate on real pseudo-terminals in virtual time: the test is the host.
private final class Gate {
    let directory: TemporaryDirectory
    let loop = VirtualLoop(start: Instant(nanoseconds: 1_000_000_000))
    let simulation: Simulation

    init(lanes: Int = 1) throws {
        directory = try TemporaryDirectory()
        simulation = try Simulation(
            SimulationOptions(
                directory: directory.file("devices"), control: directory.file("sim"), lanes: lanes, aim: ""),
            reactor: loop)
    }

    deinit { simulation.close() }

    func device(_ name: String) throws -> HostedDevice {
        try #require(simulation.devices.first { $0.name == name })
    }

    /// Opens a device as a program does that knows only its path, and lets the simulator see it.
    func open(_ name: String) throws -> ByteChannel {
        let fd = gh_open(try device(name).path, O_RDWR | O_NOCTTY | O_NONBLOCK, 0)
        try #require(fd >= 0, "\(String(cString: strerror(-fd)))")
        loop.advance(by: HostedDevice.lookInterval)
        return ByteChannel(owning: fd)
    }

    /// Waits until the device's end is ready, and tells the simulator.
    func deliver(_ events: EventSet, to name: String) throws {
        loop.deliver(events, to: try #require(try device(name).descriptor))
    }

    /// The host's bytes reach the device's end through a work queue of the kernel.
    func waitForInput(of name: String) throws {
        var entry = pollfd(fd: try #require(try device(name).descriptor), events: Int16(POLLIN), revents: 0)
        try #require(poll(&entry, 1, ByteChannel.patience) == 1)
        try deliver(.readable, to: name)
    }
}

@Suite("Devices on pseudo-terminals")
struct HostedDeviceTests {
    @Test func aHostReadsFramesFromTheMomentItOpensThePort() throws {
        let gate = try Gate()
        // Nobody listens: nothing of this may be read later.
        gate.loop.advance(by: .seconds(300))
        let port = try gate.open("thermo-1")
        gate.loop.advance(by: .seconds(1))
        var driver = GYMCU90614()
        var samples = 0
        let bytes = try port.read(90)
        driver.receive(bytes.span, at: gate.loop.now) { if case .sample = $0 { samples += 1 } }
        #expect(samples == 10)
        #expect(driver.counters.droppedBytes == 0)
        #expect(gate.simulation.answer("thermo-1 state").contains("\"sent\":90"))
    }

    @Test func aHostSwitchesTheRelay() throws {
        let gate = try Gate()
        let port = try gate.open("relay-1")
        try port.write([0xA0, 0x01, 0x01, 0xA2])
        try gate.waitForInput(of: "relay-1")
        #expect(gate.simulation.answer("state").contains("\"on\":true,\"pulses\":1"))
        gate.loop.advance(by: .milliseconds(700))
        try port.write([0xA0, 0x01, 0x00, 0xA1])
        try gate.waitForInput(of: "relay-1")
        let state = gate.simulation.answer("relay-1 state")
        #expect(state.contains("\"on\":false,\"pulses\":1"))
        #expect(state.contains("\"last_pulse_ms\":700"))
    }

    /// A command line tool opens the port, writes and is gone before the simulator has looked.
    @Test func aCommandOfAShortVisitCounts() throws {
        let gate = try Gate()
        let fd = gh_open(try gate.device("relay-1").path, O_RDWR | O_NOCTTY, 0)
        let port = ByteChannel(owning: fd)
        try port.write([0xA0, 0x01, 0x01, 0xA2])
        var entry = pollfd(
            fd: try #require(try gate.device("relay-1").descriptor), events: Int16(POLLIN), revents: 0)
        try #require(poll(&entry, 1, ByteChannel.patience) == 1)
        port.close()
        gate.loop.advance(by: HostedDevice.lookInterval)
        #expect(gate.simulation.answer("state").contains("\"on\":true,\"pulses\":1"))
    }

    @Test func aScanIsALine() throws {
        let gate = try Gate()
        let port = try gate.open("scan-1")
        #expect(gate.simulation.answer("scan GH1:ABC") == "ok")
        #expect(try port.read(9) == Array("GH1:ABC\r\n".utf8))
    }

    @Test func unpluggingHangsUpAndPluggingMakesANewTerminal() throws {
        let gate = try Gate()
        let path = try gate.device("thermo-1").path
        for _ in 0..<20 {
            let port = try gate.open("thermo-1")
            gate.loop.advance(by: .milliseconds(500))
            #expect(try port.read(9).count == 9)
            #expect(gate.simulation.answer("thermo-1 unplug") == "ok")
            #expect(access(path, F_OK) != 0)
            // What was sent before can still be read; then the line is dead.
            #expect(try port.read(1000).count < 1000)
            #expect(gate.simulation.answer("thermo-1 unplug") == "ok")
            #expect(gate.simulation.answer("thermo-1 plug") == "ok")
            #expect(access(path, F_OK) == 0)
        }
    }

    @Test func aHostMayCloseAndOpenAgain() throws {
        let gate = try Gate()
        for _ in 0..<5 {
            let port = try gate.open("thermo-1")
            gate.loop.advance(by: .milliseconds(100))
            #expect(try port.read(9).first == 0x5A)
            port.close()
            try gate.deliver(.hangup, to: "thermo-1")
            #expect(gate.simulation.answer("thermo-1 state").contains("\"open\":false"))
            gate.loop.advance(by: .seconds(60))
        }
    }

    @Test func aLongLineArrivesWholeThoughTheTerminalIsSmall() throws {
        let gate = try Gate()
        let port = try gate.open("scan-1")
        #expect(gate.simulation.answer("oversize 1000000") == "ok")
        var count = 0
        while count < 1_000_002 {
            count += try port.read(min(4096, 1_000_002 - count)).count
            try gate.deliver(.writable, to: "scan-1")
        }
        #expect(gate.simulation.answer("scan-1 state").contains("\"sent\":1000002,\"lost\":0"))
    }

    @Test func theLinesFaultsReachTheHost() throws {
        let gate = try Gate()
        let port = try gate.open("scan-1")
        #expect(gate.simulation.answer("scan-1 delay 300ms") == "ok")
        #expect(gate.simulation.answer("scan-1 garbage 40") == "ok")
        #expect(gate.simulation.answer("scan AB") == "ok")
        gate.loop.advance(by: .milliseconds(299))
        #expect(gate.simulation.answer("scan-1 state").contains("\"sent\":0"))
        gate.loop.advance(by: .milliseconds(1))
        #expect(try port.read(44).suffix(4) == Array("AB\r\n".utf8))
    }

    @Test func commandsFindTheirDevice() throws {
        let gate = try Gate(lanes: 2)
        #expect(gate.simulation.answer("thermo-2 subject 36.6") == "ok")
        #expect(gate.simulation.answer("subject 36.6").hasPrefix("error subject: which device?"))
        #expect(gate.simulation.answer("relay-1 scan A") == "error this device cannot scan")
        #expect(gate.simulation.answer("fly") == "error unknown command fly; try help")
        #expect(gate.simulation.answer("help").hasSuffix("\nok"))
        #expect(gate.simulation.answer("devices").split(separator: "\"plugged\":true").count == 7)
        #expect(gate.simulation.answer("scan-1 unplug") == "ok")
        #expect(gate.simulation.answer("scan-1 scan A") == "error scan: the device is unplugged; plug it first")
    }

    @Test func nothingIsLeftBehind() throws {
        let directory = try TemporaryDirectory()
        let options = SimulationOptions(directory: directory.file("devices"), control: directory.file("sim"))
        for _ in 0..<2 {
            let simulation = try Simulation(options, reactor: VirtualLoop())
            simulation.close()
        }
        #expect(access(directory.file("devices/thermo-1"), F_OK) != 0)
        #expect(access(directory.file("sim"), F_OK) != 0)
        // A file of somebody else is not replaced, and what was begun is undone.
        #expect(creat(directory.file("devices/relay-1"), 0o600) >= 0)
        #expect(throws: SimulationError.occupied(path: directory.file("devices/relay-1"))) {
            try Simulation(options, reactor: VirtualLoop())
        }
        #expect(access(directory.file("devices/thermo-1"), F_OK) != 0)
    }

    @Test func twoSimulatorsDoNotShareASocket() throws {
        let gate = try Gate()
        let options = SimulationOptions(
            directory: gate.directory.file("other"), control: gate.directory.file("sim"))
        #expect(throws: SimulationError.alreadyServed(path: gate.directory.file("sim"))) {
            try Simulation(options, reactor: VirtualLoop())
        }
    }
}

extension HostedDeviceTests {
    /// The devices that were chosen are there, and each is its own kind of fake.
    @Test func aLaneHasWhatWasChosen() throws {
        let directory = try TemporaryDirectory()
        var options = SimulationOptions(directory: directory.file("devices"), control: directory.file("sim"), relays: 4)
        options.scanner = "zebra-ssi"
        options.relay = "modbus-relay"
        options.hasVoices = true
        options.hasLamps = true
        let simulation = try Simulation(options, reactor: VirtualLoop(start: Instant(nanoseconds: 1_000_000_000)))
        defer { simulation.close() }
        #expect(simulation.devices.map(\.name) == ["thermo-1", "scan-1", "relay-1", "voice-1", "lamp-1"])
        #expect(simulation.devices[1].model is FakeZebraSSI)
        #expect((simulation.devices[2].model as? FakeModbusRelay)?.channels == 4)
        #expect(simulation.answer("voice-1 busy 3s") == "ok")
        #expect(simulation.answer("voice-1 state").contains("\"speaking\":true"))
        #expect(simulation.answer("lamp-1 busy 3s") == "error this device cannot busy")
        #expect(simulation.answer("scan-1 scan GH1:A") == "ok")
        #expect(simulation.answer("help").contains("lose-packet"))
    }
}
