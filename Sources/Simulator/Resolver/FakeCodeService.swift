import Glibc
import NIOCore
import NIOHTTP1
import NIOPosix
import NIOSSL
import Synchronization

/// A code service as the cities run them, over HTTPS, with all its failures by command. From any thread.
public final class FakeCodeService: Sendable {
    /// Where the service listens and what it proves itself with.
    public struct Options: Hashable, Sendable {
        /// The address to bind.
        public var host: String
        /// The port; 0 takes a free one.
        public var port: Int
        /// PEM file with its certificate.
        public var certificateFile: String
        /// PEM file with the certificate's private key.
        public var keyFile: String
        /// The secret that it shares with those who ask.
        public var secret: String

        /// Options of these parts.
        public init(host: String, port: Int, certificateFile: String, keyFile: String, secret: String) {
            self.host = host
            self.port = port
            self.certificateFile = certificateFile
            self.keyFile = keyFile
            self.secret = secret
        }
    }

    /// What has to be written, by whom; held until it is sent.
    typealias Sending = @Sendable () -> Void

    private struct State {
        var behaviour = CodeServiceBehaviour()
        var books: CodeServiceBooks
        var channels: [ObjectIdentifier: any Channel] = [:]
        var held: [Sending] = []
    }

    private let state: Mutex<State>
    private let group: MultiThreadedEventLoopGroup
    private let listener = Mutex<(any Channel)?>(nil)

    /// Binds, and serves until `stop`.
    ///
    /// - Throws: when a file cannot be used or the address cannot be bound; the error names it.
    public init(_ options: Options) throws(SimulationError) {
        state = Mutex(State(books: CodeServiceBooks(secret: options.secret)))
        let context = try Self.tlsContext(options)
        group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
        let bootstrap = ServerBootstrap(group: group)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .childChannelInitializer { [weak self] channel in
                channel.eventLoop.makeCompletedFuture { try self?.open(channel, context) }
            }
        do {
            let bound = try bootstrap.bind(host: options.host, port: options.port).wait()
            listener.withLock { $0 = bound }
        } catch {
            group.shutdownGracefully { _ in }
            throw .service("\(options.host):\(options.port) cannot be listened on: \(error); choose another --listen")
        }
    }

    /// The port that is listened on.
    public var port: Int { listener.withLock { $0?.localAddress?.port } ?? 0 }

    /// The answer to one line: `ok`, `error` and a reason, or the JSON that was asked for.
    public func answer(_ line: String) -> String {
        switch line {
        case "help": return CodeServiceBehaviour.help + "\nok"
        case "state": return stateJSON
        default: break
        }
        do throws(CommandError) {
            try state.withLock { state throws(CommandError) in try state.behaviour.obey(line) }
        } catch {
            return "error \(error.description)"
        }
        // What was decided for earlier connections and answers ends with the command.
        let (channels, held) = state.withLock { state in
            let held = state.held
            state.held = []
            return (state.behaviour.trouble == .none ? [] : Array(state.channels.values), held)
        }
        for channel in channels { channel.close(promise: nil) }
        for send in held { send() }
        return "ok"
    }

    /// Stops listening and hangs up.
    public func stop() {
        let bound = listener.withLock { listener in
            defer { listener = nil }
            return listener
        }
        guard let bound else { return }
        try? bound.close().wait()
        for channel in state.withLock({ Array($0.channels.values) }) { channel.close(promise: nil) }
        try? group.syncShutdownGracefully()
    }

    // MARK: - For the connections

    /// What becomes of a request: what is answered, and after how long; `nil` for a request that hangs.
    func reply(
        path: String, headers: [String: String], body: [UInt8]
    ) -> (status: Int, text: String, delay: TimeAmount)? {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        let now = Int64(time.tv_sec) * 1000 + Int64(time.tv_nsec) / 1_000_000
        return state.withLock { state in
            let behaviour = state.behaviour
            let answer = state.books.answer(path: path, headers: headers, body: body, behaviour: behaviour, now: now)
            if behaviour.trouble == .hang { return nil }
            var text = String(repeating: " ", count: behaviour.padding) + (answer ?? "{}")
            if behaviour.isMalformed { text.removeLast(text.count / 2) }
            return (
                answer == nil ? 404 : behaviour.status, text, .milliseconds(Int64(behaviour.delayMilliseconds))
            )
        }
    }

    /// Sends at once, or when as many answers wait as the behaviour wants to turn round.
    func release(_ send: @escaping Sending) {
        let due: [Sending] = state.withLock { state in
            guard state.behaviour.reversed > 0 else { return [send] }
            state.held.append(send)
            guard state.held.count >= state.behaviour.reversed else { return [] }
            defer { state.held = [] }
            return state.held.reversed()
        }
        for send in due { send() }
    }

    private func open(_ channel: any Channel, _ context: NIOSSLContext) throws {
        let trouble = state.withLock { state in
            state.channels[ObjectIdentifier(channel)] = channel
            return state.behaviour.trouble
        }
        channel.closeFuture.whenComplete { [weak self] _ in
            self?.state.withLock { $0.channels[ObjectIdentifier(channel)] = nil }
        }
        let pipeline = channel.pipeline.syncOperations
        switch trouble {
        case .dead: channel.close(promise: nil)
        case .tls: try pipeline.addHandler(NoTLS())
        case .none, .hang:
            try pipeline.addHandler(NIOSSLServerHandler(context: context))
            try pipeline.configureHTTPServerPipeline()
            try pipeline.addHandler(CodeServiceConnection(service: self))
        }
    }

    private var stateJSON: String {
        state.withLock { state in
            let counters = state.books.counters
            return #"{"requests":\#(counters.requests),"answered":\#(counters.answered),"unsigned":"#
                + #"\#(counters.unsigned),"stale_tokens":\#(counters.staleTokens),"connections":\#(state.channels.count)}"#
        }
    }

    private static func tlsContext(_ options: Options) throws(SimulationError) -> NIOSSLContext {
        do {
            var configuration = TLSConfiguration.makeServerConfiguration(
                certificateChain: try NIOSSLCertificate.fromPEMFile(options.certificateFile).map { .certificate($0) },
                privateKey: .privateKey(try NIOSSLPrivateKey(file: options.keyFile, format: .pem)))
            configuration.minimumTLSVersion = .tlsv12
            return try NIOSSLContext(configuration: configuration)
        } catch {
            throw .service("\(options.certificateFile) and \(options.keyFile) cannot be used: \(error)")
        }
    }
}

/// Says something that is no TLS, to whoever says something.
private final class NoTLS: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        context.writeAndFlush(wrapOutboundOut(ByteBuffer(string: "220 mail.example ESMTP\r\n")), promise: nil)
        context.close(promise: nil)
    }
}
