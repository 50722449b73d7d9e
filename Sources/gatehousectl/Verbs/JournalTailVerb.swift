import ArgumentParser
import Glibc
import Journal

struct JournalTailVerb: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "tail",
        abstract: "Shows the last records, and then each new one as it is written.",
        discussion: """
            Runs until it is interrupted, or ends at once with --no-follow.

            Example: gatehousectl journal tail --lines 20
            """)

    /// Between looks at the end of the journal, in µs: quick enough for a person, and nothing to a disk cache.
    private static let pause: UInt32 = 200_000

    @OptionGroup var arguments: JournalArguments

    @Option(
        name: [.customShort("n"), .long], help: ArgumentHelp("How many records to begin with.", valueName: "number"))
    var lines: UInt64 = 10

    @Flag(inversion: .prefixedNo, help: "Wait for new records.")
    var follow = true

    func run() throws {
        let reader = try arguments.reader()
        var json = RecordJSON()
        do throws(JournalError) {
            let held = try reader.held()
            // The last boot record names the lanes; it may stand before what is shown.
            let begin = held.upperBound - min(lines, UInt64(held.count))
            if !held.isEmpty { try reader.seek(to: begin) }
            while true {
                while let record = try reader.next() { show(record, &json) }
                guard follow else { return }
                usleep(Self.pause)
            }
        } catch {
            throw ToolFailure(error)
        }
    }

    private func show(_ record: JournalRecord, _ json: inout RecordJSON) {
        if arguments.json {
            Output.line(json.object(record))
        } else {
            for line in RecordText.lines(record) { Output.line(line) }
        }
    }
}
