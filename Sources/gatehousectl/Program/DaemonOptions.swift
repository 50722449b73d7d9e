import ArgumentParser
import Configuration
import Control

/// Where the configuration is.
struct ConfigurationOption: ParsableArguments {
    static let standard = "/etc/gatehouse/gatehouse.toml"

    @Option(name: .long, help: ArgumentHelp("The daemon's configuration.", valueName: "file"))
    var config = standard

    /// The daemon's configuration, or a failure that lists what is wrong with it.
    func load() throws(ToolFailure) -> GateConfiguration {
        do {
            return try ConfigurationLoader(path: config).loadGate().value
        } catch {
            throw ToolFailure(error)
        }
    }
}

/// How to find the daemon, and in which form to answer.
struct DaemonOptions: ParsableArguments {
    /// Where the unit has it.
    static let standardSocket = "/run/gatehouse/control"

    @OptionGroup var configuration: ConfigurationOption

    @Option(name: .long, help: ArgumentHelp("The control socket, in place of the configured one.", valueName: "path"))
    var socket: String?

    @Flag(name: .long, help: "Write JSON.")
    var json = false

    /// Connects to the daemon.
    func connect() throws(ToolFailure) -> VarlinkClient {
        let path = try socketPath()
        do throws(VarlinkClientError) {
            return try VarlinkClient(path: path)
        } catch {
            throw ToolFailure(error)
        }
    }

    /// The socket: as it was named, as the configuration has it, or where the unit has it.
    func socketPath() throws(ToolFailure) -> String {
        if let socket { return socket }
        do throws(ToolFailure) {
            return try configuration.load().controlSocket
        } catch {
            // A daemon that runs can be asked while its configuration is being mended.
            if configuration.config == ConfigurationOption.standard { return Self.standardSocket }
            throw error
        }
    }
}
