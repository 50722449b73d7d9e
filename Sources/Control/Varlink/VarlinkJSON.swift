import FoundationEssentials

/// The one way in which messages become text: keys in order, so that the same message is always the same bytes.
enum VarlinkJSON {
    /// `value` as JSON, with the NUL that ends a message.
    static func message(_ value: some Encodable) throws -> [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        // JSON writes a NUL inside a string as \u0000, so that the one at the end is the only one.
        return Array(try encoder.encode(value)) + [0]
    }
}
