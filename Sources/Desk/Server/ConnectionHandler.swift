import Crypto
import NIOCore
import NIOHTTP1
import NIOPosix
import NIOSSL
import NIOTLS

/// The server asks a connection to end: at once when it is idle, after its answer when it is at work.
struct StopConnection: Sendable {}

/// One connection: gathers a request within the limits, hands it to the service on a worker thread, writes the answer.
///
/// Lives on its event loop. Requests of one connection come one after the other (NIO's pipelining handler stands before).
final class ConnectionHandler: ChannelInboundHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias OutboundOut = HTTPServerResponsePart
    typealias Service = @Sendable (HTTPRequest) -> HTTPReply

    private enum Phase {
        case handshake
        case idle
        case body(HTTPRequestHead, ByteBuffer)
        case working
        /// An answer was given before the body ended: what still comes is thrown away until the connection closes.
        case refused
    }

    private let limits: ServerLimits
    private let ledger: ServerLedger
    private let workers: NIOThreadPool
    private let service: Service
    private var phase = Phase.handshake
    private var fingerprint: [UInt8]?
    private var reserved = 0
    private var stopping = false
    private var deadline: Scheduled<Void>?

    init(limits: ServerLimits, ledger: ServerLedger, workers: NIOThreadPool, service: @escaping Service) {
        self.limits = limits
        self.ledger = ledger
        self.workers = workers
        self.service = service
    }

    func channelActive(context: ChannelHandlerContext) {
        guard ledger.enter(context.channel) else {
            context.close(promise: nil)
            return
        }
        arm(limits.handshakeSeconds, context)
        context.fireChannelActive()
    }

    func channelInactive(context: ChannelHandlerContext) {
        deadline?.cancel()
        ledger.leave(context.channel, fingerprint: fingerprint)
        giveBack()
        context.fireChannelInactive()
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if let event = event as? TLSUserEvent, case .handshakeCompleted = event {
            identify(context)
        } else if event is StopConnection {
            stopping = true
            switch phase {
            case .handshake, .idle, .refused: context.close(promise: nil)
            case .body, .working: break
            }
        }
        context.fireUserInboundEventTriggered(event)
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch unwrapInboundIn(data) {
        case .head(let head): begin(head, context)
        case .body(let part): gather(part, context)
        case .end:
            if case .refused = phase { context.close(promise: nil) } else { dispatch(context) }
        }
    }

    /// TLS and HTTP errors of one client end its connection and nothing else; they are not worth a log line each.
    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        context.close(promise: nil)
    }

    // MARK: - Steps of a request

    private func identify(_ context: ChannelHandlerContext) {
        let tls = try? context.pipeline.syncOperations.handler(type: NIOSSLServerHandler.self)
        guard let der = try? tls?.peerCertificate?.toDERBytes() else {
            context.close(promise: nil)
            return
        }
        let digest = Array(SHA256.hash(data: der))
        guard ledger.identify(digest) else {
            context.close(promise: nil)
            return
        }
        fingerprint = digest
        phase = .idle
        arm(limits.idleSeconds, context)
    }

    private func begin(_ head: HTTPRequestHead, _ context: ChannelHandlerContext) {
        guard case .idle = phase, fingerprint != nil else {
            context.close(promise: nil)
            return
        }
        let hasBody = head.method == .PUT || head.method == .POST
        guard !head.headers.contains(name: "transfer-encoding"), let length = contentLength(head, hasBody) else {
            return refuse(.text(411, "Content-Length is missing or not a number: say how long the body is"), context)
        }
        guard length <= limits.bodyBytes else {
            return refuse(.text(413, "the body is longer than \(limits.bodyBytes) bytes: send less at once"), context)
        }
        guard ledger.reserve(length) else {
            return refuse(
                .text(503, "the desk has too much in hand: come again", retryAfter: limits.retryAfterSeconds), context)
        }
        reserved = length
        phase = .body(head, context.channel.allocator.buffer(capacity: length))
        arm(limits.bodySeconds, context)
    }

    private func contentLength(_ head: HTTPRequestHead, _ needed: Bool) -> Int? {
        guard let field = head.headers.first(name: "content-length") else { return needed ? nil : 0 }
        guard let length = Int(field), length >= 0 else { return nil }
        return length
    }

    private func gather(_ part: ByteBuffer, _ context: ChannelHandlerContext) {
        guard case .body(let head, var body) = phase else { return }
        phase = .refused  // Gives up the old reference, so that the buffer grows in place.
        guard part.readableBytes <= reserved - body.readableBytes else {
            context.close(promise: nil)
            return
        }
        body.writeImmutableBuffer(part)
        phase = .body(head, body)
    }

    private func dispatch(_ context: ChannelHandlerContext) {
        guard case .body(let head, let body) = phase, let fingerprint else { return }
        phase = .working
        deadline?.cancel()
        let path = head.uri.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false).first ?? ""
        let request = HTTPRequest(
            method: head.method.rawValue, path: String(path), body: Array(body.readableBytesView),
            clientFingerprint: fingerprint)
        let bound = NIOLoopBound((self, context), eventLoop: context.eventLoop)
        let service = service
        let keepAlive = head.isKeepAlive
        workers.runIfActive(eventLoop: context.eventLoop) { service(request) }.whenComplete { result in
            let (handler, context) = bound.value
            handler.giveBack()
            switch result {
            case .success(let reply): handler.write(reply, keepAlive: keepAlive, context)
            case .failure: context.close(promise: nil)  // The workers are gone: the desk is stopping.
            }
        }
    }

    /// Answers before the body has come and ends the connection: reading on would serve the flooder.
    private func refuse(_ reply: HTTPReply, _ context: ChannelHandlerContext) {
        phase = .refused
        write(reply, keepAlive: false, context)
    }

    private func write(_ reply: HTTPReply, keepAlive: Bool, _ context: ChannelHandlerContext) {
        guard context.channel.isActive else { return }
        let keep = keepAlive && !stopping
        var headers = HTTPHeaders([
            ("content-type", reply.contentType), ("content-length", String(reply.body.count)),
            ("connection", keep ? "keep-alive" : "close"),
        ])
        if let seconds = reply.retryAfter { headers.add(name: "retry-after", value: String(seconds)) }
        let head = HTTPResponseHead(
            version: .http1_1, status: HTTPResponseStatus(statusCode: reply.status), headers: headers)
        arm(limits.replySeconds, context)
        context.write(wrapOutboundOut(.head(head)), promise: nil)
        context.write(wrapOutboundOut(.body(.byteBuffer(ByteBuffer(bytes: reply.body)))), promise: nil)
        let bound = NIOLoopBound((self, context), eventLoop: context.eventLoop)
        let written = context.eventLoop.makePromise(of: Void.self)
        written.futureResult.whenComplete { _ in
            let (handler, context) = bound.value
            handler.answered(keep: keep, context)
        }
        context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: written)
    }

    private func answered(keep: Bool, _ context: ChannelHandlerContext) {
        if case .refused = phase {
            // Closing with unread bytes would reset the connection and take the answer with it.
            return arm(limits.lingerSeconds, context)
        }
        guard keep, !stopping else {
            context.close(promise: nil)
            return
        }
        phase = .idle
        arm(limits.idleSeconds, context)
    }

    private func giveBack() {
        ledger.release(reserved)
        reserved = 0
    }

    /// One deadline at a time: whatever the connection waits for now.
    private func arm(_ seconds: Double, _ context: ChannelHandlerContext) {
        deadline?.cancel()
        let bound = NIOLoopBound(context, eventLoop: context.eventLoop)
        deadline = context.eventLoop.scheduleTask(in: .milliseconds(Int64(seconds * 1000))) {
            bound.value.close(promise: nil)
        }
    }
}
