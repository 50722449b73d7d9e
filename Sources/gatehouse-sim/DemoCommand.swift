import ArgumentParser
import EventLoop
import Simulator

/// `gatehouse-sim demo`: a whole site at work for less than a minute.
struct DemoCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "demo",
        abstract: "Run a whole site with simulated people, kill parts of it, and check every record.",
        discussion: """
            Makes a development site in a temporary directory and starts its programs, which have to stand beside this \
            one. At a third of the people the desk is killed, at half of them the daemon, at two thirds the desk comes \
            back. In the end the journal is verified and compared with the desk record by record.

            Ends with 0 only if every verdict and every record is as it has to be.

              gatehouse-sim demo --people 60 --keep
            """)

    @Option(help: "How many people come, 12 to 500.")
    var people = 36

    @Option(help: "A new or empty directory for the site, which stays. Without it, a temporary one.")
    var directory: String?

    @Flag(help: "Keep the temporary directory also when all went well.")
    var keep = false

    @Option(help: "What decides who comes; the same number brings the same people.")
    var seed: UInt64 = 1

    func validate() throws {
        let range = DemonstrationOptions.peopleRange
        if !range.contains(people) {
            throw ValidationError("--people is \(range.lowerBound) to \(range.upperBound)")
        }
    }

    func run() throws {
        try Signals.block()
        let demonstration = try Demonstration(
            DemonstrationOptions(people: people, directory: directory, keepsDirectory: keep, seed: seed))
        throw ExitCode(demonstration.run())
    }
}
