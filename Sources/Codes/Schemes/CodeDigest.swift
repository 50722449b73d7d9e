internal import Crypto

/// The secret with which codes are digested; nobody without it can tell whether a digest belongs to a code.
public struct CodeDigestKey: Sendable {
    let key: SymmetricKey

    /// The length of a key in bytes.
    public static let length = 32

    /// A key of 32 secret bytes; `nil` for another length.
    public init?(_ secret: [UInt8]) {
        guard secret.count == Self.length else { return nil }
        key = SymmetricKey(data: secret)
    }

    /// A new key, for as long as the program runs.
    public init() {
        key = SymmetricKey(size: .bits256)
    }
}

/// What is kept of a scanned code in order to know it again: HMAC-SHA-256 of it. The code itself is never kept.
public struct CodeDigest: Hashable, Sendable {
    /// The 32 bytes of the digest.
    public let bytes: [UInt8]

    /// The digest of these bytes, as it was kept.
    public init(bytes: [UInt8]) {
        self.bytes = bytes
    }

    /// The digest of a code's text, or of the identity that a scheme gives it.
    public init(of code: [UInt8], scheme: String? = nil, key: CodeDigestKey) {
        var authentication = HMAC<SHA256>(key: key.key)
        // The length before the name keeps every text apart from every identity.
        let name = Array((scheme ?? "").utf8)
        authentication.update(data: [UInt8(truncatingIfNeeded: name.count)] + name)
        authentication.update(data: code)
        bytes = Array(authentication.finalize())
    }
}
