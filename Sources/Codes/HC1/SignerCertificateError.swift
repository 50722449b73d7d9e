/// Why bytes give no certificate whose key can verify codes.
public enum SignerCertificateError: Error, Hashable, Sendable, CustomStringConvertible {
    /// No certificate in it, neither DER nor PEM.
    case malformed
    /// The part of that name is missing or cannot be read.
    case part(String)
    /// A key of a kind that signs no such codes.
    case unsupportedKey
    /// An RSA key of that many bits.
    case keySize(Int)
    /// More bytes than a certificate has.
    case tooLarge

    /// What is wrong.
    public var problem: String {
        switch self {
        case .malformed: "is no X.509 certificate in DER or PEM"
        case .part(let name): "is a certificate whose \(name) cannot be read"
        case .unsupportedKey: "is a certificate of a key that is neither P-256, P-384 nor RSA"
        case .keySize(let bits):
            "is a certificate of an RSA key of \(bits) bits; \(SignerCertificate.keySizes.lowerBound) to "
                + "\(SignerCertificate.keySizes.upperBound) are accepted"
        case .tooLarge: "is larger than \(SignerCertificate.largest >> 10) KiB"
        }
    }

    /// What to do.
    public var remedy: String {
        switch self {
        case .malformed, .part, .tooLarge: "fetch the list of signers again, or remove the file"
        case .unsupportedKey, .keySize: "remove the file: codes of this signer cannot be verified here"
        }
    }

    /// What is wrong, and what to do.
    public var description: String { problem + "; " + remedy }
}
