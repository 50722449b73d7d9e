/// Why bytes are not the CBOR that the house accepts, and where.
public struct CBORError: Error, Hashable, Sendable, CustomStringConvertible {
    /// What is wrong with the item that starts at the offset.
    public enum Problem: String, Hashable, Sendable, CaseIterable {
        /// The bytes end inside an item, or a length is longer than what is left.
        case truncated
        /// Bytes follow the item.
        case trailingBytes = "trailing bytes"
        /// Additional information 28 to 30, or a simple value that RFC 8949 reserves.
        case reserved = "reserved encoding"
        /// An item of indefinite length, or the break that would end one.
        case indefiniteLength = "indefinite length"
        /// A text that is not UTF-8.
        case text = "text is not UTF-8"
        /// A map with the same key twice.
        case duplicateKey = "duplicate key"
        /// Arrays, maps and tags inside each other deeper than the rules allow.
        case depth = "nested too deep"
        /// More items than the rules allow.
        case items = "too many items"
        /// A longer form than needed, where the rules ask for the deterministic encoding.
        case notShortest = "not the shortest form"
        /// Keys out of order, where the rules ask for the deterministic encoding.
        case keyOrder = "keys out of order"
    }

    /// What is wrong.
    public let problem: Problem
    /// The offset in bytes of the item that is wrong.
    public let offset: Int

    /// An error at an offset.
    public init(_ problem: Problem, at offset: Int) {
        self.problem = problem
        self.offset = offset
    }

    /// The problem and the place, in words.
    public var description: String {
        "CBOR: \(problem.rawValue) at byte \(offset)"
    }
}
