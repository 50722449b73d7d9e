internal import Crypto

/// The SHA-256 digest by which a revoked code is listed.
public struct RevocationDigest: Hashable, Sendable {
    // Four words instead of an array: a list may hold a hundred thousand of them.
    private let words: (UInt64, UInt64, UInt64, UInt64)

    /// The length in bytes.
    public static let length = 32
    /// The length to which the EU's lists cut their digests, in bytes.
    public static let shortLength = 16

    /// What stands in a list that cuts its digests to their first 128 bits: the first two words, and zeros.
    public var short: RevocationDigest { RevocationDigest((words.0, words.1, 0, 0)) }

    /// The digest of a code's identifier (of a pass: claim 7).
    public init(of id: [UInt8]) {
        self.init(Self.sha256(id))
    }

    /// SHA-256 of `bytes`.
    static func sha256(_ bytes: [UInt8]) -> [UInt8] {
        Array(SHA256.hash(data: bytes))
    }

    /// The digest that a line of a list writes: 64 hexadecimal digits, or the first 32 of them.
    public init?(line: some Sequence<UInt8>) {
        guard let bytes = Hexadecimal.decode(line) else { return nil }
        switch bytes.count {
        case Self.length: self.init(bytes)
        case Self.shortLength: self.init(bytes + [UInt8](repeating: 0, count: Self.length - Self.shortLength))
        default: return nil
        }
    }

    private init(_ words: (UInt64, UInt64, UInt64, UInt64)) {
        self.words = words
    }

    private init(_ bytes: [UInt8]) {
        func word(_ index: Int) -> UInt64 {
            bytes[(index * 8)..<(index * 8 + 8)].reduce(0) { $0 << 8 | UInt64($1) }
        }
        words = (word(0), word(1), word(2), word(3))
    }

    /// Whether both are the same digest.
    public static func == (lhs: RevocationDigest, rhs: RevocationDigest) -> Bool {
        lhs.words == rhs.words
    }

    /// Hashes the first word: a digest is evenly spread already.
    public func hash(into hasher: inout Hasher) {
        hasher.combine(words.0)
    }
}
