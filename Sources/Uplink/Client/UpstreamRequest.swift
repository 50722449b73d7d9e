/// One request to an upstream.
public struct UpstreamRequest: Sendable, Equatable {
    /// The method in capitals.
    public var method: String
    /// The path, beginning with a slash.
    public var path: String
    /// The media type of the body.
    public var contentType: String
    /// The body.
    public var body: [UInt8]

    /// A request of these parts.
    public init(method: String, path: String, contentType: String, body: [UInt8]) {
        self.method = method
        self.path = path
        self.contentType = contentType
        self.body = body
    }
}

/// The whole answer of an upstream.
public struct UpstreamReply: Sendable, Equatable {
    /// The status code.
    public var status: Int
    /// `Retry-After` in seconds, when the upstream says when to come again.
    public var retryAfter: Int?
    /// The body, at most `HTTPSClient.maximumReplyByteCount` bytes.
    public var body: [UInt8]

    /// An answer of these parts.
    public init(status: Int, retryAfter: Int? = nil, body: [UInt8] = []) {
        self.status = status
        self.retryAfter = retryAfter
        self.body = body
    }
}

/// Why a request has no answer. Whether the upstream has acted on it is unknown with all of them.
public enum UpstreamFailure: Error, Hashable, Sendable, CustomStringConvertible {
    /// No connection came about: wrong address, nobody listens, no network.
    case unreachable(String)
    /// The upstream's certificate is not from our authority or not for its name, or it refused ours.
    case untrusted(String)
    /// No whole answer within the time for it.
    case timedOut
    /// The connection ended before the answer did.
    case closed
    /// The answer is not HTTP or longer than allowed.
    case malformed(String)

    /// What is wrong, and what to do next.
    public var description: String {
        switch self {
        case .unreachable(let why): "the upstream is not reachable: \(why)"
        case .untrusted(let why): "TLS with the upstream failed: \(why); compare ca, certificate and key in uplink.toml"
        case .timedOut: "the upstream did not answer in time"
        case .closed: "the upstream closed the connection before it answered"
        case .malformed(let why): "the upstream's answer cannot be read: \(why)"
        }
    }
}

/// Carries requests to one upstream. The program uses `HTTPSClient`; tests put one before it that loses things.
public protocol UpstreamTransport: Sendable {
    /// Sends a request and waits for the whole answer, at most `seconds`.
    func send(_ request: UpstreamRequest, within seconds: Double) throws(UpstreamFailure) -> UpstreamReply
}
