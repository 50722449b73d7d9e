import Crypto
import FoundationEssentials

/// Seals what identifies a person to the committee's key, at once; the gate cannot read its own past.
///
/// HPKE base mode (RFC 9180): DHKEM(X25519, HKDF-SHA256), HKDF-SHA256, ChaCha20Poly1305. A sealed part is
/// `u8 1 ‖ 4 bytes key id ‖ 32 bytes encapsulated key ‖ ciphertext with tag`; the first 5 bytes are its associated data,
/// and the info is `gatehouse/sealed/1` LF origin.
public struct Sealer: Sendable {
    static let version: UInt8 = 1
    static let encapsulatedByteCount = 32
    static let prefixByteCount = 5
    /// By how many bytes a sealed part is longer than what is in it: prefix, encapsulated key, tag.
    public static let overhead = prefixByteCount + encapsulatedByteCount + 16

    private let key: SealingKey
    private let prefix: [UInt8]
    private let info: Data

    /// A sealer to `key` for the log `origin`.
    public init(key: SealingKey, origin: String) {
        self.key = key
        prefix = [Self.version] + key.keyID
        info = Self.info(origin: origin)
    }

    static func info(origin: String) -> Data {
        Data("gatehouse/sealed/1\n\(origin)".utf8)
    }

    /// The sealed part that holds `plaintext`.
    public func seal(_ plaintext: [UInt8]) throws(MalformedError) -> [UInt8] {
        do {
            var sender = try HPKE.Sender(
                recipientKey: key.key, ciphersuite: .Curve25519_SHA256_ChachaPoly, info: info)
            let ciphertext = try sender.seal(plaintext, authenticating: prefix)
            var out = prefix
            out.reserveCapacity(plaintext.count + Self.overhead)
            out += sender.encapsulatedKey
            out += ciphertext
            return out
        } catch {
            throw MalformedError("sealing", "HPKE to the key of \(key.month) failed: \(error)")
        }
    }
}
