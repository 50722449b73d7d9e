import Codes
import Foundation
import TestSupport
import Testing

@Suite struct CodeTests {
    let directory: TemporaryDirectory
    let trust: String
    let key: String

    init() throws {
        directory = try TemporaryDirectory()
        trust = directory.file("trust")
        key = directory.file("issuer.jwk")
        let jwk = try JWK.generate(.ed25519, issuer: "committee.example")
        try FileManager.default.createDirectory(atPath: trust + "/gh1", withIntermediateDirectories: true)
        try Data(try #require(jwk.privateJSON).utf8).write(to: URL(fileURLWithPath: key))
        try Data(jwk.publicJSON.utf8).write(to: URL(fileURLWithPath: trust + "/gh1/committee.jwk"))
    }

    private func issue(_ more: String...) throws -> String {
        let result = try Tool.run(
            list: ["code", "issue", "--key", key, "--kind", "resident", "--at", "2020-03-01T00:00:00Z"] + more)
        #expect(result.complaint == "")
        try #require(result.code == 0)
        return try #require(result.lines.first)
    }

    private func verify(_ input: String, at: String = "2020-03-01T08:00:00Z") throws -> (Int32, [[String: Any]]) {
        let result = try Tool.run("code", "verify", "--trust", trust, "--at", at, input: Array(input.utf8))
        #expect(result.complaint == "")
        return (result.code, try result.lines.map(Tool.object))
    }

    @Test func whatIsIssuedVerifies() throws {
        let code = try issue("--name", "张*", "--phone-tail", "1234", "--holder", "h-1")
        #expect(code.hasPrefix("GH1:"))
        let (exit, lines) = try verify(code + "\r\n")
        #expect(exit == 0)
        let line = try #require(lines.first)
        #expect(lines.count == 1)
        #expect(line["scheme"] as? String == "gh1")
        #expect(line["outcome"] as? String == "verified")
        #expect(line["stage"] is NSNull)
        #expect((line["subject"] as? [String: Any])?["name"] as? String == "张*")
        #expect((line["evidence"] as? [[String: Any]])?.first?["kind"] as? String == "resident")
        #expect(line["expires"] as? String == "2020-03-02T00:00:00Z")
    }

    @Test func timesAreTakenInBothForms() throws {
        let code = try issue("--expires", "1583107200")
        #expect(try verify(code, at: "1583107100").0 == 0)
        let (exit, lines) = try verify(code, at: "2020-03-02T01:00:00+00:00")
        #expect(exit == 1)
        #expect(lines.first?["outcome"] as? String == "expired")
    }

    @Test func nothingEndsIt() throws {
        let code = try issue()
        let hostile = [
            code, "", "nonsense", "GH1:", "GH1:%%%", "\0\0\0", String(repeating: "A", count: 1 << 20),
            "GH1:" + String(repeating: "0", count: 1 << 20), "HC1:6BF", "\u{FFFD}\u{7f}", code.lowercased(), code,
        ]
        let (exit, lines) = try verify(hostile.joined(separator: "\n") + "\n")
        #expect(exit == 1)
        #expect(lines.count == hostile.count)
        #expect(lines.first?["outcome"] as? String == "verified")
        #expect(lines.last?["outcome"] as? String == "verified")
        for line in lines.dropFirst().dropLast() {
            #expect(["invalid", "unsupported"].contains(line["outcome"] as? String ?? ""))
            #expect(line["stage"] is String)
        }
    }

    @Test func eachLineIsAnsweredAtOnce() throws {
        let process = Tool.process(["code", "verify", "--trust", trust])
        let input = Pipe()
        let output = Pipe()
        process.standardInput = input
        process.standardOutput = output
        try process.run()
        for _ in 0..<3 {
            try input.fileHandleForWriting.write(contentsOf: Data("nonsense\n".utf8))
            var line = Data()
            while line.last != UInt8(ascii: "\n") {
                line += try output.fileHandleForReading.read(upToCount: 1) ?? Data("\n".utf8)
            }
            #expect(String(decoding: line, as: UTF8.self).contains(#""outcome":"unsupported""#))
        }
        try input.fileHandleForWriting.close()
        process.waitUntilExit()
        #expect(process.terminationStatus == 1)
    }

    @Test func issuingSaysWhatIsWrong() throws {
        func issue(_ arguments: String...) throws -> Tool.Result { try Tool.run(list: ["code", "issue"] + arguments) }
        let name = try issue("--key", key, "--kind", "resident", "--name", "张三")
        #expect(name.code == 2)
        #expect(name.complaint.contains("masked"))
        let slip = try issue("--key", key, "--kind", "hospital-slip")
        #expect(slip.code == 2)
        #expect(slip.complaint.contains("window"))
        let publicKey = try issue("--key", trust + "/gh1/committee.jwk", "--kind", "resident")
        #expect(publicKey.code == 2)
        #expect(publicKey.complaint.contains("private"))
        #expect(try issue("--key", "/nowhere.jwk", "--kind", "resident").code == 3)
        #expect(try issue("--key", key, "--kind", "king").code == 2)
    }

    @Test func issuingInJSON() throws {
        let result = try Tool.run(
            "code", "issue", "--json", "--key", key, "--kind", "hospital-slip", "--at", "1583020800", "--window-from",
            "1583020800", "--window-until", "1583060400", "--one-time", "--days", "2")
        let line = try Tool.object(result.output)
        #expect(line["expires"] as? String == "2020-03-03T00:00:00Z")
        #expect(line["issuer"] as? String == "committee.example")
        #expect((line["id"] as? String)?.count == 32)
        #expect(try verify(try #require(line["code"] as? String)).0 == 0)
    }

    @Test func aBadTrustDirectoryIsTold() throws {
        #expect(try Tool.run("code", "verify", "--trust", "/nowhere").code == 3)
        try Data("{}".utf8).write(to: URL(fileURLWithPath: trust + "/gh1/broken.jwk"))
        let result = try Tool.run("code", "verify", "--trust", trust)
        #expect(result.code == 2)
        #expect(result.complaint.contains("gh1/broken.jwk"))
    }
}
