public import EventLoop
import Glibc
public import Wire

/// What stands at the gate.
public struct SimulationOptions: Hashable, Sendable {
    /// Where the links to the devices' terminals are made; the directory is made if it is missing.
    public var directory: String
    /// The path of the command socket.
    public var control: String
    /// How many lanes there are, 1 to 32; each has `thermo-N`, `scan-N` and `relay-N`.
    public var lanes: Int
    /// How many relays each board has, 1 to 8.
    public var relays: Int
    /// The temperature at the gate until a command changes it.
    public var ambient: Temperature
    /// What follows each code.
    public var terminator: [UInt8]
    /// The AIM identifier before each code; empty for none.
    public var aim: String
    /// What decides all that is random.
    public var seed: UInt64
    /// Which scanners the lanes have, by the name of their driver; see `Simulation.scanners`.
    public var scanner = "serial-line"
    /// Which relay boards the lanes have, by the name of their driver; see `Simulation.relays`.
    public var relay = "lcus"
    /// Whether each lane has a speech chip too, `voice-N`.
    public var hasVoices = false
    /// Whether each lane has a tower light too, `lamp-N`.
    public var hasLamps = false
    /// Which thermometers the lanes have, by the name of their driver; see `Simulation.thermometers`.
    public var thermometer = "gy-mcu90614"

    /// One lane at 22.5 °C, with a scanner that sends `]Q1` and CR LF.
    public init(
        directory: String, control: String, lanes: Int = 1, relays: Int = 1,
        ambient: Temperature = Temperature(hundredths: 2250), terminator: [UInt8] = [0x0D, 0x0A], aim: String = "]Q1",
        seed: UInt64 = 1
    ) {
        self.directory = directory
        self.control = control
        self.lanes = min(max(lanes, 1), 32)
        self.relays = relays
        self.ambient = ambient
        self.terminator = terminator
        self.aim = aim
        self.seed = seed
    }
}

/// The fake devices of a gate on pseudo-terminals, and the socket that drives them. Lives on its reactor's thread.
public final class Simulation {
    /// The scanners that a lane can have.
    public static let scanners = ["serial-line", "zebra-ssi"]
    /// The relay boards that a lane can have.
    public static let relays = ["lcus", "modbus-relay"]
    /// The thermometers that a lane can have, by the names of the drivers that read them. `pyrominibus` is read by the
    /// driver `pyrousb` with the profile of that name.
    public static var thermometers: [String] { FakeDeviceCatalogue.thermometerNames }

    /// The devices, lane by lane.
    public let devices: [HostedDevice]
    private let reactor: any Reactor
    private var socket: CommandSocket?

    /// Plugs all devices in and listens for commands. Nothing is left behind when it throws.
    public init(_ options: SimulationOptions, reactor: any Reactor) throws(SimulationError) {
        self.reactor = reactor
        devices = Self.makeDevices(options, reactor)
        if mkdir(options.directory, 0o755) != 0, errno != EEXIST {
            throw .file(call: "mkdir", path: options.directory, code: errno)
        }
        do {
            for device in devices { try device.plug() }
            socket = try CommandSocket(path: options.control, reactor: reactor) { [weak self] line in
                self?.answer(line) ?? "error the simulator is closing"
            }
        } catch {
            close()
            throw error
        }
    }

    /// Pulls all devices out and removes the socket.
    public func close() {
        socket?.close()
        socket = nil
        for device in devices { device.unplug() }
    }

    /// The answer to one line: `ok`, `error` and a reason, or the JSON that was asked for. Only `help` has more lines,
    /// each with `#` before it and `ok` at the end.
    public func answer(_ line: String) -> String {
        CommandDesk.answer(line, devices, help: CommandText.help, at: reactor.now)
    }

    private static func makeDevices(_ options: SimulationOptions, _ reactor: any Reactor) -> [HostedDevice] {
        var seeds = SeededGenerator(seed: options.seed)
        return (1...options.lanes).flatMap { lane in
            var devices: [(String, any FakeDevice)] = [
                ("thermo-\(lane)", thermometer(options, seed: seeds.next())),
                ("scan-\(lane)", scanner(options)), ("relay-\(lane)", relay(options)),
            ]
            if options.hasVoices { devices.append(("voice-\(lane)", FakeSYN6288())) }
            if options.hasLamps { devices.append(("lamp-\(lane)", FakeTowerLight())) }
            return devices.map { name, device in
                HostedDevice(
                    name: name, device: device, directory: options.directory, reactor: reactor, seed: seeds.next())
            }
        }
    }

    /// The one that was chosen; an unknown name is that of the usual one.
    private static func scanner(_ options: SimulationOptions) -> any FakeDevice {
        options.scanner == "zebra-ssi"
            ? FakeZebraSSI(aim: options.aim)
            : FakeSerialScanner(terminator: options.terminator, aim: options.aim)
    }

    /// The one that was chosen; an unknown name is that of the usual one.
    private static func relay(_ options: SimulationOptions) -> any FakeDevice {
        options.relay == "modbus-relay"
            ? FakeModbusRelay(channels: options.relays) : FakeLCUS(channels: options.relays)
    }

    /// The one that was chosen; an unknown name is that of the usual one.
    private static func thermometer(_ options: SimulationOptions, seed: UInt64) -> any FakeDevice {
        let choice = FakeDeviceOptions(ambient: options.ambient, seed: seed)
        return FakeDeviceCatalogue.makeThermometer(options.thermometer, choice)
            ?? FakeGYMCU90614(ambient: options.ambient, seed: seed)
    }
}
