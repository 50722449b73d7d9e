import ArgumentParser
import Glibc

/// The fake world for tests, demonstrations and training.
struct GatehouseSim: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "gatehouse-sim",
        abstract: "Fake devices, people and services, for tests, demonstrations and training.",
        subcommands: [DevicesCommand.self, USBCommand.self, ResolverCommand.self, DemoCommand.self])

    /// Runs the command and ends the process: 0 when it was stopped, 1 when it failed, 2 when it was called wrongly, as
    /// all programs of the house do.
    static func start() -> Never {
        do {
            var command = try parseAsRoot()
            try command.run()
            exit()
        } catch  where exitCode(for: error) == .validationFailure {
            var message = fullMessage(for: error) + "\n"
            _ = message.withUTF8 { write(STDERR_FILENO, $0.baseAddress, $0.count) }
            Glibc.exit(2)
        } catch {
            exit(withError: error)
        }
    }
}
