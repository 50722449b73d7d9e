import ArgumentParser
import Control

struct MonitorVerb: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "monitor",
        abstract: "Shows what happens at the gate, as it happens, until it is interrupted.",
        discussion: """
            Samples are summaries, five a second at most for each device. Latencies count from the last byte that a
            verdict rests on to the verdict, and to the durable signed record.

            Example: gatehousectl monitor --no-samples
            """)

    @OptionGroup var daemon: DaemonOptions

    @Flag(inversion: .prefixedNo, help: "Show what the thermometers send.")
    var samples = true

    @Option(help: ArgumentHelp("End after so many events; 0 never ends.", valueName: "number"))
    var count = 0

    func validate() throws {
        if count < 0 { throw ValidationError("--count is 0 or more") }
    }

    func run() throws {
        let client = try daemon.connect()
        var left = count
        do throws(VarlinkClientError) {
            try client.stream(GateInterface.Method.monitor, as: MonitorReply.self) { reply in
                guard samples || reply.event.kind != "sample" else { return true }
                show(reply.event)
                left -= 1
                return left != 0
            }
        } catch {
            throw ToolFailure(error)
        }
    }

    private func show(_ event: GateEvent) {
        if daemon.json {
            // An event came from JSON and always goes back to it.
            try? Output.json(event)
        } else {
            for line in EventLines.lines(of: event) { Output.line(line) }
        }
    }
}
