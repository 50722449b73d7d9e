import Foundation
import TestSupport
import Testing

@Suite struct ForeignHarnessTests {
    /// The folder of the programs in Python, which use nothing but its standard library.
    static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent("Harness")
        .path

    @Test(.enabled(if: FileManager.default.isExecutableFile(atPath: "/usr/bin/python3"), "install python3"))
    func aProgramThatIsNotOursDrivesAGate() throws {
        let site = try Site()
        let (end, output, errors) = try site.run(
            "/usr/bin/python3", ["\(Self.folder)/foreign_gate.py", ChildProcess.productsFolder, site.directory])
        #expect(end == .exit(0), "\(errors)")
        #expect(output.hasSuffix("records\n"), "\(output)")
    }

    @Test(.enabled(if: FileManager.default.isExecutableFile(atPath: "/usr/bin/python3"), "install python3"))
    func anyVarlinkClientCanAsk() throws {
        let site = try Site()
        let daemon = try site.startDaemon()
        _ = try site.status()
        let (end, output, errors) = try site.run(
            "/usr/bin/python3", ["\(Self.folder)/varlink_client.py", site.file("run/control")])
        #expect(end == .exit(0), "\(errors)")
        let lines = output.split(separator: "\n").map(String.init)
        try #require(lines.count == 2)
        #expect(lines[0].contains("org.gatehouse.gate") && lines[0].contains("gatehoused"), "\(lines[0])")
        #expect(lines[1].contains(#""origin": "\#(site.origin)""#), "\(lines[1])")
        #expect(try daemon.terminate() == .exit(0), "\(daemon.errors)")
    }
}
