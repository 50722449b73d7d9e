import ArgumentParser
import Control

struct DeviceListVerb: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list",
        abstract: "Shows the devices of the gate, and what else is plugged in.",
        discussion: """
            Without a daemon it shows the configuration and what is plugged in, and says so. What is plugged in and not
            claimed comes below, with what to do about it; of what no driver speaks to, what would be needed.

            Example: gatehousectl device list
            """)

    @OptionGroup var daemon: DaemonOptions

    func run() throws {
        let answer = try daemon.devices()
        if daemon.json {
            try Output.json(DeviceListing(answer))
        } else {
            Output.line(
                DeviceTable(devices: answer.devices, plugged: answer.plugged, unreachable: answer.unreachable).text)
        }
    }
}

/// What `device list --json` writes.
private struct DeviceListing: Encodable {
    /// Whether the daemon has answered.
    var daemon: Bool
    var devices: [DeviceStatus]
    var plugged: [PluggedNode]

    init(_ answer: DeviceAnswer) {
        daemon = answer.unreachable == nil
        devices = answer.devices
        plugged = answer.plugged
    }
}
