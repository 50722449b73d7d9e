import NIOCore
import NIOHTTP1
import NIOPosix
import NIOSSL

/// Where the server listens and what it proves itself with.
public struct HTTPSServerOptions: Sendable {
    /// The address to bind, as `127.0.0.1` or `::`.
    public var host: String
    /// The port; 0 takes a free one.
    public var port: Int
    /// PEM file with the server's certificate, intermediates after it.
    public var certificateFile: String
    /// PEM file with the server's private key.
    public var keyFile: String
    /// PEM file with the authority that every client's certificate must come from.
    public var clientAuthorityFile: String
    /// What clients may take.
    public var limits = ServerLimits()

    /// Options with the limits of a desk in service.
    public init(host: String, port: Int, certificateFile: String, keyFile: String, clientAuthorityFile: String) {
        self.host = host
        self.port = port
        self.certificateFile = certificateFile
        self.keyFile = keyFile
        self.clientAuthorityFile = clientAuthorityFile
    }
}

/// An HTTP/1.1 server over TLS that talks only to clients whose certificate comes from the given authority.
public final class HTTPSServer: Sendable {
    /// Threads that run the service. The store has one writer; a second thread answers what needs no store.
    private static let workerCount = 2
    /// Event loops: enough for the TLS of hundreds of gates, which speak a few times a minute.
    private static let loopCount = 2
    /// Connections that the kernel holds before they are accepted.
    private static let backlog: Int32 = 128

    private let group: MultiThreadedEventLoopGroup
    private let workers: NIOThreadPool
    private let ledger: ServerLedger
    private let listener: any Channel
    private let limits: ServerLimits

    private init(
        group: MultiThreadedEventLoopGroup, workers: NIOThreadPool, ledger: ServerLedger, listener: any Channel,
        limits: ServerLimits
    ) {
        self.group = group
        self.workers = workers
        self.ledger = ledger
        self.listener = listener
        self.limits = limits
    }

    /// The port that is listened on.
    public var port: Int { listener.localAddress?.port ?? 0 }

    /// Connections that are open now.
    public var connections: Int { ledger.connections }

    /// Binds, and serves until `stop()`. `service` runs on worker threads, for one request at a time per connection.
    ///
    /// Throws when a file cannot be used or the address cannot be bound.
    public static func start(
        _ options: HTTPSServerOptions, service: @escaping @Sendable (HTTPRequest) -> HTTPReply
    ) throws(DeskError) -> HTTPSServer {
        let context = try tlsContext(options)
        let limits = options.limits
        let ledger = ServerLedger(limits: limits)
        let workers = NIOThreadPool(numberOfThreads: workerCount)
        workers.start()
        let group = MultiThreadedEventLoopGroup(numberOfThreads: loopCount)
        let bootstrap = ServerBootstrap(group: group)
            .serverChannelOption(.backlog, value: backlog)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    let pipeline = channel.pipeline.syncOperations
                    try pipeline.addHandler(NIOSSLServerHandler(context: context))
                    try pipeline.configureHTTPServerPipeline(
                        withPipeliningAssistance: true, withServerUpgrade: nil, withErrorHandling: true,
                        withOutboundHeaderValidation: true, withEncoderConfiguration: .init(),
                        withDecoderLimitConfiguration: decoderLimits(limits))
                    try pipeline.addHandler(
                        ConnectionHandler(limits: limits, ledger: ledger, workers: workers, service: service))
                }
            }
        do {
            let listener = try bootstrap.bind(host: options.host, port: options.port).wait()
            return HTTPSServer(group: group, workers: workers, ledger: ledger, listener: listener, limits: limits)
        } catch {
            group.shutdownGracefully { _ in }
            workers.shutdownGracefully { _ in }
            throw .cannotListen(address: "\(options.host):\(options.port)", why: "\(error)")
        }
    }

    /// Stops listening, lets running requests end within `stopSeconds`, and closes the rest. Blocks until all is down.
    public func stop() {
        try? listener.close().wait()
        let open = ledger.close()
        for channel in open { channel.pipeline.fireUserInboundEventTriggered(StopConnection()) }
        let ended = EventLoopFuture.andAllComplete(open.map(\.closeFuture), on: group.next())
        let late = group.next().scheduleTask(in: .milliseconds(Int64(limits.stopSeconds * 1000))) {
            for channel in open { channel.close(promise: nil) }
        }
        try? ended.wait()
        late.cancel()
        try? workers.syncShutdownGracefully()
        try? group.syncShutdownGracefully()
    }

    private static func decoderLimits(_ limits: ServerLimits) -> NIOHTTPDecoderLimitConfiguration {
        var decoder = NIOHTTPDecoderLimitConfiguration()
        decoder.maxHeaderFieldSize = limits.headerFieldBytes
        decoder.maxHeaderListSize = limits.headerBytes
        decoder.maxHeaderFieldCount = limits.headerFields
        return decoder
    }

    private static func tlsContext(_ options: HTTPSServerOptions) throws(DeskError) -> NIOSSLContext {
        let chain: [NIOSSLCertificate] = try read(options.certificateFile) {
            try NIOSSLCertificate.fromPEMFile(options.certificateFile)
        }
        let key: NIOSSLPrivateKey = try read(options.keyFile) {
            try NIOSSLPrivateKey(file: options.keyFile, format: .pem)
        }
        let authority: [NIOSSLCertificate] = try read(options.clientAuthorityFile) {
            try NIOSSLCertificate.fromPEMFile(options.clientAuthorityFile)
        }
        var configuration = TLSConfiguration.makeServerConfigurationWithMTLS(
            certificateChain: chain.map { .certificate($0) }, privateKey: .privateKey(key),
            trustRoots: .certificates(authority))
        configuration.minimumTLSVersion = .tlsv12
        return try read(options.certificateFile) { try NIOSSLContext(configuration: configuration) }
    }

    /// Says which file it was when TLS cannot use one.
    private static func read<T>(_ file: String, _ body: () throws -> T) throws(DeskError) -> T {
        do { return try body() } catch { throw .badFile(path: file, why: "\(error)") }
    }
}
