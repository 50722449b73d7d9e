import ArgumentParser
import Journal

struct JournalShowVerb: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show",
        abstract: "Shows one record with everything that is readable at the gate.",
        discussion: "Example: gatehousectl journal show 42")

    @Argument(help: "The record's index.")
    var index: UInt64

    @OptionGroup var arguments: JournalArguments

    func run() throws {
        let reader = try arguments.reader()
        let record: JournalRecord
        do throws(JournalError) {
            record = try reader.record(at: index)
        } catch {
            throw ToolFailure(error)
        }
        var json = RecordJSON()
        Output.line(arguments.json ? json.object(record) : RecordText.page(record))
    }
}
