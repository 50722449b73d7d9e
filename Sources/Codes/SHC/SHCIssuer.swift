/// An issuer of SMART Health Cards whom the house trusts, with the keys and lists that it publishes.
public struct SHCIssuer: Sendable {
    /// The address that its cards name.
    public let address: String
    /// Its keys by identifier, which is the RFC 7638 thumbprint in Base64url.
    public let keys: [String: SHCKey]

    /// The keys that one issuer has at most; they are renewed about once a year.
    static let mostKeys = 256
}

/// One key of an issuer of cards.
public struct SHCKey: Sendable {
    /// The key; P-256.
    public let key: VerifyingKey
    /// How often the issuer says that the list of revoked cards has been changed; `nil` when it keeps none.
    public internal(set) var listVersion: Int64?
    /// The list of revoked cards, when it is at hand.
    public internal(set) var list: SHCRevocationList?

    /// Whether the list at hand is older than the issuer says, or missing.
    public var isListStale: Bool {
        guard let listVersion else { return false }
        return list.map { $0.counter < listVersion } ?? true
    }
}

/// The cards that are revoked, of those that one key signed.
public struct SHCRevocationList: Sendable {
    /// How often the list has been changed.
    public let counter: Int64
    // Cards that were issued before the time are revoked; all cards, where it is the end of time.
    private var revoked: [String: UnixTime] = [:]

    init(counter: Int64) {
        self.counter = counter
    }

    /// How many identifiers are on it.
    public var count: Int { revoked.count }

    /// Whether a card with this identifier, issued at this time, is revoked.
    public func revokes(_ id: String, issuedAt: UnixTime) -> Bool {
        revoked[id].map { issuedAt < $0 } ?? false
    }

    /// Adds an entry, `rid` or `rid.timestamp`; of two entries with one identifier the one that revokes more stays.
    /// - Returns: whether it is one.
    mutating func add(_ entry: String) -> Bool {
        let parts = entry.utf8.split(separator: UInt8(ascii: "."), maxSplits: 1, omittingEmptySubsequences: false)
        guard SHCClaims.isRevocationID(parts[0]) else { return false }
        var until = UnixTime(microseconds: .max)
        if parts.count == 2 {
            guard let date = Self.date(Array(parts[1])) else { return false }
            until = date
        }
        let id = String(Substring(parts[0]))
        revoked[id] = max(until, revoked[id] ?? until)
        return true
    }

    private static func date(_ text: [UInt8]) -> UnixTime? {
        // The grammar of a JSON number, and the bounds of a NumericDate.
        (try? JSONReader.read(text))?.value.date
    }
}
