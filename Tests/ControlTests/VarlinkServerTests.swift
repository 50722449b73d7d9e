import CLinux
import EventLoop
import Foundation
import Testing

@testable import Control

/// The server on a real socket, turned by hand: the client's half is played in the same thread.
@Suite struct VarlinkServerTests {
    let directory: String
    let path: String
    let loop: EventLoop
    let service = ScriptedService()
    let control: GateControl

    init() throws {
        directory = NSTemporaryDirectory() + "gh-control-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
        path = directory + "/control"
        loop = try EventLoop()
        control = GateControl(service: service)
    }

    private func server(at path: String? = nil) throws -> VarlinkServer {
        try VarlinkServer(
            path: path ?? self.path, info: VarlinkServiceInfo(vendor: "v", product: "p", version: "1", url: "u"),
            access: AccessRules(daemonUser: UInt32(getuid())), interfaces: [control.interface], reactor: loop)
    }

    private func connect(to path: String? = nil) throws -> Int32 {
        let fd = gh_unix_connect(path ?? self.path)
        try #require(fd >= 0)
        return fd
    }

    private func send(_ fd: Int32, _ text: String) {
        let bytes = Array(text.utf8)
        #expect(gh_send(fd, bytes, bytes.count) == bytes.count)
    }

    private func turn(_ passes: Int = 10) throws {
        for _ in 0..<passes { try loop.poll() }
    }

    /// What waits to be read; `nil` at the end of the stream.
    private func receive(_ fd: Int32) -> [String]? {
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            let count = gh_receive(fd, &buffer, buffer.count)
            if count == 0 || count == -Int(ECONNRESET) { return bytes.isEmpty ? nil : strings(bytes) }
            if count < 0 { return strings(bytes) }
            bytes += buffer[..<count]
        }
    }

    private func strings(_ bytes: [UInt8]) -> [String] {
        bytes.split(separator: 0).map { String(decoding: $0, as: UTF8.self) }
    }

    @Test func answersByTheSocket() throws {
        let server = try server()
        defer { server.close() }
        var status = stat()
        #expect(stat(path, &status) == 0)
        #expect(status.st_mode & 0o7777 == 0o660)
        let fd = try connect()
        defer { close(fd) }
        for byte in "{\"method\":\"org.gatehouse.gate.Reload\"}\0" {
            send(fd, String(byte))
            try turn(2)
        }
        #expect(receive(fd) == [#"{"parameters":{}}"#])
        #expect(server.connectionCount == 1)
        #expect(service.reloads == 1)
    }

    @Test func manyCallsAtOnceAreAllAnswered() throws {
        let server = try server()
        defer { server.close() }
        let fd = try connect()
        defer { close(fd) }
        send(fd, String(repeating: "{\"method\":\"org.gatehouse.gate.Reload\"}\0", count: 50))
        try turn(1)
        try turn(1)
        #expect(service.reloads <= 2 * VarlinkConnection.callBudget)
        try turn(50)
        #expect(receive(fd)?.count == 50)
    }

    @Test func aClientThatHangsUpIsForgotten() throws {
        let server = try server()
        defer { server.close() }
        let fd = try connect()
        send(fd, "{\"method\":\"org.gatehouse.gate.Monitor\",\"more\":true}\0")
        try turn()
        #expect(control.isMonitored)
        close(fd)
        try turn()
        #expect(server.connectionCount == 0)
        #expect(!control.isMonitored)
        #expect(server.counters.disconnects == [.closed: 1])
    }

    @Test func aOnewayCallBeforeHangingUpIsDone() throws {
        let server = try server()
        defer { server.close() }
        let fd = try connect()
        send(fd, "{\"method\":\"org.gatehouse.gate.Reload\",\"oneway\":true}\0")
        close(fd)
        try turn()
        #expect(service.reloads == 1)
        #expect(server.connectionCount == 0)
    }

    @Test func aHalfClosedClientStillGetsItsReply() throws {
        let server = try server()
        defer { server.close() }
        let fd = try connect()
        defer { close(fd) }
        send(fd, "{\"method\":\"org.gatehouse.gate.Reload\"}\0{\"half\":")
        shutdown(fd, Int32(SHUT_WR))
        let passes = loop.passes
        try turn()
        #expect(receive(fd) == [#"{"parameters":{}}"#])
        #expect(receive(fd) == nil)
        #expect(server.connectionCount == 0)
        #expect(loop.passes == passes + 10)
    }

    @Test func aSlowReaderIsDisconnected() throws {
        let server = try server()
        defer { server.close() }
        let fd = try connect()
        defer { close(fd) }
        send(fd, "{\"method\":\"org.gatehouse.gate.Monitor\",\"more\":true}\0")
        try turn()
        var told = 0
        while server.connectionCount > 0, told < 1 << 20 {
            control.publish(.passage(ScriptedService.passage, time: ScriptedService.time))
            told += 1
        }
        #expect(server.counters.disconnects == [.slowReader: 1])
        // Whole events until the end.
        #expect((receive(fd)?.count ?? 0) > 100)
    }

    @Test func garbageEndsOnlyItsOwnConnection() throws {
        let server = try server()
        defer { server.close() }
        let good = try connect()
        defer { close(good) }
        for text in ["\0", "[[[\0", "GET / HTTP/1.1\r\n\r\n\0", "{\"method\":\"\"}\0{]\0"] {
            let bad = try connect()
            send(bad, text)
            try turn()
            _ = receive(bad)
            #expect(receive(bad) == nil)
            close(bad)
        }
        #expect(server.counters.disconnects == [.malformed: 4])
        send(good, "{\"method\":\"org.gatehouse.gate.Reload\"}\0")
        try turn()
        #expect(receive(good) == [#"{"parameters":{}}"#])
    }

    @Test func theQuietestMakesRoom() throws {
        let server = try server()
        defer { server.close() }
        var fds: [Int32] = []
        defer { fds.forEach { close($0) } }
        for _ in 0..<VarlinkServer.connectionLimit {
            fds.append(try connect())
            try turn(2)
        }
        // The first one speaks, so that the second is the quietest.
        send(fds[0], "{\"method\":\"org.gatehouse.gate.Reload\"}\0")
        try turn()
        fds.append(try connect())
        try turn()
        #expect(server.connectionCount == VarlinkServer.connectionLimit)
        #expect(receive(fds[0]) == [#"{"parameters":{}}"#])
        #expect(receive(fds[1]) == nil)
        #expect(server.counters.disconnects == [.crowdedOut: 1])
    }

    @Test func aLiveSocketIsRefusedAndAStaleOneReplaced() throws {
        let first = try server()
        #expect(throws: ControlSocketError.alreadyServed(path: path)) { try server() }
        // What a process that was killed leaves behind: the file, with nobody listening.
        first.close()
        let dead = gh_unix_listen(path, 0o600, 1)
        #expect(dead >= 0)
        close(dead)
        #expect(access(path, F_OK) == 0)
        let second = try server()
        let fd = try connect()
        close(fd)
        second.close()
        #expect(access(path, F_OK) != 0)
    }

    @Test func anythingElseIsLeftAlone() throws {
        try Data("precious".utf8).write(to: URL(fileURLWithPath: path))
        #expect(throws: ControlSocketError.notASocket(path: path)) { try server() }
        #expect(try Data(contentsOf: URL(fileURLWithPath: path)) == Data("precious".utf8))
        let nowhere = directory + "/nowhere/control"
        #expect(throws: ControlSocketError.failed(path: nowhere, code: ENOENT)) { try server(at: nowhere) }
    }

    @Test func deepDirectoriesAreServed() throws {
        let deep = directory + "/" + String(repeating: "d", count: 150)
        try FileManager.default.createDirectory(atPath: deep, withIntermediateDirectories: true)
        let server = try server(at: deep + "/control")
        defer { server.close() }
        #expect(throws: ControlSocketError.self) { try self.server(at: deep + "/control") }
        let fd = try connect(to: deep + "/control")
        close(fd)
    }

    @Test func theCallerIsWhoTheKernelSays() throws {
        var fds: [Int32] = [0, 0]
        #expect(gh_socket_pair(&fds) == 0)
        defer { fds.forEach { close($0) } }
        let caller = try #require(CallerIdentity(peerOf: fds[0]))
        #expect(caller.process == getpid())
        #expect(caller.user == UInt32(geteuid()))
        #expect(caller.group == UInt32(getegid()))
        var groups = [gid_t](repeating: 0, count: 65_536)
        let count = Int(getgroups(Int32(groups.count), &groups))
        #expect(Set(caller.supplementary) == Set(groups.prefix(count)))
        #expect(CallerIdentity(peerOf: -1) == nil)
    }
}
