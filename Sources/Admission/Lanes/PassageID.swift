/// The identifier of a passage; every record that belongs to the passage carries it.
public struct PassageID: Hashable, Sendable, CustomStringConvertible {
    /// 64 bits: a random start for each life of the daemon, counted up.
    public let rawValue: UInt64

    /// The identifier with that value.
    public init(rawValue: UInt64) {
        self.rawValue = rawValue
    }

    /// 16 lower-case hexadecimal digits.
    public var description: String {
        let digits = String(rawValue, radix: 16)
        return String(repeating: "0", count: 16 - digits.count) + digits
    }
}

/// The keyed digest of a code's text, which stands for the text that is never kept.
public struct CodeDigest: Hashable, Sendable {
    /// The digest.
    public var bytes: [UInt8]

    /// The digest of those bytes.
    public init(bytes: [UInt8]) {
        self.bytes = bytes
    }
}
