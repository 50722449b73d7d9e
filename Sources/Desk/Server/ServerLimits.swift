/// What one client, and all of them together, may take from the desk. Tests make them small.
public struct ServerLimits: Sendable {
    /// Bytes of one body. A gate's chunk ends at 4 MiB; twice that leaves room for its blobs.
    public var bodyBytes = 8 << 20
    /// Bytes of all bodies that are being received or handled. 32 gates at their limit; beyond it clients get 503.
    public var bodyBytesInFlight = 256 << 20
    /// Bytes of one header field: the longest that our uplink sends is under 200.
    public var headerFieldBytes = 4 << 10
    /// Bytes of all header fields of a request.
    public var headerBytes = 16 << 10
    /// Header fields of a request.
    public var headerFields = 48
    /// Connections at once. A city's committee has hundreds of gates, each keeps one.
    public var connections = 1024
    /// Connections of one client certificate: one in use, one that a restart left behind, and room for a person's tool.
    public var connectionsPerClient = 8
    /// Seconds from the accepted connection to the end of the TLS handshake; ten round trips on the worst mobile link.
    public var handshakeSeconds: Double = 15
    /// Seconds without a request, from the last answer. Heartbeats come every 60 s: two of them may be lost.
    public var idleSeconds: Double = 150
    /// Seconds from the head of a request to its last byte: 8 MiB at 1 Mbit/s take 67 s.
    public var bodySeconds: Double = 120
    /// Seconds that an answer may take to be read by the client.
    public var replySeconds: Double = 60
    /// Seconds that the rest of a refused body is read and thrown away, so that the client sees the answer.
    public var lingerSeconds: Double = 2
    /// Seconds that running requests get to end when the desk stops; systemd waits longer than that before it kills.
    public var stopSeconds: Double = 10
    /// Seconds that a client is asked to wait when the desk is full.
    public var retryAfterSeconds = 5

    /// The limits of a desk in service.
    public init() {}
}
