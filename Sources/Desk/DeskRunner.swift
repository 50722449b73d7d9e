public import Configuration
import Codes
import Crypto
import EventLoop
import Foundation
import Glibc
public import Journal
public import Logging
import NIOPosix
import Synchronization
import Wire

/// The desk as a program: opens what the configuration names, serves until a signal ends it.
public enum DeskRunner {
    /// Bytes of the cosigner's seed (Ed25519).
    private static let seedByteCount = 32

    /// The gates that the configuration enrols.
    public static func gates(_ configuration: DeskConfiguration) throws(DeskError) -> GateDirectory {
        let committee: NoteVerifier
        do { committee = try NoteVerifier(vkey: configuration.committeeKey) } catch {
            throw .badFile(path: "[committee] vkey", why: "\(error)")
        }
        return try GateDirectory.load(configuration.gatesDirectory, committee: committee)
    }

    /// The key that cosigns.
    public static func cosigner(_ configuration: DeskConfiguration) throws -> Cosigner {
        let seed = try configuration.cosigner.load(count: seedByteCount)
        return try Cosigner(
            name: configuration.name, key: Curve25519.Signing.PrivateKey(rawRepresentation: Data(seed)))
    }

    /// All gates: those of the store, and those that are enrolled and have sent nothing yet.
    public static func summaries(_ configuration: DeskConfiguration) throws(DeskError) -> [GateSummary] {
        let stored =
            FileManager.default.fileExists(atPath: configuration.store)
            ? try DeskStore(path: configuration.store, readOnly: true).gates() : []
        let known = Set(stored.map(\.origin))
        let silent = try gates(configuration).gates.values.filter { !known.contains($0.origin) }.map {
            GateSummary(origin: $0.origin, size: 0, root: .emptyTree, lastRecord: nil, lastHeartbeat: nil)
        }
        return (stored + silent).sorted { $0.origin < $1.origin }
    }

    /// Serves until SIGTERM or SIGINT; SIGHUP reads the list of gates again. Signals must have been blocked before
    /// (`Signals.block`).
    ///
    /// - Parameter ready: told the port and the desk's public key once requests are answered.
    public static func run(
        _ configuration: DeskConfiguration, environment: [String: String], log: Logger,
        ready: (_ port: Int, _ vkey: String) -> Void
    ) throws {
        // What gates send is for the desk's user only, whoever starts the program.
        umask(0o077)
        let loop = try EventLoop()
        let notifier = ServiceNotifier(environment: environment)
        let cosigner = try cosigner(configuration)
        let store = try DeskStore(path: configuration.store)
        let service = DeskService(
            store: store, cosigner: cosigner, gates: try gates(configuration), log: log, clock: { Self.wallClock() })
        let server = try HTTPSServer.start(
            HTTPSServerOptions(
                host: configuration.listen.host, port: configuration.listen.port,
                certificateFile: configuration.certificate, keyFile: try configuration.key.path(),
                clientAuthorityFile: configuration.authority)
        ) { service.answer($0) }

        for signal in [SIGTERM, SIGINT] { try loop.onSignal(signal) { _ in loop.stop() } }
        try loop.onSignal(SIGHUP) { _ in
            notifier.reloading()
            do {
                service.replace(gates: try gates(configuration))
                log.info("gates read again")
            } catch {
                log.error("the old list of gates stays in force", metadata: ["why": "\(error)"])
            }
            notifier.ready(status: "serving")
        }
        let probe = StoreProbe(store)
        notifier.feedWatchdog(on: loop) { probe.answered() }
        notifier.ready(status: "serving")
        ready(server.port, cosigner.verifier.vkey)
        try loop.run()
        notifier.stopping()
        server.stop()
        store.close()
    }

    private static func wallClock() -> UnixTime {
        var now = timespec()
        clock_gettime(CLOCK_REALTIME, &now)
        return UnixTime(microseconds: Int64(now.tv_sec) * 1_000_000 + Int64(now.tv_nsec) / 1000)
    }
}

/// Asks the store a small question from time to time, on a thread of its own: a desk whose store hangs is not alive.
private final class StoreProbe: Sendable {
    private let store: DeskStore
    private let waiting = Atomic(false)

    init(_ store: DeskStore) { self.store = store }

    /// Whether the last question was answered; asks the next one. An error is an answer: clients hear of it.
    func answered() -> Bool {
        guard !waiting.exchange(true, ordering: .acquiringAndReleasing) else { return false }
        Thread.detachNewThread { [self] in
            _ = try? store.gates()
            waiting.store(false, ordering: .releasing)
        }
        return true
    }
}
