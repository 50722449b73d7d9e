/// The signature algorithms that the house verifies, by their COSE numbers (RFC 9053 §2, RFC 8230 §2).
public enum COSEAlgorithm: Int64, Hashable, Sendable, CaseIterable {
    /// ECDSA with SHA-256; the signature is r and s, each as long as the curve's numbers, not DER. On P-256, and in
    /// health certificates also on P-384.
    case es256 = -7
    /// EdDSA; with the keys that the house knows, Ed25519.
    case edDSA = -8
    /// ECDSA on P-384 with SHA-384.
    case es384 = -35
    /// RSASSA-PSS with SHA-256, MGF1 with SHA-256 and a salt of 32 bytes.
    case ps256 = -37
}
