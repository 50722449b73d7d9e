import Codes
import Foundation
import Testing

@testable import Journal

/// Whether Debian's `golang-go` and `golang-golang-x-mod-dev` are here.
private let hasGo =
    FileManager.default.isExecutableFile(atPath: "/usr/bin/go")
    && FileManager.default.fileExists(atPath: "/usr/share/gocode/src/golang.org/x/mod/sumdb/note/note.go")

@Suite("A third party's code")
struct ThirdPartyTests {
    @Test(
        "Go's sumdb verifies signatures, root and inclusion, and refuses a changed proof",
        .enabled(if: hasGo, "install golang-go and golang-golang-x-mod-dev to run this"))
    func verified() throws {
        let (bench, _) = try Bench.inMemory()
        let writer = try bench.open()
        Bench.write(writer, (0..<137).map { Bench.draft($0) })
        writer.close()
        let reader = try bench.reader()
        let builder = try ProofBuilder(reader)
        let proof = try builder.inclusion(of: 77)
        let leaves = try bench.records().map { Base64.encode($0.leaf.bytes) + "\n" }.joined()

        let directory = TemporaryDirectory()
        let (good, bad, all) = (directory.path + "/good", directory.path + "/bad", directory.path + "/leaves")
        try Data(proof.text.utf8).write(to: URL(fileURLWithPath: good))
        var wrong = proof
        wrong.record.index = 78
        try Data(wrong.text.utf8).write(to: URL(fileURLWithPath: bad))
        try Data(leaves.utf8).write(to: URL(fileURLWithPath: all))
        let keys = [reader.enrolment.identity.vkey, reader.enrolment.epochKey.vkey]

        let result = try Self.run([good, all] + keys, cache: directory.path)
        #expect(result.code == 0 && result.text.hasSuffix("verified\n"), "\(result.text)")
        #expect(try Self.run([bad, all] + keys, cache: directory.path).code == 1)
        let stranger = try Samples.root().verifier.vkey
        #expect(try Self.run([good, all, stranger], cache: directory.path).code == 1)
    }

    private static func run(_ arguments: [String], cache: String) throws -> (code: Int32, text: String) {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/go")
        let program = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent("verify.go")
        process.arguments = ["run", program.path] + arguments
        process.environment = [
            "GO111MODULE": "off", "GOPATH": "/usr/share/gocode", "GOFLAGS": "", "PATH": "/usr/bin:/bin",
            "GOCACHE": NSTemporaryDirectory() + "gatehouse-go-cache",
        ]
        let pipe = Pipe()
        process.standardOutput = pipe
        process.standardError = pipe
        try process.run()
        let output = pipe.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        return (process.terminationStatus, String(decoding: output, as: UTF8.self))
    }
}
