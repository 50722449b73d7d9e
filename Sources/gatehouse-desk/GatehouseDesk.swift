import ArgumentParser
import Configuration
import Desk
import EventLoop
import Codes
import Foundation
import Journal
import Logging

/// The desk of the committee: arguments and wiring, nothing else.
struct GatehouseDesk: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "gatehouse-desk",
        abstract: "Receives the journals of gates, verifies, stores and cosigns them.",
        subcommands: [Serve.self, List.self, Records.self, Verify.self], defaultSubcommand: Serve.self)

    /// Runs the program; every mistake in the call or the configuration ends with 2, every other failure with 1.
    static func start() {
        do {
            // Before the first thread, so that no thread of any library takes a signal of the loop.
            try Signals.block()
            var command = try parseAsRoot()
            try command.run()
        } catch {
            let code = exitCode(for: error)
            guard code == .validationFailure else { exit(withError: error) }
            FileHandle.standardError.write(Data((fullMessage(for: error) + "\n").utf8))
            Foundation.exit(2)
        }
    }
}

/// What all verbs take.
struct ConfigurationOption: ParsableArguments {
    @Option(help: "The configuration; *.toml in the folder beside it (desk.d) are laid over it.")
    var config = "/etc/gatehouse/desk.toml"

    /// The configuration, or the end of the program with what is wrong in it.
    func load() throws -> DeskConfiguration {
        do {
            let configured = try ConfigurationLoader(path: config).loadDesk()
            for warning in configured.warnings {
                FileHandle.standardError.write(Data("\(warning)\n".utf8))
            }
            return configured.value
        } catch {
            FileHandle.standardError.write(Data("\(error)\n".utf8))
            throw ExitCode(2)
        }
    }
}

/// `gatehouse-desk --config FILE`.
struct Serve: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Serves until SIGTERM (the default). SIGHUP reads the list of gates again.",
        discussion: "Example: gatehouse-desk --config /etc/gatehouse/desk.toml")

    @OptionGroup var options: ConfigurationOption

    func run() throws {
        let configuration = try options.load()
        LoggingSystem.bootstrap { StreamLogHandler.standardError(label: $0) }
        try DeskRunner.run(
            configuration, environment: ProcessInfo.processInfo.environment, log: Logger(label: "gatehouse-desk")
        ) { port, vkey in
            print("gatehouse-desk serves on \(configuration.listen.host) port \(port), key \(vkey)")
            // Who waits for the line may read it through a pipe.
            fflush(nil)
        }
    }
}

/// `gatehouse-desk list`.
struct List: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Lists gates, the size of their logs, the last record and the last heartbeat.",
        discussion: "Example: gatehouse-desk list --config /etc/gatehouse/desk.toml --json")

    @OptionGroup var options: ConfigurationOption
    @Flag(help: "Print one JSON object for each gate.")
    var json = false

    func run() throws {
        let configuration = try options.load()
        let gates = try DeskRunner.summaries(configuration)
        for gate in gates {
            if json {
                print(gate.json())
            } else {
                print(
                    "\(gate.origin): \(gate.size) records, last record \(gate.lastRecord?.rfc3339 ?? "none"), "
                        + "last heartbeat \(gate.lastHeartbeat?.rfc3339 ?? "never")")
            }
        }
    }
}

/// `gatehouse-desk records`.
struct Records: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Prints the stored records: index, leaf hash, and what the leaf says.",
        discussion: "Example: gatehouse-desk records --config /etc/gatehouse/desk.toml --json")

    @OptionGroup var options: ConfigurationOption
    @Option(help: "Only the log with this origin.")
    var origin: String?
    @Flag(help: "Print one JSON object for each record.")
    var json = false

    func run() throws {
        let store = try DeskStore(path: try options.load().store, readOnly: true)
        try store.records(origin: origin) { record in
            print(json ? record.json() : "\(record.origin) \(record.index) \(record.summary)")
        }
    }
}

/// `gatehouse-desk verify`.
struct Verify: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Checks the whole store against what the gates signed. Exits 1 if something is wrong.",
        discussion: "Example: gatehouse-desk verify --config /etc/gatehouse/desk.toml")

    @OptionGroup var options: ConfigurationOption
    @Flag(help: "Print one JSON object for each gate.")
    var json = false

    func run() throws {
        let configuration = try options.load()
        let verifier = StoreVerifier(
            store: try DeskStore(path: configuration.store, readOnly: true), gates: try DeskRunner.gates(configuration),
            cosigner: try DeskRunner.cosigner(configuration).verifier)
        let findings = try verifier.verify()
        for finding in findings {
            print(
                json
                    ? finding.json()
                    : "\(finding.origin): \(finding.problem.map { "WRONG after \(finding.size) records: \($0)" } ?? "\(finding.size) records are right")"
            )
        }
        if findings.contains(where: { $0.problem != nil }) { throw ExitCode(1) }
    }
}
