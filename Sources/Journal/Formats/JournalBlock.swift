/// Sizes that the format fixes.
enum JournalBlock {
    /// The unit of all writes, in bytes: the page of the cache and the sector of today's media.
    static let byteCount = 4096
    /// The most blocks of a frame.
    static let perFrame = 16
    /// The most records of a frame.
    static let recordsPerFrame = 64
    /// The length of an Ed25519 signature.
    static let signatureByteCount = 64

    /// How many whole blocks hold `byteCount` bytes.
    static func count(holding bytes: Int) -> Int {
        (bytes + byteCount - 1) / byteCount
    }
}
