import Desk
import Foundation
import Journal
import TestSupport
import Testing
import UpstreamTestSupport

@testable import Uplink

@Suite(.serialized) struct HTTPSClientTests {
    private static let certificates = Result {
        let all = try TestCertificates()
        try all.makeCertificate("client")
        try all.makeCertificate("elsewhere", names: "DNS:elsewhere.test")
        try all.makeAuthority("other")
        return all
    }

    private static let request = UpstreamRequest(method: "POST", path: "/", contentType: "text/plain", body: [1, 2, 3])

    private static func server(
        certificate: String = "server", limits: ServerLimits = ServerLimits(),
        service: @escaping @Sendable (HTTPRequest) -> HTTPReply
    ) throws -> HTTPSServer {
        let all = try certificates.get()
        var options = HTTPSServerOptions(
            host: "127.0.0.1", port: 0, certificateFile: all.file("\(certificate).pem"),
            keyFile: all.file("\(certificate).key"), clientAuthorityFile: all.file("ca.pem"))
        options.limits = limits
        return try HTTPSServer.start(options, service: service)
    }

    private static func client(_ port: Int, host: String = "127.0.0.1", authority: String = "ca") throws -> HTTPSClient
    {
        let all = try certificates.get()
        return try HTTPSClient(
            HTTPSClientOptions(
                host: host, port: port, certificateFile: all.file("client.pem"), keyFile: all.file("client.key"),
                authorityFile: all.file("\(authority).pem")))
    }

    @Test(arguments: ["127.0.0.1", "localhost"])
    func oneConnectionServesManyRequests(host: String) throws {
        let server = try Self.server { HTTPReply(status: 200, contentType: "x/y", body: $0.body, retryAfter: 7) }
        defer { server.stop() }
        let client = try Self.client(server.port, host: host)
        defer { client.close() }
        for _ in 0..<5 {
            let reply = try client.send(Self.request, within: 10)
            #expect(reply == UpstreamReply(status: 200, retryAfter: 7, body: [1, 2, 3]))
            #expect(server.connections == 1)
        }
    }

    @Test func aConnectionThatDiedBetweenRequestsIsReplaced() throws {
        var limits = ServerLimits()
        limits.idleSeconds = 0.05
        let server = try Self.server(limits: limits) { _ in .text(200, "yes") }
        defer { server.stop() }
        let client = try Self.client(server.port)
        defer { client.close() }
        for _ in 0..<3 {
            #expect(try client.send(Self.request, within: 10).status == 200)
            while server.connections > 0 { Thread.sleep(forTimeInterval: 0.01) }
        }
    }

    @Test func aServerOfAnotherNameOrAuthorityIsNotSpokenTo() throws {
        let server = try Self.server(certificate: "elsewhere") { _ in .text(200, "never") }
        defer { server.stop() }
        for (host, authority) in [("127.0.0.1", "ca"), ("localhost", "ca"), ("127.0.0.1", "other")] {
            let client = try Self.client(server.port, host: host, authority: authority)
            defer { client.close() }
            #expect {
                _ = try client.send(Self.request, within: 10)
            } throws: { error in
                if case .untrusted? = error as? UpstreamFailure { true } else { false }
            }
        }
    }

    @Test func anAnswerThatDoesNotComeInTimeIsGivenUp() throws {
        let leave = DispatchSemaphore(value: 0)
        let server = try Self.server { _ in
            leave.wait()
            return .text(200, "late")
        }
        defer { server.stop() }
        let client = try Self.client(server.port)
        defer { client.close() }
        #expect(throws: UpstreamFailure.timedOut) { _ = try client.send(Self.request, within: 0.1) }
        leave.signal()
    }

    @Test func nobodyListening() throws {
        let server = try Self.server { _ in .text(200, "") }
        let port = server.port
        server.stop()
        let client = try Self.client(port)
        defer { client.close() }
        #expect {
            _ = try client.send(Self.request, within: 10)
        } throws: { error in
            if case .unreachable? = error as? UpstreamFailure { true } else { false }
        }
    }

    @Test func anAnswerThatIsTooLongIsCutOff() throws {
        let server = try Self.server { _ in
            HTTPReply(status: 200, contentType: "x/y", body: .init(repeating: 1, count: 1 << 20))
        }
        defer { server.stop() }
        let client = try Self.client(server.port)
        defer { client.close() }
        #expect {
            _ = try client.send(Self.request, within: 10)
        } throws: { error in
            if case .malformed? = error as? UpstreamFailure { true } else { false }
        }
    }
}
