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
