internal import Crypto

/// A public key that verifies signatures, and what it is called.
public struct VerifyingKey: Hashable, Sendable {
    enum Material: Sendable {
        case ed25519(Curve25519.Signing.PublicKey)
        case p256(P256.Signing.PublicKey)
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

    /// The algorithm of the key's signatures.
    public var algorithm: COSEAlgorithm {
        switch material {
        case .ed25519: .edDSA
        case .p256: .es256
        }
    }

    /// Whether `signature` is the key's over `message`; a signature of another length never is.
    public func isValid(signature: [UInt8], of message: [UInt8]) -> Bool {
        guard signature.count == algorithm.signatureLength else { return false }
        switch material {
        case .ed25519(let key): return key.isValidSignature(signature, for: message)
        case .p256(let key):
            guard let pair = try? P256.Signing.ECDSASignature(rawRepresentation: signature) else { return false }
            return key.isValidSignature(pair, for: message)
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
