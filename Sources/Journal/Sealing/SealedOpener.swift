import Codes
public import Crypto
import FoundationEssentials

/// Opens sealed parts with the committee's private keys. It belongs to the committee's side; no gate has one.
public struct SealedOpener: Sendable {
    private let keys: [[UInt8]: Curve25519.KeyAgreement.PrivateKey]
    private let info: Data

    /// An opener of what was sealed for the log `origin` to any of these keys.
    public init(keys: [Curve25519.KeyAgreement.PrivateKey], origin: String) {
        self.keys = Dictionary(
            keys.map { (Array(Hash256(of: Array($0.publicKey.rawRepresentation)).bytes.prefix(4)), $0) },
            uniquingKeysWith: { first, _ in first })
        info = Sealer.info(origin: origin)
    }

    /// What is in a sealed part.
    ///
    /// - Throws: if it is too short, of another version, sealed to another key, or was changed.
    public func open(_ sealed: [UInt8]) throws(MalformedError) -> [UInt8] {
        let subject = "sealed part"
        guard sealed.count >= Sealer.overhead, sealed[0] == Sealer.version else {
            throw MalformedError(subject, "\(sealed.count) bytes are no sealed part of version \(Sealer.version)")
        }
        let prefix = sealed.prefix(Sealer.prefixByteCount)
        guard let key = keys[Array(prefix.dropFirst())] else {
            throw MalformedError(
                subject, "it is sealed to the key \(Hexadecimal.encode(Array(prefix.dropFirst()))), not here")
        }
        let encapsulated = sealed.dropFirst(prefix.count).prefix(Sealer.encapsulatedByteCount)
        do {
            var recipient = try HPKE.Recipient(
                privateKey: key, ciphersuite: .Curve25519_SHA256_ChachaPoly, info: info,
                encapsulatedKey: Data(encapsulated))
            let ciphertext = sealed.dropFirst(prefix.count + encapsulated.count)
            return Array(try recipient.open(ciphertext, authenticating: prefix))
        } catch {
            throw MalformedError(subject, "it was changed, or sealed for another log: \(error)")
        }
    }
}
