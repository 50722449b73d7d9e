public import Codes

/// The configuration of `gatehouse-uplink`: `uplink.toml`.
public struct UplinkConfiguration: Hashable, Sendable {
    /// `[journal] directory`: the gate's journal, which is only read.
    public var journalDirectory: String
    /// `[control] socket`: the daemon's control socket.
    public var controlSocket: String
    /// `[state] directory`: where the latest cosignature of each upstream is kept, as `cosig/<upstream>.note`.
    public var stateDirectory: String
    /// `[[upstream]]`: to whom the journal goes, at least one.
    public var upstreams: [Upstream]
    /// `[[resolver]]`: the services that know what opaque codes mean.
    public var resolvers: [Resolver]
    /// `[timing]`.
    public var timing: Timing

    /// One receiver of the journal.
    public struct Upstream: Hashable, Sendable {
        /// The receiver's name, unique; names its file in the state directory.
        public var name: String
        /// Where it listens.
        public var endpoint: Endpoint
        /// The verifier key of its cosignatures (C2SP signed-note); `nil` takes the one of the gate's enrolment.
        public var vkey: String?
        /// The client certificate chain, PEM.
        public var certificate: String
        /// Where the client certificate's private key is, PEM.
        public var key: SecretSource
        /// The authorities that may have signed the receiver's certificate, PEM.
        public var authority: String
    }

    /// One service that knows what opaque codes mean.
    public struct Resolver: Hashable, Sendable {
        /// How it is asked and what its answers mean.
        public var provider: ResolverProvider
        /// Where it listens; nothing else is ever spoken to, whatever a code or an answer says.
        public var endpoint: Endpoint
        /// The authorities that may have signed its certificate, PEM; `nil` for those of the system.
        public var authority: String?
        /// The provider's secrets by the names that its requests use.
        public var secrets: [String: SecretSource]
    }

    /// When the uplink speaks, and when it tries again.
    public struct Timing: Hashable, Sendable {
        /// Seconds between heartbeat checkpoints, 1 to 3600.
        public var heartbeatSeconds: Int
        /// The shortest back-off, in milliseconds, 50 to 60,000.
        public var retryMinimumMilliseconds: Int
        /// The longest back-off, in milliseconds, up to an hour.
        public var retryMaximumMilliseconds: Int
        /// How long one request may take, in milliseconds, 500 to 120,000.
        public var requestMilliseconds: Int
    }
}

/// A host and port that speak HTTPS.
public struct Endpoint: Hashable, Sendable, CustomStringConvertible {
    /// The host's name, or its address without brackets.
    public var host: String
    /// The port, 1 to 65535.
    public var port: Int

    /// A host and port.
    public init(host: String, port: Int) {
        self.host = host
        self.port = port
    }

    /// The endpoint of `host:port` or `[address]:port`; without a port, `standard` if there is one.
    public init?(_ text: String, defaultPort standard: Int? = nil) {
        var host = Substring(text)
        var rest = Substring()
        if text.hasPrefix("[") {
            guard let end = text.firstIndex(of: "]") else { return nil }
            host = text[text.index(after: text.startIndex)..<end]
            rest = text[text.index(after: end)...]
            guard host.contains(":") else { return nil }
        } else if let colon = text.firstIndex(of: ":") {
            host = text[..<colon]
            rest = text[colon...]
        }
        let plain = host.utf8.allSatisfy { byte in
            let scalar = UnicodeScalar(byte)
            return scalar.properties.isAlphabetic || ("0"..."9").contains(scalar)
                || "-.:%".unicodeScalars.contains(scalar)
        }
        guard plain, (1...253).contains(host.utf8.count) else { return nil }
        if rest.isEmpty, let standard {
            self.init(host: String(host), port: standard)
            return
        }
        guard rest.first == ":", rest.dropFirst().utf8.allSatisfy({ (0x30...0x39).contains($0) }),
            let port = Int(rest.dropFirst()), (1...65535).contains(port)
        else { return nil }
        self.init(host: String(host), port: port)
    }

    /// `host:port`, with brackets around an address that has colons.
    public var description: String { host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)" }
}
