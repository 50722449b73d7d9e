import Admission
import Codes
public import Configuration
import Control
import Crypto
import Devices
import EventLoop
import Glibc
import Journal
public import Logging
import Wire

/// The gate: devices, lanes, journal and control socket on the thread that runs it.
///
/// Make it and run it on one thread. It ends with SIGTERM or SIGINT, in order.
public final class Gate {
    /// What the programs of this version call themselves.
    public static let version = "0.1.0"

    let configuration: GateConfiguration
    let log: Logger
    let reactor: EventLoop
    let clock: WallClock
    let writer: JournalWriter
    let recorder: Recorder
    let started: Instant
    private(set) var lanes: [LaneRunner] = []
    private(set) var devices: DeviceBoard?
    private(set) var lookups: LookupDesk?
    var counts: [VerdictCounts]
    var cosignatures: CosignatureKeeper
    var trust = TrustSnapshot()
    var scans: ScanReader
    private let loader: ConfigurationLoader
    private let notifier: ServiceNotifier
    private var control: GateControl?
    private var controlDesk: ControlDesk?
    private var server: VarlinkServer?
    private var isReady = false

    /// Opens the journal (which may wait for the disk) and the control socket, and makes lanes and devices; nothing is
    /// measured until `run`.
    ///
    /// - Parameters:
    ///   - configuration: as `loader` has read it.
    ///   - environment: where the service manager's variables are looked up.
    /// - Throws: `GateError`, with the file or device that it is about and the remedy.
    public init(
        configuration: GateConfiguration, loader: ConfigurationLoader, environment: [String: String], log: Logger
    ) throws(GateError) {
        self.configuration = configuration
        self.loader = loader
        self.log = log
        notifier = ServiceNotifier(environment: environment)
        counts = Array(repeating: VerdictCounts(), count: configuration.lanes.count)
        clock = WallClock(zone: configuration.site.timezone)
        // The process's time zone is set by the first look at the clock: before the first line of the log.
        _ = clock.read()
        scans = ScanReader(
            community: configuration.site.name, gate: configuration.site.gate, resolvers: configuration.resolvers)
        // Before the journal, which gets a boot record by being opened: a service that is started again and again in
        // vain must not fill it.
        trust = try Gate.readTrust(configuration)
        writer = try Gate.openJournal(configuration, log)
        cosignatures = CosignatureKeeper(enrolment: writer.enrolment)
        do throws(EventLoopError) {
            reactor = try EventLoop()
            started = reactor.now
            recorder = try Recorder(writer: writer, clock: clock, reactor: reactor)
        } catch {
            throw GateError(error)
        }
        try assemble()
    }

    /// Runs until a signal ends it.
    public func run() throws(GateError) {
        do throws(EventLoopError) {
            for signal in Signals.standard where signal != SIGHUP {
                try reactor.onSignal(signal) { [unowned self] _ in reactor.stop() }
            }
            try reactor.onSignal(SIGHUP) { [unowned self] _ in reloadOnSignal() }
            devices?.start()
            isReady = true
            notifier.ready(status: words)
            feedWatchdog()
            log.notice("the gate is open for work", metadata: ["site": "\(configuration.site.name)"])
            try reactor.run()
        } catch {
            throw GateError(error)
        }
        close()
    }

    /// One line that says how the gate is, for the service manager.
    var words: String {
        guard recorder.isAvailable else { return "the journal takes no records: the guard decides" }
        let troubled = devices?.troubled ?? []
        return troubled.isEmpty
            ? "\(lanes.count) lane(s) at work, all devices ready" : "waiting for \(troubled.joined(separator: ", "))"
    }

    private func close() {
        notifier.stopping()
        devices?.stop()
        server?.close()
        writer.close()
        log.notice("the gate is closed", metadata: ["records": "\(writer.state.size)"])
    }

    /// Progress is a turn of the loop: it turns at least as often as its own watchdog timer asks, and the journal's
    /// threads are not waited for. A loop that hangs in a handler never comes to answer.
    private func feedWatchdog() {
        notifier.feedWatchdog(on: reactor) { true }
    }
}

// What the gate is made of.
extension Gate {
    private func assemble() throws(GateError) {
        for (place, settings) in configuration.lanes.enumerated() {
            lanes.append(
                LaneRunner(
                    settings: settings, thermometer: configuration.thermometer(ofLane: settings.name),
                    seed: .random(in: 0 ... .max), clock: clock, reactor: reactor, house: self))
            lanes[place].journalChanged(available: true, at: reactor.now)
        }
        lookups = makeLookups()
        recorder.onOutcome = { [unowned self] record, outcome in recorded(record, outcome) }
        recorder.onAvailability = { [unowned self] available, now in journalChanged(available: available, at: now) }
        devices = try DeviceBoard(gate: self)
        try openControl()
    }

    private func openControl() throws(GateError) {
        let desk = ControlDesk(gate: self)
        let control = GateControl(service: desk)
        let info = VarlinkServiceInfo(
            vendor: "Gatehouse", product: "gatehoused", version: Gate.version, url: "file:///usr/share/doc/gatehouse")
        let access = AccessRules.ofThisProcess(
            groupNames: ["gatehouse"], methodGroupNames: Self.methodGroups)
        do {
            server = try VarlinkServer(
                path: configuration.controlSocket, info: info, access: access, interfaces: [control.interface],
                reactor: reactor)
        } catch {
            throw GateError(what: "the control socket \(configuration.controlSocket) cannot be made", error)
        }
        self.control = control
        controlDesk = desk
    }

    /// The uplink and displays are in the group of all calls; the text of codes is none of the displays' business, and the
    /// uplink gets those that it has to ask about.
    private static let methodGroups = [
        GateInterface.Method.captureCodes: ["gatehouse-codes"],
        GateInterface.Method.lookups: ["gatehouse-uplink"],
        GateInterface.Method.answerLookup: ["gatehouse-uplink"],
    ]

    private static func readTrust(_ configuration: GateConfiguration) throws(GateError) -> TrustSnapshot {
        do {
            return try TrustDirectory(path: configuration.trustDirectory).load()
        } catch {
            throw GateError(what: "the trust directory \(configuration.trustDirectory) cannot be used", error)
        }
    }

    /// Reads the configuration again. What changes verdicts or devices needs a restart, and says so.
    func reloadConfiguration() throws(ControlRefusal) {
        let fresh: GateConfiguration
        do {
            fresh = try loader.loadGate().value
        } catch {
            throw ControlRefusal(problem: error.description, remedy: "correct the configuration; the old one stays")
        }
        guard fresh == configuration else {
            throw ControlRefusal(
                problem: "the configuration has changed", remedy: "restart gatehoused to apply it; the old one stays")
        }
        do {
            // What was in force stays so when this fails.
            trust = try Gate.readTrust(configuration)
        } catch {
            throw ControlRefusal(problem: error.description, remedy: "correct the trust directory; the old one stays")
        }
        log.notice("trust was read again", metadata: ["keys": "\(trust.passKeys.count)"])
    }

    private func reloadOnSignal() {
        notifier.reloading()
        do {
            try reloadConfiguration()
        } catch {
            log.error("not reloaded: \(error.problem); \(error.remedy)")
        }
        notifier.ready(status: words)
    }

    /// Tells those who monitor, and the service manager.
    func tell(_ event: @autoclosure () -> GateEvent) {
        control?.publish(event())
    }

    /// Whether anybody monitors; asked before an event is made on the hot path.
    var isMonitored: Bool { control?.isMonitored ?? false }

    /// Nothing is told before READY=1: the kernel keeps ten datagrams for a manager that is slow, and drops the next, so
    /// that a dozen devices that become ready at the start could push out the one message that matters.
    func statusChanged() {
        if isReady { notifier.status(words) }
    }

    private static func openJournal(
        _ configuration: GateConfiguration, _ log: Logger
    ) throws(GateError) -> JournalWriter {
        let seed: [UInt8]
        do {
            seed = try configuration.identity.load()
        } catch {
            throw GateError(what: "the gate's identity cannot be read", error)
        }
        do {
            let identity = try Curve25519.Signing.PrivateKey(rawRepresentation: seed)
            let lanes = Dictionary(uniqueKeysWithValues: configuration.lanes.map { ($0.number, $0.name) })
            guard let policy = Hash256(configuration.policyHash) else {
                throw GateError(problem: "the policy has no digest", remedy: "report this")
            }
            let writer = try JournalWriter.open(
                JournalOptions(
                    directory: configuration.journal.directory, identity: identity, root: nil, lanes: lanes,
                    policy: policy, program: "gatehoused/\(version)"))
            let report = writer.report
            log.notice(
                "the journal is open",
                metadata: ["found": "\(report.finding.rawValue)", "records": "\(writer.state.size)"])
            return writer
        } catch let error as GateError {
            throw error
        } catch {
            throw GateError(
                what: "the journal \(configuration.journal.directory) cannot be opened", error,
                remedy:
                    "see that [journal] directory names this gate's journal; `gatehousectl journal verify` says how it is"
            )
        }
    }
}

@available(*, unavailable)
extension Gate: Sendable {}
