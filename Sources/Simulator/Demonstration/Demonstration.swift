import Control
import EventLoop
import Glibc
import Wire

/// A whole site in one directory, its real programs, and people who come to its gate while upstream and daemon are
/// killed: `gatehouse-sim demo`.
public final class Demonstration {
    /// The longest that a program takes to start or end, on a machine that does other things too.
    static let startLimit = Duration.seconds(30)
    /// The longest that a third of the people takes: they come three at a time, each within the patience of a lane.
    static let peopleLimit = Duration.seconds(300)

    /// The exit code after Ctrl-C, as shells know it: 128 and the signal's number.
    private static let interruptedStatus: Int32 = 128 + SIGINT

    let options: DemonstrationOptions
    let pump: Pump
    let screen: Screen
    let started = BootClock.now
    var summary: DemonstrationSummary
    var site: DemonstrationSite
    /// The programs that run beside this one; none before the site is there.
    var services: DemonstrationServices?
    var stages: [LaneStage] = []
    var queue: PeopleQueue
    var wallet: PassWallet?
    var news = GateNews()
    var isGateOpen = false
    private var simulation: Simulation?

    /// A demonstration that has not begun. `SIGINT`, `SIGTERM` and `SIGHUP` have to be blocked in all threads
    /// (`Signals.block`).
    ///
    /// - Throws: what is wrong, in words, when directory or loop cannot be made.
    public init(_ options: DemonstrationOptions) throws {
        self.options = options
        pump = try Pump()
        screen = Screen(style: .ofStandardOutput())
        summary = DemonstrationSummary(expectedPeople: options.people)
        queue = PeopleQueue(Scenario(count: options.people, seed: options.seed).people)
        site = DemonstrationSite(
            directory: try options.directory.map(DemonstrationFiles.absolute)
                ?? DemonstrationFiles.makeTemporaryDirectory())
    }

    /// Plays it, prints it, and ends every program that it started. Returns the exit code: 0 when everything was as it
    /// has to be.
    public func run() -> Int32 {
        var interrupted = false
        do throws(DemonstrationError) {
            try play()
        } catch {
            interrupted = error == .interrupted
            summary.failures.append(error.description)
            tellLastWords(of: error)
        }
        services = nil
        simulation?.close()
        if interrupted {
            screen.say("Interrupted; every program has been ended.")
        } else {
            summary.duration = BootClock.now - started
            screen.summary(summary)
        }
        let isGood = summary.problems.isEmpty
        if isGood || interrupted, !options.keepsDirectory, options.directory == nil {
            DemonstrationFiles.remove(site.directory)
        } else {
            screen.say("Site, journal and logs are in \(site.directory)")
        }
        return interrupted ? Self.interruptedStatus : isGood ? 0 : 1
    }

    /// What a program says that ended by itself.
    private func tellLastWords(of error: DemonstrationError) {
        guard case .ended(_, _, let log) = error, let text = try? DemonstrationFiles.read(log) else { return }
        for line in text.split(separator: "\n").suffix(3) { screen.say("    \(line)", .quiet) }
    }

    private func play() throws(DemonstrationError) {
        let programs = try ProgramDirectory()
        try makeSite(programs)
        let services = try DemonstrationServices(programs, site: site, pump: pump)
        self.services = services
        pump.onPass = { [unowned self] () throws(DemonstrationError) in try advance() }
        try startEverything(services)
        try letPeopleCome(services)
        try compare(services)
        try services.stop()
    }

    /// The site, and the fake devices of its lanes.
    private func makeSite(_ programs: ProgramDirectory) throws(DemonstrationError) {
        screen.say(
            "\(options.people) simulated people come to a gate with \(DemonstrationSite.lanes.count) lanes. The programs, the "
                + "journal and its signatures")
        screen.say("are real; the devices are not, and the keys are for development.")
        let log = site.directory + ".init.log"
        defer { unlink(log) }
        let made = try ChildProcess(
            try programs.find("gatehousectl"), ["site", "init", "--development", site.directory], output: log,
            loop: pump.loop, onEnd: { [pump] in pump.changed() })
        try pump.wait(for: "making the site", within: Self.startLimit) { made.end != nil }
        guard made.end == .exited(0) else {
            throw .world("the site cannot be made: " + made.lastLines(2).joined(separator: " "))
        }
        try site.furnish()
        wallet = try site.makeWallet(seed: options.seed)
        do {
            let simulation = try Simulation(
                SimulationOptions(
                    directory: site.path("devices"), control: site.path("run/sim"),
                    lanes: DemonstrationSite.lanes.count,
                    seed: options.seed),
                reactor: pump.loop)
            for device in simulation.devices { device.onActivity = { [pump] in pump.changed() } }
            self.simulation = simulation
            stages = DemonstrationSite.lanes.compactMap { LaneStage($0, simulation, loop: pump.loop) }
        } catch {
            throw .world("\(error)")
        }
    }

    /// What time it is, as it is shown.
    var elapsed: String { Layout.right(Layout.seconds(BootClock.now - started), 6) }
}

@available(*, unavailable)
extension Demonstration: Sendable {}
