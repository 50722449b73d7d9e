import NIOCore
import NIOHTTP1
import NIOPosix
import NIOSSL
import Synchronization

/// Where a client connects to and what both sides prove themselves with.
public struct HTTPSClientOptions: Sendable, Hashable {
    /// The upstream's host name or address; its certificate must be for it.
    public var host: String
    /// The upstream's port.
    public var port: Int
    /// PEM file with our certificate chain.
    public var certificateFile: String
    /// PEM file with our private key.
    public var keyFile: String
    /// PEM file with the authority that the upstream's certificate must come from.
    public var authorityFile: String

    /// Options of these parts.
    public init(host: String, port: Int, certificateFile: String, keyFile: String, authorityFile: String) {
        self.host = host
        self.port = port
        self.certificateFile = certificateFile
        self.keyFile = keyFile
        self.authorityFile = authorityFile
    }
}

/// An HTTPS client with one connection, kept alive, and a client certificate. One request at a time; calls block.
///
/// Every request may be sent twice: when a connection that was kept alive turns out to be dead, the request goes out once
/// more on a new one. All requests of the protocol bear that.
public final class HTTPSClient: UpstreamTransport {
    /// The longest answer that is read: a conflict with its note is under 4 KiB, evidence of a fork a few times that.
    public static let maximumReplyByteCount = 256 << 10
    /// How long a connection may take to come about, without TLS. TCP's first retries come after 1 and 3 s.
    private static let connectTimeout = TimeAmount.seconds(10)

    private enum Link {
        case none
        case open(any Channel)
        case closed
    }

    private let options: HTTPSClientOptions
    private let context: NIOSSLContext
    private let group: MultiThreadedEventLoopGroup
    private let link = Mutex(Link.none)
    /// How many requests are being made. The group lives as long as one is: a request on a group that is shut down
    /// would trap in NIO.
    private let requests = Mutex((count: 0, ended: false))

    /// A client that is not connected yet.
    ///
    /// - Throws: if a certificate or key cannot be used; the message names the file.
    public init(_ options: HTTPSClientOptions) throws(UplinkError) {
        self.options = options
        context = try Self.tlsContext(options)
        group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
    }

    /// Sends a request and waits for the whole answer, at most `seconds`.
    public func send(_ request: UpstreamRequest, within seconds: Double) throws(UpstreamFailure) -> UpstreamReply {
        requests.withLock { $0.count += 1 }
        defer { endRequest() }
        if case .closed = link.withLock({ $0 }) { throw .closed }
        let limit = TimeAmount.milliseconds(Int64(seconds * 1000))
        if case .open(let channel) = link.withLock({ $0 }), channel.isActive {
            do { return try exchange(request, on: channel, within: limit) } catch .closed {}
        }
        return try exchange(request, on: try connect(), within: limit)
    }

    /// Ends the connection and every request on it; what is sent later fails at once. From any thread.
    public func close() {
        let channel: (any Channel)? = link.withLock { link in
            defer { link = .closed }
            if case .open(let channel) = link { return channel }
            return nil
        }
        channel?.close(promise: nil)
        shutDownIfIdle()
    }

    /// The last request of a closed client shuts its group down.
    private func endRequest() {
        requests.withLock { $0.count -= 1 }
        shutDownIfIdle()
    }

    /// Once only: NIO joins the group's thread at each call.
    private func shutDownIfIdle() {
        let isDue = requests.withLock { requests in
            guard requests.count == 0, !requests.ended, case .closed = link.withLock({ $0 }) else { return false }
            requests.ended = true
            return true
        }
        if isDue { group.shutdownGracefully { _ in } }
    }

    /// Drops the connection, so that the next request makes a new one.
    public func disconnect() {
        let channel: (any Channel)? = link.withLock { link in
            guard case .open(let channel) = link else { return nil }
            link = .none
            return channel
        }
        channel?.close(promise: nil)
    }

    private func connect() throws(UpstreamFailure) -> any Channel {
        let name = options.host
        let context = context
        let secured = group.next().makePromise(of: Void.self)
        let bootstrap = ClientBootstrap(group: group)
            .connectTimeout(Self.connectTimeout)
            .channelOption(.tcpOption(.tcp_nodelay), value: 1)
            .channelOption(.socketOption(.so_keepalive), value: 1)
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    // An address cannot be sent as the server's name; NIOSSL then checks the certificate against it.
                    let isAddress = (try? SocketAddress(ipAddress: name, port: 0)) != nil
                    let pipeline = channel.pipeline.syncOperations
                    try pipeline.addHandler(
                        NIOSSLClientHandler(context: context, serverHostname: isAddress ? nil : name))
                    try pipeline.addHTTPClientHandlers()
                    try pipeline.addHandler(ReplyCollector(secured: secured))
                }
            }
        let channel: any Channel
        do {
            channel = try bootstrap.connect(host: options.host, port: options.port).wait()
        } catch {
            secured.fail(error)
            throw Self.failure(of: error)
        }
        let kept = link.withLock { link in
            if case .closed = link { return false }
            link = .open(channel)
            return true
        }
        guard kept else {
            channel.close(promise: nil)
            throw .closed
        }
        // A peer that accepts and never answers the handshake gets as long as one that does not accept.
        let late = channel.eventLoop.scheduleTask(in: Self.connectTimeout) { channel.close(promise: nil) }
        defer { late.cancel() }
        do { try secured.futureResult.wait() } catch { throw Self.failure(of: error) }
        return channel
    }

    private func exchange(
        _ request: UpstreamRequest, on channel: any Channel, within limit: TimeAmount
    ) throws(UpstreamFailure) -> UpstreamReply {
        let headers = HTTPHeaders([
            ("host", "\(options.host):\(options.port)"), ("content-type", request.contentType),
            ("content-length", String(request.body.count)), ("user-agent", "gatehouse-uplink"),
        ])
        let head = HTTPRequestHead(
            version: .http1_1, method: HTTPMethod(rawValue: request.method), uri: request.path, headers: headers)
        let answer = channel.eventLoop.makePromise(of: UpstreamReply.self)
        let late = channel.eventLoop.scheduleTask(in: limit) {
            answer.fail(UpstreamFailure.timedOut)
            channel.close(promise: nil)
        }
        defer { late.cancel() }
        // A write that reaches the collector is answered by it, even if the channel closes; one that does not, here.
        channel.writeAndFlush(
            ReplyCollector.Exchange(head: head, body: ByteBuffer(bytes: request.body), answer: answer)
        ).whenFailure { answer.fail($0) }
        do { return try answer.futureResult.wait() } catch { throw Self.failure(of: error) }
    }

    /// What an error of NIO means for the forwarder.
    static func failure(of error: any Error) -> UpstreamFailure {
        switch error {
        case let failure as UpstreamFailure: failure
        case let error as NIOConnectionError: .unreachable(reason(of: error))
        case is NIOSSLError, is BoringSSLError, is NIOSSLExtraError: .untrusted("\(error)")
        case is HTTPParserError: .malformed("\(error)")
        case let error as ChannelError where error == .ioOnClosedChannel || error == .alreadyClosed: .closed
        case let error as IOError where error.errnoCode == ECONNRESET || error.errnoCode == EPIPE: .closed
        default: .unreachable("\(error)")
        }
    }

    private static func reason(of error: NIOConnectionError) -> String {
        if let first = error.connectionErrors.first { return "\(error.host):\(error.port): \(first.error)" }
        return "the name \(error.host) cannot be resolved"
    }

    private static func tlsContext(_ options: HTTPSClientOptions) throws(UplinkError) -> NIOSSLContext {
        let chain = try read(options.certificateFile) { try NIOSSLCertificate.fromPEMFile(options.certificateFile) }
        let key = try read(options.keyFile) { try NIOSSLPrivateKey(file: options.keyFile, format: .pem) }
        let authority = try read(options.authorityFile) { try NIOSSLCertificate.fromPEMFile(options.authorityFile) }
        var configuration = TLSConfiguration.makeClientConfiguration()
        configuration.certificateChain = chain.map { .certificate($0) }
        configuration.privateKey = .privateKey(key)
        configuration.trustRoots = .certificates(authority)
        configuration.minimumTLSVersion = .tlsv12
        return try read(options.certificateFile) { try NIOSSLContext(configuration: configuration) }
    }

    private static func read<T>(_ file: String, _ body: () throws -> T) throws(UplinkError) -> T {
        do { return try body() } catch { throw .badFile(path: file, why: "\(error)") }
    }
}
