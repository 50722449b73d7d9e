import ArgumentParser
import Control

struct StatusVerb: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "status",
        abstract: "Shows the gate at this moment: lanes, devices, journal, and what needs attention.",
        discussion: """
            Ends with 0 when the daemon answered, and with 3 when it cannot be reached.

            Example: gatehousectl status --socket /run/gatehouse/control
            """)

    @OptionGroup var daemon: DaemonOptions

    func run() throws {
        let client = try daemon.connect()
        let status: GateStatus
        do throws(VarlinkClientError) {
            status = try client.call(GateInterface.Method.getStatus, as: StatusReply.self).status
        } catch {
            throw ToolFailure(error)
        }
        if daemon.json {
            try Output.json(status)
        } else {
            Output.line(StatusScreen(status).text)
        }
    }
}
