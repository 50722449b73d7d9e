import ArgumentParser
import EventLoop
import Glibc
import Simulator
import Wire

/// `gatehouse-sim devices`: the devices of a gate on pseudo-terminals.
struct DevicesCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "devices",
        abstract: "Run a thermometer, a scanner and a relay for each lane, until SIGTERM.",
        discussion: """
            Each device is a pseudo-terminal; DIRECTORY holds the links thermo-1, scan-1, relay-1 and so on. The socket \
            takes one command per line, among them all faults by name, and answers ok, error and a reason, or JSON:

              gatehouse-sim devices --directory dev/devices --control dev/run/sim &
              echo 'subject 36.6' | nc -UN dev/run/sim
              echo 'thermo-1 offset 0.5' | nc -UN dev/run/sim
              echo 'help' | nc -UN dev/run/sim
            """)

    @Option(help: "Where the links to the devices are made.")
    var directory: String

    @Option(help: "The path of the command socket.")
    var control: String

    @Option(name: .customLong("lane-devices"), help: "How many lanes have devices, 1 to 32.")
    var lanes = 1

    @Option(help: "Which thermometers they have: \(Simulation.thermometers.joined(separator: ", ")).")
    var thermometer = "gy-mcu90614"

    @Option(help: "How many relays each board has, 1 to 8.")
    var relays = 1

    @Option(help: "The temperature at the gate, in degrees Celsius, -40 to 60.")
    var ambient = 22.5

    @Option(help: "What the scanners send after a code: CR, LF, CRLF, TAB or none.")
    var terminator = "CRLF"

    @Option(help: "The AIM identifier that the scanners send before a code, or none.")
    var aim = "]Q1"

    @Option(help: "Which scanners they have: \(Simulation.scanners.joined(separator: ", ")).")
    var scanner = "serial-line"

    @Option(help: "Which relay boards they have: \(Simulation.relays.joined(separator: ", ")).")
    var relay = "lcus"

    @Flag(help: "Give each lane a speech chip, voice-1 and so on.")
    var voice = false

    @Flag(help: "Give each lane a tower light, lamp-1 and so on.")
    var lamp = false

    @Option(help: "What decides noise and faults; the same number gives the same world.")
    var seed: UInt64 = 1

    func validate() throws {
        if !(1...32).contains(lanes) { throw ValidationError("--lane-devices is 1 to 32") }
        for (name, value, known) in [
            ("thermometer", thermometer, Simulation.thermometers), ("scanner", scanner, Simulation.scanners),
            ("relay", relay, Simulation.relays),
        ] where !known.contains(value) {
            throw ValidationError("--\(name) is one of \(known.joined(separator: ", "))")
        }
        if !(1...8).contains(relays) { throw ValidationError("--relays is 1 to 8") }
        if !(-40...60).contains(ambient) { throw ValidationError("--ambient is -40 to 60") }
        if bytesOfTerminator == nil { throw ValidationError("--terminator is CR, LF, CRLF, TAB or none") }
    }

    func run() throws {
        try Signals.block()
        let loop = try EventLoop()
        var options = SimulationOptions(
            directory: directory, control: control, lanes: lanes, relays: relays,
            ambient: Temperature(hundredths: Int32((ambient * 100).rounded())),
            terminator: bytesOfTerminator ?? [], aim: aim == "none" ? "" : aim, seed: seed)
        options.thermometer = thermometer
        options.scanner = scanner
        options.relay = relay
        options.hasVoices = voice
        options.hasLamps = lamp
        let simulation = try Simulation(options, reactor: loop)
        defer { simulation.close() }
        for signal in Signals.standard { try loop.onSignal(signal) { [unowned loop] _ in loop.stop() } }
        print("\(simulation.devices.count) devices in \(directory), commands at \(control)")
        fflush(nil)
        try loop.run()
    }

    private var bytesOfTerminator: [UInt8]? {
        switch terminator.lowercased() {
        case "cr": [0x0D]
        case "lf": [0x0A]
        case "crlf": [0x0D, 0x0A]
        case "tab": [0x09]
        case "none": []
        default: nil
        }
    }
}
