internal import Crypto

/// The cryptographic library refused to sign.
public struct SigningError: Error, Hashable, Sendable, CustomStringConvertible {
    /// What to tell.
    public var description: String { "the key could not sign; make a new one" }
}

/// A private key that signs, and its public half. It never describes itself in words.
public struct SigningKey: Sendable {
    enum Material: Sendable {
        case ed25519(Curve25519.Signing.PrivateKey)
        case p256(P256.Signing.PrivateKey)
    }

    let material: Material
    /// The public half.
    public let verifyingKey: VerifyingKey

    /// The signature over `message`, 64 bytes. ES256 signatures of the same message differ from each other.
    public func signature(of message: [UInt8]) throws(SigningError) -> [UInt8] {
        do {
            switch material {
            case .ed25519(let key): return Array(try key.signature(for: message))
            case .p256(let key): return Array(try key.signature(for: message).rawRepresentation)
            }
        } catch {
            throw SigningError()
        }
    }
}
