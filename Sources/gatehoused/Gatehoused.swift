import ArgumentParser
import Configuration
import Devices
import EventLoop
import Gate
import Glibc
import Logging

/// The daemon of a gate: arguments and wiring, nothing else.
struct Gatehoused: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "gatehoused",
        abstract: "Runs a gate: thermometers, scanners, verdicts, the signed journal, the barrier.",
        discussion: """
            Example: gatehoused --config /etc/gatehouse/gatehouse.toml

            Runs until SIGTERM. SIGHUP reads trust lists again. Usually started by systemd (gatehoused.service); the \
            state is told by `gatehousectl status`.
            """,
        version: Gate.version)

    @Option(help: "The configuration; *.toml in the folder beside it (gatehouse.d) are laid over it.")
    var config = "/etc/gatehouse/gatehouse.toml"

    @Option(help: "The least level that is logged to standard error: debug, info, notice, warning or error.")
    var logLevel = "info"

    /// Becomes the barrier's guard when started as that, else reads the arguments and runs the gate.
    static func run() {
        if CommandLine.arguments.contains(BarrierGuard.argument) { Glibc.exit(BarrierGuard.runGuardProcess()) }
        do {
            // Before the first thread, so that no thread of any library takes a signal of the loop.
            try Signals.block()
            var command = try parseAsRoot()
            try command.run()
        } catch {
            let code = exitCode(for: error)
            if code.rawValue == 0 || code == .failure {
                exit(withError: error)
            }
            // Usage errors are 2, as for the other programs.
            StandardError.print(fullMessage(for: error))
            Glibc.exit(2)
        }
    }

    mutating func run() throws {
        guard let level = Logger.Level(rawValue: logLevel) else {
            throw ValidationError("--log-level takes debug, info, notice, warning or error, not '\(logLevel)'")
        }
        LoggingSystem.bootstrap { label in StreamLogHandler.standardError(label: label) }
        var log = Logger(label: "gatehoused")
        log.logLevel = level
        let loader = ConfigurationLoader(path: config)
        let configured: Configured<GateConfiguration>
        do {
            configured = try loader.loadGate()
        } catch {
            StandardError.print(error.description)
            throw ExitCode(2)
        }
        for warning in configured.warnings { log.warning("\(warning)") }
        do {
            try Gate(
                configuration: configured.value, loader: loader, environment: Self.environment, log: log
            ).run()
        } catch {
            StandardError.print("gatehoused: \(error)")
            throw ExitCode(1)
        }
    }

    private static var environment: [String: String] {
        var found: [String: String] = [:]
        for name in ["NOTIFY_SOCKET", "WATCHDOG_USEC", "WATCHDOG_PID"] {
            if let value = getenv(name) { found[name] = String(cString: value) }
        }
        return found
    }
}

/// Plain lines to standard error, without Foundation.
enum StandardError {
    static func print(_ text: String) {
        let line = Array((text + "\n").utf8)
        // Nobody is left to tell when standard error is gone.
        _ = write(STDERR_FILENO, line, line.count)
    }
}
