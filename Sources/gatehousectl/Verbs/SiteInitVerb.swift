import ArgumentParser
import Commissioning

struct SiteInitVerb: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "init",
        abstract: "Makes a whole site in one directory: keys, certificates, journal and configurations.",
        discussion: """
            Asks nothing, and prints the lines that start the programs. Development keys lie there for everyone to
            read, and say so: such a site is for demonstrations and tests, never for a gate where people pass.

            Example: gatehousectl site init --development /tmp/site
            """)

    @Option(help: ArgumentHelp("A new or empty directory for a development site.", valueName: "directory"))
    var development: String

    @Option(help: ArgumentHelp("The desk's port on 127.0.0.1. Without it, a free one.", valueName: "number"))
    var port: Int?

    @Flag(name: .long, help: "Write JSON.")
    var json = false

    func run() throws {
        let report: DevelopmentSiteReport
        do throws(CommissioningError) {
            report = try DevelopmentSite.create(at: development, options: DevelopmentSite.Options(port: port))
        } catch {
            switch error {
            case .notEmpty, .port: throw ToolFailure(.usage, error.description)
            case .file, .material: throw ToolFailure(.unreachable, error.description)
            }
        }
        if json { try Output.json(report) } else { Output.text(report.text) }
    }
}
