internal import Crypto

/// The SHA-256 digest by which a revoked code is listed.
public struct RevocationDigest: Hashable, Sendable {
    // Four words instead of an array: a list may hold a hundred thousand of them.
    private let words: (UInt64, UInt64, UInt64, UInt64)

    /// The length in bytes.
    public static let length = 32

    /// The digest of a code's identifier (of a pass: claim 7).
    public init(of id: [UInt8]) {
        self.init(Array(SHA256.hash(data: id)))
    }

    /// The digest that a line of a list writes: 64 hexadecimal digits.
    public init?(line: some Sequence<UInt8>) {
        guard let bytes = Hexadecimal.decode(line), bytes.count == Self.length else { return nil }
        self.init(bytes)
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
