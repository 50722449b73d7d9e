import Control
import Foundation
import Glibc
import Synchronization
import TestSupport
import Testing

/// A development site of one test, in a temporary directory, and the programs that run on it.
final class Site: Sendable {
    let directory: String
    let port: Int
    let origin: String
    private let group: ProcessGroup
    private let runs = Atomic(0)
    private let kept: Kept

    // The directory is only let go.
    private final class Kept: @unchecked Sendable {
        let directory: TemporaryDirectory
        init() throws { directory = try TemporaryDirectory() }
    }

    private struct Report: Decodable {
        var origin: String
    }

    /// Makes a site as a person would: by `gatehousectl site init --development`.
    init() throws {
        kept = try Kept()
        group = try ProcessGroup()
        directory = kept.directory.file("site")
        port = try Self.freePort()
        let initiation = try Program(
            "gatehousectl", ["site", "init", "--development", directory, "--port", "\(port)", "--json"],
            logs: kept.directory.file("init"), group: group)
        guard try initiation.wait() == .exit(0) else { throw NeverHappened(what: "a site: \(initiation.errors)") }
        origin = try JSONDecoder().decode(Report.self, from: Data(initiation.output.utf8)).origin
    }

    /// The path of a file of the site.
    func file(_ name: String) -> String { "\(directory)/\(name)" }

    /// The text of a file of the site.
    func text(_ name: String) throws -> String { try String(contentsOfFile: file(name), encoding: .utf8) }

    /// Replaces a text in a file of the site, which must be there.
    func edit(_ name: String, _ old: String, _ new: String) throws {
        let before = try text(name)
        try #require(before.contains(old), "\(name) has no \(old)")
        try before.replacing(old, with: new, maxReplacements: 1)
            .write(toFile: file(name), atomically: true, encoding: .utf8)
    }

    /// The code of an example pass, as a scanner sends it.
    func pass(_ name: String) throws -> String {
        try text("committee/passes/\(name).txt").filter { !$0.isNewline }
    }

    // MARK: - Programs

    func startDaemon() throws -> Program { try start("gatehoused", ["--config", file("gatehouse.toml")]) }

    func startUplink() throws -> Program { try start("gatehouse-uplink", ["--config", file("uplink.toml")]) }

    func startDesk() throws -> Program { try start("gatehouse-desk", ["--config", file("desk.toml")]) }

    /// Starts a program, or any other by its path.
    func start(_ name: String, _ arguments: [String]) throws -> Program {
        let number = runs.wrappingAdd(1, ordering: .relaxed).newValue
        let base = name.split(separator: "/").last.map(String.init) ?? name
        return try Program(name, arguments, logs: kept.directory.file("\(number)-\(base)"), group: group)
    }

    /// Runs a program to its end.
    func run(_ name: String, _ arguments: [String]) throws -> (end: Program.End, output: String, errors: String) {
        let program = try start(name, arguments)
        let end = try program.wait()
        return (end, program.output, program.errors)
    }

    /// Runs `gatehousectl` with the site's configuration; its output. Fails the test unless it ends with 0.
    func ctl(_ words: String..., sourceLocation: SourceLocation = #_sourceLocation) throws -> String {
        let (end, output, errors) = try run("gatehousectl", words + ["--config", file("gatehouse.toml")])
        #expect(end == .exit(0), "gatehousectl \(words): \(errors)\(output)", sourceLocation: sourceLocation)
        return output
    }

    // MARK: - What the programs tell

    /// The gate's status, once it answers.
    func status() throws -> GateStatus {
        try until("the control socket answers") {
            guard let client = try? VarlinkClient(path: file("run/control")),
                let reply = try? client.call("org.gatehouse.gate.GetStatus", as: StatusReply.self)
            else { return nil }
            return reply.status
        }
    }

    /// The state of a device by its name.
    func device(_ name: String) throws -> DeviceStatus {
        try #require(try status().devices.first { $0.name == name })
    }

    /// Waits until a device is in a state.
    func wait(for name: String, toBe state: String) throws {
        try until("\(name) is \(state)") { try device(name).state == state }
    }

    /// All records, as `gatehousectl journal export` prints them.
    func export() throws -> [ExportedRecord] {
        try ExportedRecord.lines(try ctl("journal", "export"))
    }

    /// A port that nobody listens at. Below the range that outgoing connections take theirs from, so that it stays free
    /// while a desk is dead.
    private static func freePort() throws -> Int {
        for _ in 0..<1000 {
            let port = Int.random(in: 15_000..<32_000)
            let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
            defer { close(descriptor) }
            var address = sockaddr_in()
            address.sin_family = sa_family_t(AF_INET)
            address.sin_port = in_port_t(port).bigEndian
            address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
            let bound = withUnsafePointer(to: &address) {
                $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                    bind(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
                }
            }
            if bound == 0 { return port }
        }
        throw NeverHappened(what: "a free port")
    }
}
