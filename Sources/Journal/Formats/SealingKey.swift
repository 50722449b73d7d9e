public import Crypto
import FoundationEssentials

/// The committee's public key that personal data of one month is sealed to.
public struct SealingKey: Sendable {
    /// The month in UTC, as `2026-11`.
    public let month: String
    /// The X25519 public key; its private half is at the committee only.
    public let key: Curve25519.KeyAgreement.PublicKey

    /// A key of a month.
    ///
    /// - Throws: if the month is not of the form `YYYY-MM`.
    public init(month: String, key: Curve25519.KeyAgreement.PublicKey) throws(MalformedError) {
        guard Self.isValid(month: month) else {
            throw MalformedError("sealing key", "'\(month)' is not a month as 2026-11")
        }
        self.month = month
        self.key = key
    }

    /// The first four bytes of SHA-256 of the public key, which stand in what is sealed to it.
    public var keyID: [UInt8] {
        Array(Hash256(of: Array(key.rawRepresentation)).bytes.prefix(4))
    }

    private static func isValid(month: String) -> Bool {
        let parts = month.split(separator: "-", omittingEmptySubsequences: false)
        guard parts.count == 2, parts[0].utf8.count == 4, parts[1].utf8.count == 2, month.utf8.count == 7,
            parts.allSatisfy({ $0.utf8.allSatisfy { (0x30...0x39).contains($0) } }), let number = Int(parts[1])
        else { return false }
        return (1...12).contains(number)
    }
}

extension SealingKey: Hashable {
    /// Whether both are the same key of the same month.
    public static func == (left: SealingKey, right: SealingKey) -> Bool {
        left.month == right.month && left.key.rawRepresentation == right.key.rawRepresentation
    }

    /// Hashes month and key.
    public func hash(into hasher: inout Hasher) {
        hasher.combine(month)
        hasher.combine(key.rawRepresentation)
    }
}
