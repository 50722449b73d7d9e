import NIOCore
import NIOHTTP1
import NIOSSL
import NIOTLS

/// One connection's end of the pipeline: sends a request, gathers its answer, keeps the promise. Lives on its event loop.
final class ReplyCollector: ChannelDuplexHandler {
    typealias InboundIn = HTTPClientResponsePart
    typealias OutboundIn = Exchange
    typealias OutboundOut = HTTPClientRequestPart

    /// A request and who waits for its answer.
    struct Exchange: Sendable {
        var head: HTTPRequestHead
        var body: ByteBuffer
        var answer: EventLoopPromise<UpstreamReply>
    }

    /// Kept when the TLS handshake has ended, well or not: why a server is not trusted is known here first.
    private let secured: EventLoopPromise<Void>
    private var waiting: EventLoopPromise<UpstreamReply>?
    private var reply = UpstreamReply(status: 0)
    private var keepAlive = false
    private let longest: Int
    private var failure = UpstreamFailure.closed

    /// `longest` is how many bytes of an answer's body are read.
    init(secured: EventLoopPromise<Void>, longest: Int = HTTPSClient.maximumReplyByteCount) {
        self.secured = secured
        self.longest = longest
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if case .handshakeCompleted? = event as? TLSUserEvent { secured.succeed() }
        context.fireUserInboundEventTriggered(event)
    }

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        let exchange = unwrapOutboundIn(data)
        guard waiting == nil, context.channel.isActive else {
            exchange.answer.fail(failure)
            promise?.fail(failure)
            return
        }
        waiting = exchange.answer
        context.write(wrapOutboundOut(.head(exchange.head)), promise: nil)
        if exchange.body.readableBytes > 0 {
            context.write(wrapOutboundOut(.body(.byteBuffer(exchange.body))), promise: nil)
        }
        context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: promise)
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch unwrapInboundIn(data) {
        case .head(let head):
            keepAlive = head.isKeepAlive
            reply = UpstreamReply(
                status: Int(head.status.code), retryAfter: head.headers.first(name: "retry-after").flatMap { Int($0) })
        case .body(let part):
            guard reply.body.count + part.readableBytes <= longest else {
                return end(.malformed("it is longer than \(longest) bytes"), context)
            }
            reply.body += part.readableBytesView
        case .end:
            let promise = waiting
            waiting = nil
            if !keepAlive { context.close(promise: nil) }
            promise?.succeed(reply)
        }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        end(HTTPSClient.failure(of: error), context)
    }

    func channelInactive(context: ChannelHandlerContext) {
        secured.fail(failure)
        waiting?.fail(failure)
        waiting = nil
        context.fireChannelInactive()
    }

    private func end(_ why: UpstreamFailure, _ context: ChannelHandlerContext) {
        failure = why
        secured.fail(why)
        waiting?.fail(why)
        waiting = nil
        context.close(promise: nil)
    }
}
