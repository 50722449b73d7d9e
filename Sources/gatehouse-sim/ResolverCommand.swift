import ArgumentParser
import EventLoop
import Glibc
import Simulator

/// `gatehouse-sim resolver`: a city's code service that is none.
struct ResolverCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "resolver",
        abstract: "Serve what codes mean, over HTTPS, with all failures of such services, until SIGTERM.",
        discussion: """
            Answers POST /health/decode (JSON, one step, signed by sorted parameters) and POST /scan with /user (forms, two \
            steps with a token, signed by HMAC). Whoever signs wrongly is refused. The socket takes one command per line \
            and answers ok, error and a reason, or JSON:

              gatehouse-sim resolver --certificate server.pem --key server.key --control run/resolver &
              echo 'slow 3s' | nc -UN run/resolver
              echo 'help' | nc -UN run/resolver
            """)

    @Option(help: "The address and port to listen on.")
    var listen = "127.0.0.1:8444"

    @Option(help: "PEM file with the service's certificate.")
    var certificate: String

    @Option(help: "PEM file with the certificate's private key.")
    var key: String

    @Option(help: "The secret that those who ask have to sign with.")
    var secret = "gatehouse-simulator"

    @Option(help: "The path of the command socket. Without it, the service only works.")
    var control: String?

    func validate() throws {
        if address == nil { throw ValidationError("--listen is an address and a port, as in 127.0.0.1:8444") }
    }

    func run() throws {
        try Signals.block()
        let loop = try EventLoop()
        let address = address ?? ("127.0.0.1", 0)
        let simulation = try CodeServiceSimulation(
            FakeCodeService.Options(
                host: address.host, port: address.port, certificateFile: certificate, keyFile: key, secret: secret),
            control: control, reactor: loop)
        defer { simulation.close() }
        for signal in Signals.standard { try loop.onSignal(signal) { [unowned loop] _ in loop.stop() } }
        print("serving on port \(simulation.service.port)")
        fflush(nil)
        try loop.run()
    }

    private var address: (host: String, port: Int)? {
        guard let colon = listen.lastIndex(of: ":"), let port = Int(listen[listen.index(after: colon)...]),
            (0...65535).contains(port)
        else { return nil }
        let host = listen[..<colon].filter { $0 != "[" && $0 != "]" }
        return host.isEmpty ? nil : (host, port)
    }
}
