import ArgumentParser
import Configuration
import EventLoop
import Foundation
import Logging
import Uplink

/// The uplink of a gate: arguments and wiring, nothing else.
struct GatehouseUplink: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "gatehouse-uplink",
        abstract: "Carries a gate's journal to its upstreams and keeps their cosignatures.",
        subcommands: [Run.self, Status.self], defaultSubcommand: Run.self)

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
    @Option(help: "The configuration; *.toml in the folder beside it (uplink.d) are laid over it.")
    var config = "/etc/gatehouse/uplink.toml"

    /// The configuration, or the end of the program with what is wrong in it.
    func load() throws -> UplinkConfiguration {
        do {
            let configured = try ConfigurationLoader(path: config).loadUplink()
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

/// `gatehouse-uplink --config FILE`.
struct Run: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Forwards until SIGTERM (the default).",
        discussion: "Example: gatehouse-uplink --config /etc/gatehouse/uplink.toml")

    @OptionGroup var options: ConfigurationOption

    func run() throws {
        let configuration = try options.load()
        LoggingSystem.bootstrap { StreamLogHandler.standardError(label: $0) }
        try UplinkRunner.run(
            configuration, environment: ProcessInfo.processInfo.environment, log: Logger(label: "gatehouse-uplink"))
    }
}

/// `gatehouse-uplink status`.
struct Status: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Says how far each upstream has cosigned the journal. Exits 1 if a fork was found.",
        discussion: "Example: gatehouse-uplink status --config /etc/gatehouse/uplink.toml --json")

    @OptionGroup var options: ConfigurationOption
    @Flag(help: "Print one JSON object.")
    var json = false

    func run() throws {
        let status = try UplinkStatus(try options.load())
        if json {
            let encoder = JSONEncoder()
            encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
            print(String(decoding: try encoder.encode(status), as: UTF8.self))
        } else {
            print("\(status.origin): \(status.size) durable records")
            for upstream in status.upstreams {
                let time = upstream.time.map { Date(timeIntervalSince1970: TimeInterval($0)).formatted(.iso8601) }
                print(
                    "  \(upstream.name) (\(upstream.endpoint)): cosigned \(upstream.cosigned), \(upstream.behind) to go, "
                        + "last \(time ?? "never")")
                if let fork = upstream.fork { print("    FORK: the evidence is in \(fork)") }
            }
        }
        if status.upstreams.contains(where: { $0.fork != nil }) { throw ExitCode(1) }
    }
}
