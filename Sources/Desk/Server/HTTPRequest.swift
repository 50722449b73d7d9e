/// One whole request as the service sees it: complete, within the limits, from a client whose certificate was verified.
public struct HTTPRequest: Sendable {
    /// The method in capitals, as `POST`.
    public var method: String
    /// The path without the query, percent signs untouched.
    public var path: String
    /// The whole body.
    public var body: [UInt8]
    /// SHA-256 of the DER form of the client's certificate, 32 bytes.
    public var clientFingerprint: [UInt8]

    /// A request for the service; the server makes these, and tests may.
    public init(method: String, path: String, body: [UInt8], clientFingerprint: [UInt8]) {
        self.method = method
        self.path = path
        self.body = body
        self.clientFingerprint = clientFingerprint
    }
}

/// What the service answers.
public struct HTTPReply: Sendable, Equatable {
    /// The status code.
    public var status: Int
    /// The media type of the body.
    public var contentType: String
    /// The body.
    public var body: [UInt8]
    /// Seconds for `Retry-After`, when the client shall come again later.
    public var retryAfter: Int?

    /// An answer with any body.
    public init(status: Int, contentType: String, body: [UInt8], retryAfter: Int? = nil) {
        self.status = status
        self.contentType = contentType
        self.body = body
        self.retryAfter = retryAfter
    }

    /// An answer of one line of plain text: what is wrong and what to do.
    public static func text(_ status: Int, _ line: String, retryAfter: Int? = nil) -> HTTPReply {
        HTTPReply(
            status: status, contentType: "text/plain; charset=utf-8", body: Array((line + "\n").utf8),
            retryAfter: retryAfter)
    }
}
