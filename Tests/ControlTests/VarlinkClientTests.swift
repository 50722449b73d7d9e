import CLinux
import Foundation
import Testing

@testable import Control

/// The client against a peer whose answers were written beforehand.
@Suite struct VarlinkClientTests {
    private func client(answers: String, thenClose: Bool = false) throws -> (VarlinkClient, peer: Int32) {
        var fds: [Int32] = [0, 0]
        try #require(gh_socket_pair(&fds) == 0)
        let bytes = Array(answers.utf8)
        try #require(gh_send(fds[1], bytes, bytes.count) == bytes.count)
        if thenClose { shutdown(fds[1], Int32(SHUT_WR)) }
        return (VarlinkClient(descriptor: fds[0], path: "/test"), fds[1])
    }

    private func received(_ peer: Int32) -> String {
        var buffer = [UInt8](repeating: 0, count: 1 << 16)
        let count = gh_receive(peer, &buffer, buffer.count)
        return String(decoding: buffer.prefix(max(count, 0)), as: UTF8.self)
    }

    @Test func callsAndReads() throws {
        let (client, peer) = try client(answers: "{\"parameters\":{\"size\":3}}\0")
        defer { close(peer) }
        let reply = try client.call("a.b.Do", CosignatureReport(note: "n"), as: CosignatureReply.self)
        #expect(reply.size == 3)
        #expect(received(peer) == "{\"method\":\"a.b.Do\",\"parameters\":{\"note\":\"n\"}}\0")
    }

    @Test func streamsUntilTheLast() throws {
        let (client, peer) = try client(
            answers: "{\"parameters\":{\"size\":1},\"continues\":true}\0{\"parameters\":{\"size\":2}}\0")
        defer { close(peer) }
        var sizes: [Int] = []
        try client.stream("a.b.Do", as: CosignatureReply.self) {
            sizes.append($0.size)
            return true
        }
        #expect(sizes == [1, 2])
        #expect(received(peer).contains("\"more\":true"))
    }

    @Test func errorsAreTold() throws {
        let (client, peer) = try client(answers: "{\"error\":\"org.varlink.service.PermissionDenied\"}\0")
        defer { close(peer) }
        #expect(throws: VarlinkClientError.refused(.permissionDenied)) {
            try client.call("a.b.Do", as: NoParameters.self)
        }
    }

    @Test func waitsOnlySoLong() throws {
        let (client, peer) = try client(answers: "{\"parameters\":{\"si")
        defer { close(peer) }
        #expect(throws: VarlinkClientError.timeout(path: "/test", method: "a.b.Do")) {
            try client.call("a.b.Do", as: CosignatureReply.self, timeout: .milliseconds(5))
        }
    }

    @Test(arguments: ["", "{\"parameters\":", "nonsense\0", "{\"parameters\":{\"size\":\"x\"}}\0"])
    func aBrokenServiceIsTold(answers: String) throws {
        let (client, peer) = try client(answers: answers, thenClose: true)
        defer { close(peer) }
        do {
            _ = try client.call("a.b.Do", as: CosignatureReply.self)
            Issue.record("there was no reply")
        } catch {
            guard case .broken = error else { throw error }
        }
    }

    @Test func nobodyThere() {
        #expect(throws: VarlinkClientError.unreachable(path: "/nowhere/control", code: ENOENT)) {
            try VarlinkClient(path: "/nowhere/control")
        }
    }

    @Test func everyErrorNamesARemedy() {
        let errors: [VarlinkClientError] = [
            .unreachable(path: "p", code: ENOENT), .unreachable(path: "p", code: EACCES),
            .timeout(path: "p", method: "m"), .broken(path: "p", why: "w"), .refused(.permissionDenied),
            .refused(.methodNotFound("m")), .refused(GateInterface.refused(problem: "p", remedy: "r")),
        ]
        for error in errors { #expect(error.description.contains("; ") || error.description.contains(": ")) }
        #expect("\(errors[6])" == "p; r")
    }
}
