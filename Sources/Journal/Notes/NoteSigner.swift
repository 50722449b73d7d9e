public import Codes
public import Crypto
import FoundationEssentials

/// Signs notes with an Ed25519 key under a name.
public struct NoteSigner: Sendable {
    /// The name that stands in the signature line.
    public let name: String
    /// The key identifier that stands in the signature line.
    public let keyID: UInt32
    private let key: Curve25519.Signing.PrivateKey

    /// A signer.
    ///
    /// - Throws: if the name is empty or has spaces or `+`.
    public init(name: String, key: Curve25519.Signing.PrivateKey) throws(MalformedError) {
        guard NoteSignature.isValid(name: name) else {
            throw MalformedError("key name", "'\(name)' is empty or has spaces, control characters or '+'")
        }
        self.name = name
        self.key = key
        keyID = NoteSignature.keyID(name: name, algorithm: .ed25519, publicKey: key.publicKey.rawRepresentation)
    }

    /// Who checks the signatures of this signer.
    public var verifier: NoteVerifier {
        NoteVerifier(name: name, algorithm: .ed25519, key: key.publicKey)
    }

    /// The signature of `text`, which must end in a newline.
    public func sign(_ text: String) throws(MalformedError) -> NoteSignature {
        NoteSignature(name: name, keyID: keyID, signature: try signature(of: Array(text.utf8)))
    }

    /// The 64 bytes of the signature of a message.
    func signature(of message: [UInt8]) throws(MalformedError) -> [UInt8] {
        do {
            return Array(try key.signature(for: message))
        } catch {
            throw MalformedError("signature", "Ed25519 of \(name) failed: \(error)")
        }
    }
}

/// Cosigns checkpoints with an Ed25519 key under a name (C2SP tlog-cosignature, `cosignature/v1`). The key must be used
/// for nothing else: the signed message does not say the cosigner's name.
public struct Cosigner: Sendable {
    /// The name that stands in the signature line.
    public let name: String
    private let signer: NoteSigner
    private let key: Curve25519.Signing.PrivateKey

    /// A cosigner.
    ///
    /// - Throws: if the name is empty or has spaces or `+`.
    public init(name: String, key: Curve25519.Signing.PrivateKey) throws(MalformedError) {
        signer = try NoteSigner(name: name, key: key)
        self.name = name
        self.key = key
    }

    /// Who checks the cosignatures of this cosigner.
    public var verifier: NoteVerifier {
        NoteVerifier(name: name, algorithm: .cosignature, key: key.publicKey)
    }

    /// The cosignature of a note's text, of the time `at` (before 1970 counts as 1970).
    public func cosign(_ text: String, at time: UnixTime) throws(MalformedError) -> NoteSignature {
        let seconds = UInt64(max(0, time.seconds))
        let signature = try signer.signature(of: NoteSignature.cosignedMessage(text, seconds: seconds))
        let stamped = withUnsafeBytes(of: seconds.bigEndian) { Array($0) } + signature
        return NoteSignature(name: name, keyID: verifier.keyID, signature: stamped)
    }
}
