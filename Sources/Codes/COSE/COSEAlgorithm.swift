/// The signature algorithms that the house verifies, by their COSE numbers (RFC 9053 §2).
public enum COSEAlgorithm: Int64, Hashable, Sendable, CaseIterable {
    /// ECDSA on P-256 with SHA-256; the signature is r and s, 32 bytes each, not DER.
    case es256 = -7
    /// EdDSA; with the keys that the house knows, Ed25519.
    case edDSA = -8

    /// The length of a signature in bytes.
    public var signatureLength: Int { 64 }
}
