import Codes
import Foundation
import Glibc
import Journal
import TestSupport
import Testing

/// Whether Debian's `golang-go` and `golang-golang-x-mod-dev` are here.
private let hasGo =
    FileManager.default.isExecutableFile(atPath: "/usr/bin/go")
    && FileManager.default.fileExists(atPath: "/usr/share/gocode/src/golang.org/x/mod/sumdb/note/note.go")

@Suite struct ThirdPartyTests {
    @Test(.enabled(if: hasGo, "install golang-go and golang-golang-x-mod-dev to run this"))
    func whatTheToolPrintsIsVerifiedByAnothersCode() throws {
        let site = try Site()
        let thermometer = try FakeLine(site, "thermo-1")
        let daemon = try site.startDaemon()
        for person in 1...3 {
            try thermometer.measure("person \(person)", object: 3630 + person) {
                try site.export().count { $0.verdict == "admit" } == person
            }
        }
        #expect(try daemon.terminate() == .exit(0))
        let admitted = try #require(try site.export().last { $0.verdict == "admit" })
        let (proof, leaves) = (site.file("record.tlog-proof"), site.file("leaves"))
        try site.ctl("journal", "prove", "\(admitted.index)").write(toFile: proof, atomically: true, encoding: .utf8)
        let reader = try JournalReader(directory: site.file("journal"))
        var lines = ""
        while let record = try reader.next() { lines += Base64.encode(record.leaf.bytes) + "\n" }
        try lines.write(toFile: leaves, atomically: true, encoding: .utf8)

        let program = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .appendingPathComponent("JournalTests/ThirdParty/verify.go").path
        let keys = [reader.enrolment.identity.vkey, reader.enrolment.epochKey.vkey]
        let environment = [
            "GO111MODULE=off", "GOPATH=/usr/share/gocode", "GOFLAGS=", "GOCACHE=\(site.file("go-cache"))",
        ]
        let words = environment + ["/usr/bin/go", "run", program]
        let verified = try site.run("/usr/bin/env", words + [proof, leaves] + keys)
        #expect(verified.end == .exit(0), "\(verified.output)\(verified.errors)")
        #expect(verified.output.hasSuffix("verified\n"))

        let wrong = try site.text("record.tlog-proof").replacing("index \(admitted.index)", with: "index 0")
        try wrong.write(toFile: proof, atomically: true, encoding: .utf8)
        #expect(try site.run("/usr/bin/env", words + [proof, leaves] + keys).end == .exit(1))
    }
}
