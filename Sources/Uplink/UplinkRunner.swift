public import Configuration
import Control
import EventLoop
import Glibc
import Journal
public import Logging
import NIOPosix
import Wire

/// The uplink as a program: a link for each upstream, each on a thread of its own, until a signal ends it.
public enum UplinkRunner {
    /// Between looks for a journal that is not there yet: a gate that is being set up.
    private static let journalRetry = Duration.seconds(2)
    /// How long the daemon may take to hear of a cosignature; it is told of the next one in any case.
    private static let reportTimeout = Duration.seconds(1)
    /// How long a link may be without a sign of life beside its requests' time: blob batches are built and synced in it.
    private static let stillness = Duration.seconds(45)

    /// Forwards until SIGTERM or SIGINT. Signals must have been blocked before (`Signals.block`).
    ///
    /// - Parameter environment: where the service manager's socket is named.
    /// - Throws: when certificates or keys cannot be used.
    public static func run(
        _ configuration: UplinkConfiguration, environment: [String: String], log: Logger
    ) throws {
        let loop = try EventLoop()
        let stop = try StopFlag()
        let notifier = ServiceNotifier(environment: environment)
        let clients = try configuration.upstreams.map { upstream in try HTTPSClient(options(upstream)) }
        for signal in [SIGTERM, SIGINT] { try loop.onSignal(signal) { _ in loop.stop() } }
        try loop.onSignal(SIGHUP) { _ in log.info("the uplink reads its configuration at its start only") }

        let lookups = try LookupService(configuration, reactor: loop, log: log)
        let threads = NIOThreadPool(numberOfThreads: clients.count)
        threads.start()
        var pulses: [Pulse] = []
        for (upstream, client) in zip(configuration.upstreams, clients) {
            let pulse = Pulse()
            pulses.append(pulse)
            threads.submit { _ in
                follow(configuration, upstream, client, stop: stop, pulse: pulse, log: log)
            }
        }
        let limit = stillness + .milliseconds(2 * configuration.timing.requestMilliseconds)
        notifier.feedWatchdog(on: loop) { pulses.allSatisfy { BootClock.now - $0.lastBeat < limit } }
        notifier.ready(status: "forwarding to \(configuration.upstreams.map(\.name).joined(separator: ", "))")
        log.info("started", metadata: ["upstreams": "\(configuration.upstreams.map(\.name).joined(separator: ","))"])
        try loop.run()
        notifier.stopping()
        stop.raise()
        lookups?.close()
        for client in clients { client.close() }
        try threads.syncShutdownGracefully()
    }

    /// One link's thread: opens the journal, which may have to be waited for, and forwards.
    private static func follow(
        _ configuration: UplinkConfiguration, _ upstream: UplinkConfiguration.Upstream, _ client: HTTPSClient,
        stop: StopFlag, pulse: Pulse, log: Logger
    ) {
        let watch = JournalWatch(directory: configuration.journalDirectory, stop: stop, pulse: pulse)
        var problem = ""
        while !stop.isRaised {
            do {
                let source = try JournalFollower(directory: configuration.journalDirectory)
                let keys = try upstreamKeys(upstream, source.enrolment)
                link(configuration, upstream, client, source, keys, stop: stop, pulse: pulse, log: log).run()
                return
            } catch {
                if "\(error)" != problem { log.error("waiting for the journal", metadata: ["why": "\(error)"]) }
                problem = "\(error)"
                watch.pause(until: BootClock.now + journalRetry)
            }
        }
    }

    private static func link(
        _ configuration: UplinkConfiguration, _ upstream: UplinkConfiguration.Upstream, _ client: HTTPSClient,
        _ source: JournalFollower, _ keys: [NoteVerifier], stop: StopFlag, pulse: Pulse, log: Logger
    ) -> UpstreamLink {
        let socket = configuration.controlSocket
        let parts = UpstreamLink.Parts(
            name: upstream.name, source: source, transport: client, upstreamKeys: keys,
            file: CosignatureFile(stateDirectory: configuration.stateDirectory, upstream: upstream.name),
            report: { report($0, socket: socket) })
        let timing = Forwarder.Timing(
            heartbeat: .seconds(configuration.timing.heartbeatSeconds),
            backoff: Backoff(
                minimum: .milliseconds(configuration.timing.retryMinimumMilliseconds),
                maximum: .milliseconds(configuration.timing.retryMaximumMilliseconds)))
        return UpstreamLink(
            parts, journalDirectory: configuration.journalDirectory + "/seg", timing: timing,
            requestSeconds: Double(configuration.timing.requestMilliseconds) / 1000, stop: stop, pulse: pulse, log: log)
    }

    /// Tells the daemon. It may be down, restarting or of another version: the acknowledgement is on disk already.
    private static func report(_ note: SignedNote, socket: String) {
        guard let client = try? VarlinkClient(path: socket, timeout: reportTimeout) else { return }
        _ = try? client.call(
            GateInterface.Method.reportCosignature, CosignatureReport(note: note.encoded), as: CosignatureReply.self,
            timeout: reportTimeout)
    }

    private static func upstreamKeys(
        _ upstream: UplinkConfiguration.Upstream, _ enrolment: Enrolment
    ) throws(UplinkError) -> [NoteVerifier] {
        guard let vkey = upstream.vkey else {
            guard !enrolment.upstreams.isEmpty else { throw .noUpstreamKey(upstream: upstream.name) }
            return enrolment.upstreams
        }
        do { return [try NoteVerifier(vkey: vkey)] } catch { throw .noUpstreamKey(upstream: upstream.name) }
    }

    private static func options(_ upstream: UplinkConfiguration.Upstream) throws -> HTTPSClientOptions {
        HTTPSClientOptions(
            host: upstream.endpoint.host, port: upstream.endpoint.port, certificateFile: upstream.certificate,
            keyFile: try upstream.key.path(), authorityFile: upstream.authority)
    }
}
