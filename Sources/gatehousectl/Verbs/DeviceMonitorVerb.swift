import ArgumentParser
import Control
import EventLoop

struct DeviceMonitorVerb: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "monitor",
        abstract: "Shows the devices live: a chart of the last minute, states, counters with rates, problems.",
        discussion: """
            On a terminal of 80 by 24 characters or more; elsewhere, and with --plain or --json, one line for each
            event. What a scanner reads is never shown.

            Keys: q ends, space holds the picture, arrows or digits choose a device.

            Example: gatehousectl device monitor thermo-1
            """)

    @Argument(help: "One device, by its name in the configuration. Without it, all.")
    var name: String?

    @OptionGroup var daemon: DaemonOptions

    @Flag(help: "Write lines, also on a terminal.")
    var plain = false

    @Option(help: ArgumentHelp("With lines: end after so many events; 0 never ends.", valueName: "number"))
    var count = 0

    func validate() throws {
        if count < 0 { throw ValidationError("--count is 0 or more") }
    }

    func run() throws {
        let client = try daemon.connect()
        if let name { try check(name, client) }
        guard Terminal.isThere, !plain, !daemon.json, count == 0 else { return try lines(client) }
        let loop: EventLoop
        do throws(EventLoopError) {
            loop = try EventLoop()
        } catch {
            throw ToolFailure(.unreachable, error.description)
        }
        try MonitorRun(loop, socket: try daemon.socketPath(), only: name).run()
    }

    private func check(_ name: String, _ client: VarlinkClient) throws(ToolFailure) {
        let status: GateStatus
        do throws(VarlinkClientError) {
            status = try client.call(GateInterface.Method.getStatus, as: StatusReply.self).status
        } catch {
            throw ToolFailure(error)
        }
        _ = try DeviceAnswer(devices: status.devices, plugged: []).device(name)
    }

    private func lines(_ client: VarlinkClient) throws(ToolFailure) {
        var left = count
        do throws(VarlinkClientError) {
            try client.stream(GateInterface.Method.monitor, as: MonitorReply.self) { reply in
                guard let device = reply.event.device, name == nil || name == device else { return true }
                if daemon.json {
                    // An event came from JSON and always goes back to it.
                    try? Output.json(reply.event)
                } else {
                    for line in EventLines.lines(of: reply.event) { Output.line(line) }
                }
                left -= 1
                return left != 0
            }
        } catch {
            throw ToolFailure(error)
        }
    }
}

extension GateEvent {
    /// The device that it is about; `nil` for other events.
    fileprivate var device: String? {
        sample?.device ?? scan?.device ?? fact?.device ?? (state?.subject == "device" ? state?.name : nil)
    }
}
