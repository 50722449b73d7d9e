import Foundation
import Journal
import NIOCore
import NIOPosix
import NIOSSL
import Synchronization
import Testing
import UpstreamTestSupport

@testable import Desk

/// The server with a client that can do everything wrong: raw bytes over TLS.
@Suite(.serialized) struct HTTPSServerTests {
    private static let certificates = Result { try TestCertificates() }

    private static func certificates(client: String) throws -> (TestCertificates, Hash256) {
        let all = try certificates.get()
        return (all, try all.makeCertificate(client))
    }

    private static func server(
        _ all: TestCertificates, limits: ServerLimits = ServerLimits(),
        service: @escaping @Sendable (HTTPRequest) -> HTTPReply
    ) throws -> HTTPSServer {
        var options = HTTPSServerOptions(
            host: "127.0.0.1", port: 0, certificateFile: all.file("server.pem"), keyFile: all.file("server.key"),
            clientAuthorityFile: all.file("ca.pem"))
        options.limits = limits
        return try HTTPSServer.start(options, service: service)
    }

    @Test func theServiceSeesTheRequestAndWhoSentIt() throws {
        let (all, fingerprint) = try Self.certificates(client: "seen")
        let seen = Mutex<[HTTPRequest]>([])
        let server = try Self.server(all) { request in
            seen.withLock { $0.append(request) }
            return .text(200, "thank you")
        }
        defer { server.stop() }
        let client = try RawClient(all, "seen", port: server.port)
        for body in ["first", "second"] {
            try client.send("PUT /a/b?c HTTP/1.1\r\nhost: x\r\ncontent-length: \(body.utf8.count)\r\n\r\n\(body)")
            #expect(try client.receive(until: "thank you\n").hasPrefix("HTTP/1.1 200"))
        }
        let requests = seen.withLock { $0 }
        #expect(requests.map { String(decoding: $0.body, as: UTF8.self) } == ["first", "second"])
        #expect(requests.allSatisfy { $0.method == "PUT" && $0.path == "/a/b" })
        #expect(requests.allSatisfy { Hash256($0.clientFingerprint) == fingerprint })
        client.close()
    }

    @Test func clientsOfAnotherAuthorityOrWithoutCertificateAreRefused() throws {
        let (all, _) = try Self.certificates(client: "known")
        try all.makeAuthority("other")
        try all.makeCertificate("foreign", authority: "other")
        let server = try Self.server(all) { _ in .text(200, "never") }
        defer { server.stop() }
        for name in ["foreign", nil] as [String?] {
            let answer = try? {
                let client = try RawClient(all, name, port: server.port)
                defer { client.close() }
                try client.send("PUT / HTTP/1.1\r\nhost: x\r\ncontent-length: 0\r\n\r\n")
                return try client.receiveToEnd()
            }()
            #expect(answer?.contains("HTTP/1.1") != true)
        }
    }

    @Test func bodiesAreBoundedAndTheReasonArrives() throws {
        let (all, _) = try Self.certificates(client: "large")
        var limits = ServerLimits()
        limits.bodyBytes = 1000
        let server = try Self.server(all, limits: limits) { _ in .text(200, "never") }
        defer { server.stop() }
        let heads = [
            ("content-length: 1001", "413"), ("content-length: -1", "4"), ("transfer-encoding: chunked", "411"),
            ("x: y", "411"),
        ]
        for (field, status) in heads {
            let client = try RawClient(all, "large", port: server.port)
            try client.send("POST / HTTP/1.1\r\nhost: x\r\n\(field)\r\n\r\n")
            #expect(try client.receiveToEnd().hasPrefix("HTTP/1.1 \(status)"), "\(field)")
            client.close()
        }
    }

    @Test func headersAreBounded() throws {
        let (all, _) = try Self.certificates(client: "headers")
        let called = Atomic(false)
        let server = try Self.server(all) { _ in
            called.store(true, ordering: .relaxed)
            return .text(200, "never")
        }
        defer { server.stop() }
        let many = (0..<100).map { "x\($0): y\r\n" }.joined()
        for fields in ["x: \(String(repeating: "y", count: 8000))\r\n", many] {
            let client = try RawClient(all, "headers", port: server.port)
            try client.send("PUT / HTTP/1.1\r\nhost: x\r\n\(fields)content-length: 0\r\n\r\n")
            #expect(try !client.receiveToEnd().contains(" 200 "))
            client.close()
        }
        let wasCalled = called.load(ordering: .relaxed)
        #expect(!wasCalled)
    }

    @Test func slowClientsAreLetGo() throws {
        let (all, _) = try Self.certificates(client: "slow")
        var limits = ServerLimits()
        limits.idleSeconds = 0.2
        limits.bodySeconds = 0.2
        let server = try Self.server(all, limits: limits) { _ in .text(200, "never") }
        defer { server.stop() }
        for beginning in ["", "PUT / HTTP/1.1\r\nhost:", "PUT / HTTP/1.1\r\nhost: x\r\ncontent-length: 9\r\n\r\nabc"] {
            let client = try RawClient(all, "slow", port: server.port)
            try client.send(beginning)
            #expect(try client.receiveToEnd().isEmpty, "\(beginning)")
            client.close()
        }
    }

    @Test func oneClientCannotTakeAllConnections() throws {
        let (all, _) = try Self.certificates(client: "greedy")
        var limits = ServerLimits()
        limits.connectionsPerClient = 2
        let server = try Self.server(all, limits: limits) { _ in .text(200, "yes") }
        defer { server.stop() }
        let request = "PUT / HTTP/1.1\r\nhost: x\r\ncontent-length: 0\r\n\r\n"
        let clients = try (0..<2).map { _ in try RawClient(all, "greedy", port: server.port) }
        for client in clients {
            try client.send(request)
            _ = try client.receive(until: "yes\n")
        }
        let third = try RawClient(all, "greedy", port: server.port)
        try? third.send(request)
        #expect(try !third.receiveToEnd().contains("200"))
        clients.forEach { $0.close() }
        third.close()
    }

    @Test func aStopLetsTheRunningRequestEnd() throws {
        let (all, _) = try Self.certificates(client: "last")
        let entered = DispatchSemaphore(value: 0)
        let leave = DispatchSemaphore(value: 0)
        let server = try Self.server(all) { _ in
            entered.signal()
            leave.wait()
            return .text(200, "done")
        }
        let client = try RawClient(all, "last", port: server.port)
        try client.send("PUT / HTTP/1.1\r\nhost: x\r\ncontent-length: 0\r\n\r\n")
        entered.wait()
        let stopped = DispatchSemaphore(value: 0)
        Thread.detachNewThread {
            server.stop()
            stopped.signal()
        }
        leave.signal()
        let answer = try client.receiveToEnd()
        #expect(answer.hasPrefix("HTTP/1.1 200") && answer.hasSuffix("done\n"))
        stopped.wait()
        #expect(server.connections == 0)
        client.close()
    }

    @Test func unusableFilesAreNamed() throws {
        let all = try Self.certificates.get()
        var options = HTTPSServerOptions(
            host: "127.0.0.1", port: 0, certificateFile: all.file("server.pem"), keyFile: all.file("none.key"),
            clientAuthorityFile: all.file("ca.pem"))
        #expect {
            _ = try HTTPSServer.start(options) { _ in .text(200, "") }
        } throws: {
            "\($0)".contains("none.key")
        }
        options.keyFile = all.file("server.key")
        options.host = "192.0.2.1"
        #expect(throws: DeskError.self) { _ = try HTTPSServer.start(options) { _ in .text(200, "") } }
    }
}

/// Sends and receives bytes over TLS, blocking.
private final class RawClient {
    /// How long a test waits for bytes that must come, in seconds.
    private static let patience = 20

    private let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
    private let channel: any Channel
    private let inbox = Inbox()

    /// Connects with the client's certificate, or without any.
    init(_ all: TestCertificates, _ name: String?, port: Int) throws {
        var tls = TLSConfiguration.makeClientConfiguration()
        tls.trustRoots = .certificates(try NIOSSLCertificate.fromPEMFile(all.file("ca.pem")))
        if let name {
            tls.certificateChain = try NIOSSLCertificate.fromPEMFile(all.file("\(name).pem")).map { .certificate($0) }
            tls.privateKey = .privateKey(try NIOSSLPrivateKey(file: all.file("\(name).key"), format: .pem))
        }
        let context = try NIOSSLContext(configuration: tls)
        let inbox = inbox
        channel = try ClientBootstrap(group: group).channelInitializer { channel in
            channel.eventLoop.makeCompletedFuture {
                try channel.pipeline.syncOperations.addHandlers([
                    NIOSSLClientHandler(context: context, serverHostname: nil), Collector(inbox),
                ])
            }
        }.connect(host: "127.0.0.1", port: port).wait()
    }

    func send(_ text: String) throws {
        guard !text.isEmpty else { return }
        try channel.writeAndFlush(ByteBuffer(string: text)).wait()
    }

    func receive(until end: String) throws -> String {
        try inbox.wait { text, closed in closed || text.hasSuffix(end) }
    }

    func receiveToEnd() throws -> String { try inbox.wait { _, closed in closed } }

    func close() {
        channel.close(promise: nil)
        try? group.syncShutdownGracefully()
    }

    private final class Inbox: @unchecked Sendable {
        private let condition = NSCondition()
        private var text = ""
        private var closed = false

        func add(_ part: String) {
            condition.lock()
            text += part
            condition.broadcast()
            condition.unlock()
        }

        func close() {
            condition.lock()
            closed = true
            condition.broadcast()
            condition.unlock()
        }

        struct TooLate: Error {}

        func wait(_ enough: (String, Bool) -> Bool) throws -> String {
            condition.lock()
            defer { condition.unlock() }
            let limit = Date(timeIntervalSinceNow: TimeInterval(RawClient.patience))
            while !enough(text, closed) { guard condition.wait(until: limit) else { throw TooLate() } }
            defer { text = "" }
            return text
        }
    }

    private final class Collector: ChannelInboundHandler {
        typealias InboundIn = ByteBuffer
        private let inbox: Inbox
        init(_ inbox: Inbox) { self.inbox = inbox }
        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            inbox.add(String(buffer: unwrapInboundIn(data)))
        }
        func channelInactive(context: ChannelHandlerContext) { inbox.close() }
        func errorCaught(context: ChannelHandlerContext, error: any Error) { context.close(promise: nil) }
    }
}
