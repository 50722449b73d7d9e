internal import Crypto
internal import CryptoExtras
internal import FoundationEssentials

/// A public key that verifies signatures, and what it is called.
public struct VerifyingKey: Hashable, Sendable {
    enum Material: Sendable {
        case ed25519(Curve25519.Signing.PublicKey)
        case p256(P256.Signing.PublicKey)
        case p384(P384.Signing.PublicKey)
        case rsa(_RSA.Signing.PublicKey)
    }

    let material: Material
    /// The SHA-256 thumbprint of the key (RFC 7638), 32 bytes.
    public let thumbprint: [UInt8]
    /// The issuer whose codes alone this key may sign; `nil` when the key does not say.
    public let issuer: String?

    /// The length of `keyID` in bytes. Eight save room in the code; a collision costs a second try, nothing else.
    public static let keyIDLength = 8

    /// What COSE calls the key: the first eight bytes of the thumbprint. Two keys may share it.
    public var keyID: [UInt8] { Array(thumbprint.prefix(Self.keyIDLength)) }

    /// The algorithm of the key's signatures, where they name the one that fits the key best.
    public var algorithm: COSEAlgorithm {
        switch material {
        case .ed25519: .edDSA
        case .p256: .es256
        case .p384: .es384
        case .rsa: .ps256
        }
    }

    /// Whether the key may sign by `algorithm`. Health certificates exist that are signed on P-384 under the name of
    /// ES256, which RFC 9053 §2.1 allows.
    public func accepts(_ algorithm: COSEAlgorithm) -> Bool {
        if case .p384 = material, algorithm == .es256 { return true }
        return algorithm == self.algorithm
    }

    /// Whether `signature` is the key's over `message` by `algorithm`, which is the key's own when it is not given. A
    /// signature of another length never is.
    public func isValid(signature: [UInt8], of message: [UInt8], as algorithm: COSEAlgorithm? = nil) -> Bool {
        let algorithm = algorithm ?? self.algorithm
        guard accepts(algorithm), signature.count == signatureLength else { return false }
        switch material {
        case .ed25519(let key): return key.isValidSignature(signature, for: message)
        case .p256(let key):
            guard let pair = try? P256.Signing.ECDSASignature(rawRepresentation: signature) else { return false }
            return key.isValidSignature(pair, for: message)
        case .p384(let key):
            guard let pair = try? P384.Signing.ECDSASignature(rawRepresentation: signature) else { return false }
            // The name says which digest, not which curve.
            return algorithm == .es256
                ? key.isValidSignature(pair, for: SHA256.hash(data: message)) : key.isValidSignature(pair, for: message)
        case .rsa(let key):
            let signature = _RSA.Signing.RSASignature(rawRepresentation: signature)
            return key.isValidSignature(signature, for: SHA256.hash(data: message), padding: .PSS)
        }
    }

    /// The length of the key's signatures in bytes.
    private var signatureLength: Int {
        switch material {
        case .ed25519, .p256: 64
        case .p384: 96
        case .rsa(let key): (key.keySizeInBits + 7) / 8
        }
    }

    /// Whether both are the same key for the same issuer.
    public static func == (lhs: VerifyingKey, rhs: VerifyingKey) -> Bool {
        lhs.thumbprint == rhs.thumbprint && lhs.issuer == rhs.issuer
    }

    /// Hashes the key's thumbprint.
    public func hash(into hasher: inout Hasher) {
        hasher.combine(thumbprint)
    }
}
