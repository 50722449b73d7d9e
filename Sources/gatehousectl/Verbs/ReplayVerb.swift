import Admission
import ArgumentParser
import Codes
import Configuration
import Wire

struct ReplayVerb: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "replay",
        abstract: "Plays captures through drivers, measurement and rules, without devices and without a journal.",
        discussion: """
            The captures play together, each at its times, at the lane of their devices, with the configuration's rules
            and trust. What the journal would have had is written, one line for each record. Of a code, nothing but how
            its verification ended is said.

            Example: gatehousectl replay --config /tmp/site/gatehouse.toml thermo-1=morning.capture
            """)

    @OptionGroup var configuration: ConfigurationOption

    @Argument(
        help: ArgumentHelp("The captures, each with the device of the configuration.", valueName: "device=file"))
    var captures: [String]

    @Option(help: ArgumentHelp("When the captures begin: RFC 3339, or seconds since 1970. Without it, now."))
    var at: TimeArgument?

    @Flag(help: "Write what the drivers learned, too.")
    var events = false

    @Flag(help: "Write JSON.")
    var json = false

    /// The longest capture, in bytes: a day of a thermometer at 10 Hz.
    private static let longest = 128 << 20

    func run() throws {
        let gate = try configuration.load()
        let tracks = try captures.map { try Self.track($0, gate) }
        let names = Set(tracks.compactMap(\.lane))
        guard let settings = gate.lanes.first(where: { names.contains($0.name) }) else {
            throw ToolFailure(.usage, "none of these devices belongs to a lane; name one that does")
        }
        guard names.count == 1 else {
            throw ToolFailure(
                .usage,
                "the devices are of the lanes \(names.sorted().joined(separator: ", ")); replay one lane at a time")
        }
        var replay = Replay(tracks: tracks.map(\.track), lane: try lane(settings, gate))
        let name = settings.name
        replay.run { device, event, now in
            if events, let line = ReplayLine(event, of: device, at: now) { write(line) }
        } tell: { saying, now in
            write(ReplayLine(saying, lane: name, at: now))
        }
    }

    private func write(_ line: ReplayLine) {
        // Everything in a line came from numbers that were read from text; JSON can write them.
        if json { try? Output.json(line) } else { Output.line(line.text) }
    }

    private static func track(
        _ argument: String, _ gate: GateConfiguration
    ) throws(ToolFailure) -> (lane: String?, track: ReplayTrack) {
        let parts = argument.split(separator: "=", maxSplits: 1).map(String.init)
        guard parts.count == 2 else {
            throw ToolFailure(.usage, "\(argument) names no device; write device=file, as in: thermo-1=\(argument)")
        }
        guard let device = gate.devices.first(where: { $0.name == parts[0] }) else {
            let known = gate.devices.map(\.name).joined(separator: ", ")
            throw ToolFailure(.usage, "the configuration has no device \(parts[0]); it has \(known)")
        }
        return (device.lane, try ReplayTrack(try capture(parts[1]), of: device, file: parts[1]))
    }

    private static func capture(_ path: String) throws(ToolFailure) -> Capture {
        let text = try Files.read(path, limit: longest)
        do throws(Capture.Fault) {
            return try Capture(text: text)
        } catch {
            throw ToolFailure(.usage, "\(path): \(error)")
        }
    }

    private func lane(_ settings: LaneSettings, _ gate: GateConfiguration) throws(ToolFailure) -> ReplayLane {
        let trust: TrustSnapshot
        do {
            trust = try TrustDirectory(path: gate.trustDirectory).load()
        } catch {
            throw ToolFailure(error.isUnreadable ? .unreachable : .usage, error.description)
        }
        let device = gate.devices.first { $0.role == .thermometer && $0.lane == settings.name }
        return ReplayLane(
            settings: settings,
            thermometer: Thermometer(name: device?.name ?? "none", driver: device?.driver ?? "none"),
            reader: CodeReader.standard(community: gate.site.name, gate: gate.site.gate), trust: trust,
            start: at?.time ?? SystemClock.now.time, zone: gate.site.timezone)
    }
}
