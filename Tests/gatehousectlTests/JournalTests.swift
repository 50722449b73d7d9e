import Admission
import Codes
import Crypto
import EventLoop
import Foundation
import Journal
import TestSupport
import Testing
import Wire

/// The journal's verbs on a journal with a few records.
@Suite struct JournalTests {
    let directory: TemporaryDirectory
    let journal: String
    let config: String

    init() throws {
        directory = try TemporaryDirectory()
        try #require(try Tool.run("site", "init", "--development", directory.file("site")).code == 0)
        journal = directory.file("site/journal")
        config = directory.file("site/gatehouse.toml")
        let seed = try Data(contentsOf: URL(fileURLWithPath: directory.file("site/identity/identity.seed")))
        let writer = try JournalWriter.open(
            JournalOptions(
                directory: journal, identity: try Curve25519.Signing.PrivateKey(rawRepresentation: seed), root: nil,
                lanes: [0: "west-in"], policy: Hash256(of: []), program: "test"))
        for ticket in 0..<3 { #expect(writer.submit(Self.entry, ticket: UInt64(ticket))) }
        writer.close()
    }

    static var entry: RecordDraft {
        var detail = CBORMap()
        detail["lane"] = .text("west-in")
        detail["temperature"] = .float(36.52)
        detail["scheme"] = .text("gh1")
        detail["outcome"] = .text("verified")
        return RecordDraft(
            kind: .entry, verdict: .admit, category: .resident, lane: 0, time: UnixTime(seconds: 1_583_020_800),
            clock: .synchronised, uptime: Instant(nanoseconds: 1), reasons: Reasons(.temperatureNormal),
            detail: .map(detail), personal: nil)
    }

    @Test func exportWritesEveryRecord() throws {
        let result = try Tool.run("journal", "export", "--config", config)
        #expect(result.code == 0)
        let records = try result.lines.map(Tool.object)
        #expect(records.compactMap { $0["index"] as? Int } == Array(0..<records.count))
        let entries = records.filter { $0["kind"] as? String == "entry" }
        #expect(entries.count == 3)
        for entry in entries {
            #expect(
                Set(entry.keys)
                    .isSuperset(of: [
                        "index", "kind", "time", "clock", "lane", "category", "verdict", "reasons", "detail", "sealed",
                    ]))
            #expect(entry["lane"] as? String == "west-in")
            #expect((entry["detail"] as? [String: Any])?["temperature"] as? Double == 36.52)
        }
        let middle = try Tool.run("journal", "export", "--config", config, "--from", "1", "--until", "3")
        #expect(middle.lines == Array(result.lines[1..<3]))
    }

    @Test func tailShowsTheLast() throws {
        let all = try Tool.run("journal", "export", "--journal", journal).lines
        let tail = try Tool.run("journal", "tail", "--journal", journal, "--no-follow", "--json", "-n", "2")
        #expect(tail.code == 0)
        #expect(tail.lines == Array(all.suffix(2)))
        let words = try Tool.run("journal", "tail", "--journal", journal, "--no-follow")
        #expect(words.output.contains("admit  resident 36.52 °C gh1 verified"))
        #expect(words.lines.allSatisfy { $0.count <= 80 })
    }

    @Test func tailFollows() throws {
        let process = Tool.process(["journal", "tail", "--journal", journal, "--json", "-n", "1"])
        let output = Pipe()
        process.standardOutput = output
        try process.run()
        defer {
            process.terminate()
            process.waitUntilExit()
        }
        func line() throws -> String {
            var line = Data()
            while line.last != UInt8(ascii: "\n") {
                line += try output.fileHandleForReading.read(upToCount: 1) ?? Data("\n".utf8)
            }
            return String(decoding: line, as: UTF8.self)
        }
        let last = try Tool.object(try line())
        let seed = try Data(contentsOf: URL(fileURLWithPath: directory.file("site/identity/identity.seed")))
        let writer = try JournalWriter.open(
            JournalOptions(
                directory: journal, identity: try Curve25519.Signing.PrivateKey(rawRepresentation: seed), root: nil,
                lanes: [0: "west-in"], policy: Hash256(of: []), program: "test"))
        #expect(writer.submit(Self.entry, ticket: 9))
        writer.close()
        let next = try Tool.object(try line())
        #expect(next["index"] as? Int == (last["index"] as? Int ?? 0) + 1)
    }

    @Test func showAndProve() throws {
        let show = try Tool.run("journal", "show", "1", "--journal", journal)
        #expect(show.code == 0)
        #expect(show.output.contains("temperature      36.52"))
        #expect(
            try Tool.object(try Tool.run("journal", "show", "1", "--json", "--journal", journal).output)["index"]
                as? Int == 1)
        let proof = try Tool.run("journal", "prove", "1", "--journal", journal)
        #expect(proof.output.hasPrefix("c2sp.org/tlog-proof@v1\n"))
        #expect(!proof.output.hasSuffix("\n\n"))
        let json = try Tool.object(try Tool.run("journal", "prove", "1", "--json", "--journal", journal).output)
        #expect(json["index"] as? Int == 1)
        for verb in ["show", "prove"] {
            let none = try Tool.run("journal", verb, "999", "--journal", journal)
            #expect(none.code == 1)
            #expect(none.complaint.contains("no record 999"))
        }
    }

    @Test func verifySaysWhetherItIsSound() throws {
        let root = directory.file("site/committee/root.vkey")
        let sound = try Tool.run("journal", "verify", "--config", config, "--root", root)
        #expect(sound.code == 0, "\(sound.output)\(sound.complaint)")
        #expect(sound.output.contains("sound"))
        #expect(!sound.output.contains("no root key"))
        let wrong = try Tool.run("journal", "verify", "--config", config, "--root", config)
        #expect(wrong.code == 2)

        let segment = try #require(
            try FileManager.default.contentsOfDirectory(atPath: journal + "/seg").filter { $0.hasSuffix(".gj") }
                .sorted().first)
        let path = journal + "/seg/" + segment
        let handle = try FileHandle(forUpdating: URL(fileURLWithPath: path))
        // A byte in the first frame, behind the header's block.
        try handle.seek(toOffset: 4096 + 200)
        let byte = try #require(try handle.read(upToCount: 1)?.first)
        try handle.seek(toOffset: 4096 + 200)
        try handle.write(contentsOf: Data([byte ^ 1]))
        try handle.close()
        let broken = try Tool.run("journal", "verify", "--config", config)
        #expect(broken.code == 1)
        #expect(broken.output.contains("broken at segment"))
        let json = try Tool.run("journal", "verify", "--json", "--config", config)
        #expect(json.code == 1)
        let report = try Tool.object(json.output)
        #expect(report["sound"] as? Bool == false)
        #expect((report["broken"] as? [String: Any])?["what"] is String)
    }
}
