import ArgumentParser
import CLinux
import Glibc

/// The technician's and the guard's command line.
struct Gatehousectl: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "gatehousectl",
        abstract: "Looks after a gate of Gatehouse: its state, its devices' bytes, codes, journal and configuration.",
        discussion: """
            Verbs that ask the running daemon find its socket in the configuration; the others work on files, with or
            without a daemon. Every verb writes JSON with --json.

            Exit codes: 0 all is well; 1 a check failed; 2 wrong usage or configuration; 3 the daemon, journal or file
            cannot be reached.

            Example: gatehousectl status
            """,
        version: Version.text,
        subcommands: [
            StatusVerb.self, DoctorVerb.self, MonitorVerb.self, DeviceVerbs.self, DecodeVerb.self, ReplayVerb.self,
            CodeVerbs.self,
            JournalVerbs.self,
            ConfigVerbs.self, SiteVerbs.self,
        ])

    /// Runs the verb that the arguments name, and ends the process with one of the four exit codes.
    static func start() -> Never {
        // A reader that closes its end (`| head`) shall end us quietly, by the error of a write.
        _ = gh_signal_ignore(SIGPIPE)
        // A parent's worker thread that blocks signals hands its mask down; `journal tail` must end when it is told to.
        let ending = [SIGINT, SIGTERM, SIGHUP]
        _ = gh_signals_unblock(ending, Int32(ending.count))
        do {
            var command = try parseAsRoot(Array(CommandLine.arguments.dropFirst()))
            try command.run()
            Glibc.exit(ToolExit.ok.rawValue)
        } catch let failure as ToolFailure {
            failure.tell()
            Glibc.exit(failure.exit.rawValue)
        } catch {
            let text = fullMessage(for: error)
            guard exitCode(for: error) != .success else {
                Output.line(text)
                Glibc.exit(ToolExit.ok.rawValue)
            }
            // The parser's own code for wrong usage is 64.
            Output.complain(text)
            Glibc.exit(ToolExit.usage.rawValue)
        }
    }
}
