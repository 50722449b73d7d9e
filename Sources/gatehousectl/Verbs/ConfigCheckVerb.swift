import ArgumentParser
import Configuration

struct ConfigCheckVerb: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check",
        abstract: "Says of every mistake in a configuration where it is, what is wrong, and what would be right.",
        discussion: """
            Reads the file and the drop-ins beside it (gatehouse.d/*.toml for gatehouse.toml). Ends with 2 when the
            program would refuse the configuration.

            Example: gatehousectl config check --config /etc/gatehouse/gatehouse.toml
            """)

    /// Whose configuration it is.
    enum Program: String, CaseIterable, ExpressibleByArgument {
        case gatehoused
        case uplink = "gatehouse-uplink"
        case desk = "gatehouse-desk"
    }

    @OptionGroup var configuration: ConfigurationOption

    @Option(
        name: .customLong("for"),
        help: ArgumentHelp(
            "Whose configuration it is: gatehoused, gatehouse-uplink or gatehouse-desk. Without it the file's name "
                + "tells: uplink.toml, desk.toml, and any other for gatehoused.", valueName: "program"))
    var program: Program?

    @Flag(name: .long, help: "Write JSON.")
    var json = false

    func run() throws {
        var report = Report()
        do throws(ConfigurationError) {
            report = try check(ConfigurationLoader(path: configuration.config))
        } catch {
            report = Report(ok: false, issues: error.issues.map(Report.Issue.init))
        }
        if json { try Output.json(report) } else { report.tell(configuration.config) }
        if !report.ok { throw ToolFailure(.usage) }
    }

    private func check(_ loader: ConfigurationLoader) throws(ConfigurationError) -> Report {
        switch program ?? guessed {
        case .gatehoused:
            let loaded = try loader.loadGate()
            let lanes = Words.count(loaded.value.lanes.count, "lane")
            let devices = Words.count(loaded.value.devices.count, "device")
            return Report(loaded, summary: "\(loaded.value.site.gate): \(lanes), \(devices)")
        case .uplink: return Report(try loader.loadUplink(), summary: "the uplink")
        case .desk: return Report(try loader.loadDesk(), summary: "the desk")
        }
    }

    private var guessed: Program {
        switch configuration.config.split(separator: "/").last {
        case "uplink.toml": .uplink
        case "desk.toml": .desk
        default: .gatehoused
        }
    }
}

/// What `config check` found.
private struct Report: Encodable {
    struct Issue: Encodable {
        var severity: String
        var file: String
        var line: Int
        var key: String
        var problem: String
        var remedy: String
        var text: String

        init(_ issue: ConfigurationIssue) {
            severity = issue.severity.rawValue
            file = issue.file
            line = issue.line
            key = issue.key
            problem = issue.problem
            remedy = issue.remedy
            text = issue.description
        }

        private enum CodingKeys: CodingKey { case severity, file, line, key, problem, remedy }
    }

    var ok = true
    var files: [String] = []
    var issues: [Issue] = []
    private var summary = ""

    private enum CodingKeys: CodingKey { case ok, files, issues }

    init() {}

    init(ok: Bool, issues: [Issue]) {
        self.ok = ok
        self.issues = issues
    }

    init<Value>(_ configured: Configured<Value>, summary: String) {
        files = configured.files
        issues = configured.warnings.map(Issue.init)
        self.summary = summary
    }

    func tell(_ path: String) {
        // Errors go where a script looks for them; a good configuration has only its warnings to tell.
        for issue in issues { ok ? Output.line(issue.text) : Output.complain(issue.text) }
        guard ok else {
            return Output.complain("\(Words.count(issues.count { $0.severity == "error" }, "error")) in \(path)")
        }
        Output.line("\(path) is good: \(summary); \(Words.count(files.count, "file")) read")
    }
}
