import Codes
import Configuration
import NIOCore
import NIOHTTP1
import NIOPosix
import NIOSSL
import Synchronization

/// HTTPS to one service, whose host comes from the configuration and from nowhere else: no redirect is followed and no
/// address in an answer is looked at. Several requests at once, each on a connection of its own; connections are kept for
/// the next. Nothing here blocks.
final class ServiceClient: Sendable {
    /// Connections that are kept for the next question: a gate's lanes ask a few times a minute.
    private static let mostIdle = 4

    private struct Pool {
        var idle: [any Channel] = []
        var isClosed = false
    }

    private let endpoint: Endpoint
    private let context: NIOSSLContext
    let loop: any EventLoop
    private let pool = Mutex(Pool())

    /// A client that is not connected yet.
    ///
    /// - Parameter authority: PEM of those who may have signed the service's certificate; `nil` for the system's.
    /// - Throws: when the file cannot be used.
    init(_ endpoint: Endpoint, authority: String?, group: MultiThreadedEventLoopGroup) throws(UplinkError) {
        self.endpoint = endpoint
        loop = group.next()
        var configuration = TLSConfiguration.makeClientConfiguration()
        configuration.minimumTLSVersion = .tlsv12
        let file = authority ?? "the system's list of authorities"
        do {
            if let authority {
                configuration.trustRoots = .certificates(try NIOSSLCertificate.fromPEMFile(authority))
            }
            context = try NIOSSLContext(configuration: configuration)
        } catch {
            throw .badFile(path: file, why: "\(error)")
        }
    }

    /// Sends a request; its answer comes until `deadline`, or an `UpstreamFailure`.
    func send(_ request: ResolverRequest, until deadline: NIODeadline) -> EventLoopFuture<UpstreamReply> {
        guard let kept = pool.withLock({ $0.idle.popLast() }) else { return sendAnew(request, until: deadline) }
        return exchange(request, on: kept, until: deadline).flatMapError { [self] error in
            // A connection that was kept and has died meanwhile: once more on a new one.
            guard case .closed? = error as? UpstreamFailure else { return loop.makeFailedFuture(error) }
            return sendAnew(request, until: deadline)
        }
    }

    /// Closes what is kept; running requests end by themselves.
    func close() {
        let idle = pool.withLock { pool in
            pool.isClosed = true
            defer { pool.idle = [] }
            return pool.idle
        }
        for channel in idle { channel.close(promise: nil) }
    }

    /// Ends the thread of the clients, when they are closed.
    static func end(_ group: MultiThreadedEventLoopGroup) {
        group.shutdownGracefully { _ in }
    }

    private func sendAnew(_ request: ResolverRequest, until deadline: NIODeadline) -> EventLoopFuture<UpstreamReply> {
        // After the end of its thread no connection may be begun.
        if pool.withLock({ $0.isClosed }) { return loop.makeFailedFuture(UpstreamFailure.closed) }
        return connect(until: deadline).flatMap { [self] channel in exchange(request, on: channel, until: deadline) }
    }

    private func keep(_ channel: any Channel) {
        let isKept = pool.withLock { pool in
            guard !pool.isClosed, channel.isActive, pool.idle.count < Self.mostIdle else { return false }
            pool.idle.append(channel)
            return true
        }
        if !isKept { channel.close(promise: nil) }
    }

    private func connect(until deadline: NIODeadline) -> EventLoopFuture<any Channel> {
        let left = deadline - .now()
        guard left > .nanoseconds(0) else { return loop.makeFailedFuture(UpstreamFailure.timedOut) }
        let (name, context) = (endpoint.host, context)
        let secured = loop.makePromise(of: Void.self)
        let bootstrap = ClientBootstrap(group: loop).connectTimeout(left)
            .channelOption(.tcpOption(.tcp_nodelay), value: 1)
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    // An address cannot be sent as the server's name; NIOSSL then checks the certificate against it.
                    let isAddress = (try? SocketAddress(ipAddress: name, port: 0)) != nil
                    let pipeline = channel.pipeline.syncOperations
                    try pipeline.addHandler(
                        NIOSSLClientHandler(context: context, serverHostname: isAddress ? nil : name))
                    try pipeline.addHTTPClientHandlers()
                    try pipeline.addHandler(
                        ReplyCollector(secured: secured, longest: ResolverExchange.longestAnswer))
                }
            }
        let connected = bootstrap.connect(host: endpoint.host, port: endpoint.port)
        connected.whenFailure { secured.fail($0) }
        return connected.flatMap { channel in
            // A peer that accepts and never answers the handshake gets the time of the question and no more.
            let late = channel.eventLoop.scheduleTask(deadline: deadline) {
                secured.fail(UpstreamFailure.timedOut)
                channel.close(promise: nil)
            }
            return secured.futureResult.always { _ in late.cancel() }.map { channel }
        }
    }

    private func exchange(
        _ request: ResolverRequest, on channel: any Channel, until deadline: NIODeadline
    ) -> EventLoopFuture<UpstreamReply> {
        var headers = HTTPHeaders([
            ("host", endpoint.description), ("content-type", request.contentType),
            ("content-length", String(request.body.count)), ("accept", "application/json"),
            ("user-agent", "gatehouse-uplink"),
        ])
        for (name, value) in request.headers { headers.replaceOrAdd(name: name, value: value) }
        let head = HTTPRequestHead(version: .http1_1, method: .POST, uri: request.path, headers: headers)
        let answer = channel.eventLoop.makePromise(of: UpstreamReply.self)
        let late = channel.eventLoop.scheduleTask(deadline: deadline) {
            answer.fail(UpstreamFailure.timedOut)
            channel.close(promise: nil)
        }
        channel.writeAndFlush(
            ReplyCollector.Exchange(head: head, body: ByteBuffer(bytes: request.body), answer: answer)
        ).whenFailure { answer.fail($0) }
        return answer.futureResult.always { [self] result in
            late.cancel()
            if case .success = result { keep(channel) }
        }
    }
}
