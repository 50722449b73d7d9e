import Control
import Foundation
import Glibc
import TestSupport
import Testing

/// What the programs say and do when something is not as it should be.
@Suite struct MistakeTests {
    /// A wrong text for a right one, and the line's key and a word of the remedy that must be named.
    static let mistakes: [(right: String, wrong: String, key: String, remedy: String)] = [
        ("threshold = 37.3", "threshold = \"warm\"", "threshold", "37.3"),
        ("threshold = 37.3", "treshold = 37.3", "treshold", "threshold"),
        ("direction = \"in\"", "direction = \"inwards\"", "direction", "both"),
        ("driver = \"gy-mcu90614\"", "driver = \"gy-mcu90641\"", "driver", "gy-mcu90614"),
        ("channel = 1", "channel = 99", "channel", "32"),
        ("[journal]", "[journall]", "journall", "journal"),
        ("keep_days = 180", "keep_days = = 180", "not TOML", "write one"),
    ]

    @Test func aWrongConfigurationIsNamedByFileLineKeyAndRemedy() throws {
        let site = try Site()
        let config = site.file("gatehouse.toml")
        let right = try site.text("gatehouse.toml")
        for mistake in Self.mistakes {
            try right.write(toFile: config, atomically: true, encoding: .utf8)
            try site.edit("gatehouse.toml", mistake.right, mistake.wrong)
            let lines = try site.text("gatehouse.toml").split(separator: "\n", omittingEmptySubsequences: false)
            let line = 1 + (try #require(lines.firstIndex { $0.contains(mistake.wrong) }))
            for (program, words) in [("gatehoused", []), ("gatehousectl", ["config", "check"])] {
                let (end, output, errors) = try site.run(program, words + ["--config", config])
                #expect(end == .exit(2), "\(program): \(mistake.wrong)")
                let told = (output + errors).split(separator: "\n").first { $0.contains("gatehouse.toml:\(line)") }
                let text = String(try #require(told, "\(program) names no line: \(output)\(errors)"))
                #expect(text.contains(mistake.key) && text.contains(mistake.remedy), "\(program): \(text)")
            }
        }
        #expect(try site.run("gatehoused", ["--config", site.file("none.toml")]).end == .exit(2))
    }

    @Test(arguments: [
        ("uplink.toml", "gatehouse-uplink", "heartbeat_s"), ("desk.toml", "gatehouse-desk", "listen"),
    ])
    func theOtherProgramsNameItToo(file: String, program: String, right: String) throws {
        let site = try Site()
        try site.edit(file, right, "colour")
        let (end, _, errors) = try site.run(program, ["--config", site.file(file)])
        #expect(end == .exit(2))
        #expect(errors.contains("\(file):") && errors.contains("colour"), "\(errors)")
    }

    @Test func whatIsMissingIsNamed() throws {
        for name in ["identity/identity.seed", "journal", "trust", "journal/meta.json"] {
            let site = try Site()
            try FileManager.default.removeItem(atPath: site.file(name))
            let (end, _, errors) = try site.run("gatehoused", ["--config", site.file("gatehouse.toml")])
            #expect(end == .exit(1), "without \(name): \(end)")
            let last = try #require(errors.split(separator: "\n").last)
            #expect(last.contains(name), "without \(name): \(last)")
            // A service that is started again and again in vain must not fill the journal.
            if !name.hasPrefix("journal") { #expect(try site.ctl("journal", "export").isEmpty, "without \(name)") }
        }
    }

    /// A seed of another gate must not sign this gate's journal.
    @Test func aForeignSeedSignsNothing() throws {
        let site = try Site()
        let seed = [UInt8](repeating: 7, count: 32)
        try Data(seed).write(to: URL(fileURLWithPath: site.file("identity/identity.seed")))
        let (end, _, errors) = try site.run("gatehoused", ["--config", site.file("gatehouse.toml")])
        #expect(end == .exit(1), "\(errors)")
        #expect(try site.ctl("journal", "export").isEmpty)
    }

    @Test func twoDaemonsOfOneJournalDoNotMeet() throws {
        let site = try Site()
        let daemon = try site.startDaemon()
        _ = try site.status()
        let (end, _, errors) = try site.run("gatehoused", ["--config", site.file("gatehouse.toml")])
        #expect(end == .exit(1))
        #expect(errors.contains(site.file("journal")), "\(errors)")
        _ = try site.status()
        #expect(try daemon.terminate() == .exit(0))
        #expect(try site.ctl("journal", "verify").contains("is sound"))
    }

    @Test func whoeverHoldsAPortIsNamed() throws {
        let site = try Site()
        let scanner = try FakeLine(site, "scan-1")
        let other = open(scanner.path, O_RDWR | O_NOCTTY | O_CLOEXEC)
        try #require(other >= 0 && flock(other, LOCK_EX | LOCK_NB) == 0)
        let daemon = try site.startDaemon()
        let problem = try until("the holder is named") { try site.device("scan-1").problem }
        #expect(problem.contains("process \(getpid())"), "\(problem)")
        close(other)
        try site.wait(for: "scan-1", toBe: "ready")
        #expect(try site.device("scan-1").problem == nil)
        #expect(try daemon.terminate() == .exit(0), "\(daemon.errors)")
    }
}
