import EventLoop
import Glibc

/// The site's three programs and the tools that look at them. All of them end with this object.
final class DemonstrationServices {
    /// The longest that a tool takes over the journal of a demonstration.
    static let toolLimit = Duration.seconds(60)
    /// How long a program may take to end when it was asked to.
    static let stopLimit = Duration.seconds(20)

    let desk: Service
    let gate: Service
    let uplink: Service
    /// Wakes the loop for the follower's threads.
    let wakeup: Wakeup
    /// What follows the daemon of the present life.
    private(set) var follower: GateFollower?

    private let programs: ProgramDirectory
    private let site: DemonstrationSite
    private let pump: Pump
    private var registration: Registration?

    /// None of them runs yet.
    init(_ programs: ProgramDirectory, site: DemonstrationSite, pump: Pump) throws(DemonstrationError) {
        func service(_ name: String, _ configuration: String) throws(DemonstrationError) -> Service {
            try Service(
                name, programs: programs, arguments: ["--config", site.path(configuration)], site: site,
                loop: pump.loop, onChange: { pump.changed() })
        }
        self.programs = programs
        self.site = site
        self.pump = pump
        desk = try service("gatehouse-desk", "desk.toml")
        gate = try service("gatehoused", "gatehouse.toml")
        uplink = try service("gatehouse-uplink", "uplink.toml")
        do {
            wakeup = try Wakeup()
            registration = try pump.loop.register(wakeup) { _ in pump.changed() }
        } catch {
            throw .world("the loop cannot be woken: \(error)")
        }
    }

    deinit { registration?.cancel() }

    /// Throws when one of them ended by itself.
    func check() throws(DemonstrationError) {
        for service in [desk, gate, uplink] {
            if let failure = service.failure { throw failure }
        }
    }

    /// Starts a program and waits until it says that it is ready.
    func start(_ service: Service) throws(DemonstrationError) {
        try service.start()
        try pump.wait(for: "\(service.name) is ready", within: Demonstration.startLimit) { service.isReady }
    }

    /// Begins to follow the daemon, which has to be ready.
    func follow() throws(DemonstrationError) {
        follower = try GateFollower(socket: site.path("run/control"), wakeup: wakeup)
    }

    /// What a tool printed, and how it ended. Its output stays in the site's `demo` directory.
    func run(
        _ program: String, _ arguments: [String], output name: String
    ) throws(DemonstrationError) -> (end: ChildProcess.End, text: String) {
        let output = site.path("demo/" + name)
        let tool = try ChildProcess(
            try programs.find(program), arguments, output: output, loop: pump.loop,
            onEnd: { [pump] in pump.changed() })
        try pump.wait(for: "\(program) \(arguments[0])", within: Self.toolLimit) { tool.end != nil }
        return (tool.end ?? .exited(-1), try DemonstrationFiles.read(output))
    }

    /// Ends all programs in order, and throws when one of them does not end well.
    func stop() throws(DemonstrationError) {
        for service in [uplink, gate, desk] {
            service.stop()
            try pump.wait(for: "the end of \(service.name)", within: Self.stopLimit) { service.process?.end != nil }
            guard service.process?.end == .exited(0) else {
                throw .ended(name: service.name, how: service.process?.end?.words ?? "is gone", log: service.log)
            }
        }
    }
}
