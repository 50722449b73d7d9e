import ArgumentParser
import Codes
import Configuration

struct CodeVerifyVerb: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "verify",
        abstract: "Verifies codes against a trust directory: one code per line in, one JSON line each out.",
        discussion: """
            Each line is answered before the next is read, whatever it holds. Ends with 0 when every code was verified,
            with 1 when any was not.

            Example: gatehousectl code verify --trust /tmp/site/trust --at 2020-03-01T08:00:00Z < codes.txt
            """)

    @Option(help: ArgumentHelp("The trust directory, in place of the configured one.", valueName: "directory"))
    var trust: String?

    @Option(help: ArgumentHelp("When: RFC 3339, or seconds since 1970. Without it, now.", valueName: "time"))
    var at: TimeArgument?

    @Option(help: ArgumentHelp("The community in which passes have to be good.", valueName: "name"))
    var community: String?

    @Option(help: ArgumentHelp("The gate at which passes have to be good.", valueName: "name"))
    var gate: String?

    @OptionGroup var configuration: ConfigurationOption

    @Flag(help: "Write JSON; this verb always does.")
    var json = false

    func run() throws {
        let directory = TrustDirectory(path: try trust ?? configuration.load().trustDirectory)
        // A directory that is not there would be trust in nothing.
        _ = try Files.names(in: directory.path)
        let snapshot: TrustSnapshot
        do {
            snapshot = try directory.load()
        } catch {
            throw ToolFailure(error.isUnreadable ? .unreachable : .usage, error.description)
        }
        let reader = CodeReader.standard(community: community, gate: gate)
        // More than a code may have: what is longer still looks too long after it was cut.
        var lines = LineSplitter(limit: 2 * CodeReader.longestCode)
        var failed = false
        let answer = { (line: [UInt8]) in
            let clock = at.map { ($0.time, ClockQuality.synchronised) } ?? SystemClock.now
            let verification = reader.verify(line, trust: snapshot, at: clock.0, clock: clock.1)
            if verification.outcome != .verified { failed = true }
            Output.line(VerificationLine.json(verification))
        }
        try Input.forEachPiece { lines.take($0, answer) }
        lines.finish(answer)
        if failed { throw ToolFailure(.checkFailed) }
    }
}
