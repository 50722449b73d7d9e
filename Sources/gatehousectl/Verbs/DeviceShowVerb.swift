import ArgumentParser
import Control

struct DeviceShowVerb: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show",
        abstract: "Shows all that is known of one device: state, match, facts, counters, and what to do.",
        discussion: """
            Without a daemon it shows the configuration and whether the device is plugged in, and says so.

            Example: gatehousectl device show thermo-1
            """)

    @Argument(help: "The device, by its name in the configuration.")
    var name: String

    @OptionGroup var daemon: DaemonOptions

    func run() throws {
        let answer = try daemon.devices()
        let device = try answer.device(name)
        if daemon.json {
            try Output.json(
                DeviceView(daemon: answer.unreachable == nil, device: device, plugged: answer.node(of: device)))
        } else {
            Output.line(
                DevicePage(device: device, plugged: answer.node(of: device), unreachable: answer.unreachable).text)
        }
    }
}

/// What `device show --json` writes.
private struct DeviceView: Encodable {
    /// Whether the daemon has answered.
    var daemon: Bool
    var device: DeviceStatus
    var plugged: PluggedNode?
}
