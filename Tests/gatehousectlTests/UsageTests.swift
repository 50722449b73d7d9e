import Foundation
import Testing

/// What holds for every verb.
@Suite struct UsageTests {
    static let verbs = [
        ["status"], ["monitor"], ["decode"], ["code", "issue"], ["code", "verify"], ["journal", "tail"],
        ["journal", "show"], ["journal", "export"], ["journal", "verify"], ["journal", "prove"], ["config", "check"],
        ["site", "init"], ["device", "list"], ["device", "show"], ["device", "bind"], ["device", "capture"],
        ["device", "monitor"],
    ]

    @Test(arguments: verbs)
    func helpHasAnExampleAndJSON(verb: [String]) throws {
        let help = try Tool.run(list: verb + ["--help"])
        #expect(help.code == 0)
        #expect(help.output.contains("Example: ") || help.output.contains("Example:\n"))
        #expect(help.output.contains("gatehousectl \(verb.joined(separator: " "))"))
        #expect(help.output.contains("--json"))
        #expect(help.complaint.isEmpty)
    }

    @Test(arguments: verbs)
    func wrongUsageIsTwo(verb: [String]) throws {
        let result = try Tool.run(list: verb + ["--no-such-option"])
        #expect(result.code == 2)
        #expect(result.output.isEmpty)
        // The parser names what is missing before what is too much.
        #expect(
            ["--no-such-option", "Missing expected argument", "name a device"].contains {
                result.complaint.contains($0)
            })
    }

    @Test(arguments: [
        ["nonsense"], ["code", "verify", "--at", "yesterday"], ["decode"], ["monitor", "--count", "-1"],
        ["device", "capture"], ["device", "capture", "thermo-1", "--seconds", "0"],
        ["device", "capture", "thermo-1", "--path", "/dev/null"],
        ["device", "capture", "thermo-1", "--driver", "gy-mcu90614"],
        ["device", "capture", "--path", "/dev/null", "--driver", "nonsense"],
        ["device", "capture", "--path", "/dev/null", "--setting", "mode=fever"],
        ["device", "monitor", "--count", "-1"],
    ])
    func wrongWordsAreTwo(arguments: [String]) throws {
        let result = try Tool.run(list: arguments)
        #expect(result.code == 2)
        #expect(result.output.isEmpty)
        #expect(!result.complaint.isEmpty)
    }

    @Test func nobodyThereIsThree() throws {
        let verbs = [
            ["status"], ["monitor"], ["device", "list"], ["device", "show", "t"], ["device", "capture", "t"],
            ["device", "monitor"],
        ]
        for verb in verbs {
            let result = try Tool.run(list: verb + ["--socket", "/nowhere/control"])
            #expect(result.code == 3)
            #expect(result.complaint.contains("/nowhere/control"))
            #expect(result.complaint.contains("systemctl start gatehoused"))
        }
        #expect(try Tool.run("journal", "verify", "--journal", "/nowhere").code == 3)
        #expect(try Tool.run("status", "--config", "/nowhere/gatehouse.toml").code == 2)
    }

    @Test func aClosedPipeEndsQuietly() throws {
        let process = Tool.process(["decode", "--driver", "serial-line", "--input", "raw"])
        let input = Pipe()
        let output = Pipe()
        let complaint = Pipe()
        process.standardInput = input
        process.standardOutput = output
        process.standardError = complaint
        try process.run()
        try output.fileHandleForReading.close()
        try input.fileHandleForWriting.write(contentsOf: Data("one\ntwo\n".utf8))
        process.waitUntilExit()
        try input.fileHandleForWriting.close()
        #expect(process.terminationReason == .exit)
        #expect(process.terminationStatus == 0)
        #expect(try complaint.fileHandleForReading.readToEnd()?.isEmpty ?? true)
    }
}
