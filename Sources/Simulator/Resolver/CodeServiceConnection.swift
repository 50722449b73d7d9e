import NIOCore
import NIOHTTP1

/// One connection of a fake code service: one request after the other. Lives on its event loop.
final class CodeServiceConnection: ChannelInboundHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias OutboundOut = HTTPServerResponsePart

    /// The longest request that is read, in bytes; a code has at most 4096, which percent signs make three times as long.
    private static let longestBody = 64 << 10

    private let service: FakeCodeService
    private var head: HTTPRequestHead?
    private var body: [UInt8] = []

    init(service: FakeCodeService) {
        self.service = service
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch unwrapInboundIn(data) {
        case .head(let head): (self.head, body) = (head, [])
        case .body(let part):
            guard body.count + part.readableBytes <= Self.longestBody else { return context.close(promise: nil) }
            body += part.readableBytesView
        case .end: answer(context)
        }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        context.close(promise: nil)
    }

    private func answer(_ context: ChannelHandlerContext) {
        guard let head else { return context.close(promise: nil) }
        var headers: [String: String] = [:]
        for (name, value) in head.headers { headers[name.lowercased()] = value }
        guard let reply = service.reply(path: head.uri, headers: headers, body: body) else { return }
        let bound = NIOLoopBound((self, context), eventLoop: context.eventLoop)
        let loop = context.eventLoop
        let service = service
        loop.scheduleTask(in: reply.delay) {
            service.release {
                loop.execute { bound.value.0.write(reply.status, reply.text, bound.value.1) }
            }
        }
    }

    private func write(_ status: Int, _ text: String, _ context: ChannelHandlerContext) {
        guard context.channel.isActive else { return }
        let body = ByteBuffer(string: text)
        let headers = HTTPHeaders([
            ("content-type", "application/json"), ("content-length", String(body.readableBytes)),
            ("location", "https://elsewhere.invalid/"),
        ])
        let head = HTTPResponseHead(
            version: .http1_1, status: HTTPResponseStatus(statusCode: status), headers: headers)
        context.write(wrapOutboundOut(.head(head)), promise: nil)
        context.write(wrapOutboundOut(.body(.byteBuffer(body))), promise: nil)
        context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
    }
}
