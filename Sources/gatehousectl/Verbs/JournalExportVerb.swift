import ArgumentParser
import Journal

struct JournalExportVerb: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "export",
        abstract: "Writes one JSON object for each record, one on each line.",
        discussion: """
            Keys: index, kind, time, clock, lane, category, verdict, reasons, detail, sealed, leaf_hash. Temperatures are in °C.

            Example: gatehousectl journal export --from 1000 > records.jsonl
            """)

    @OptionGroup var arguments: JournalArguments

    @Option(help: ArgumentHelp("The first record. Without it, the oldest that is there.", valueName: "index"))
    var from: UInt64?

    @Option(help: ArgumentHelp("The record before which to end. Without it, all.", valueName: "index"))
    var until: UInt64?

    func run() throws {
        let reader = try arguments.reader()
        var json = RecordJSON()
        do throws(JournalError) {
            if let from { try reader.seek(to: from) }
            while let record = try reader.next() {
                if let until, record.index >= until { return }
                Output.line(json.object(record))
            }
        } catch {
            throw ToolFailure(error)
        }
    }
}
