/// Reading and writing CBOR (RFC 8949).
public enum CBOR {
    /// How strict a reading is. All of them refuse indefinite lengths (no code that the house must read uses them, and
    /// they are a second way to say everything), duplicate keys, reserved encodings, texts that are not UTF-8 and bytes
    /// after the item; tags, all three float widths, null and undefined are read.
    public struct Rules: Hashable, Sendable {
        /// How deep arrays, maps and tags may stand inside each other; a scalar is depth 0.
        public var depth: Int
        /// How many items there may be in all, keys and tags included.
        public var items: Int
        /// Whether only the deterministic encoding (RFC 8949 §4.2.1) is accepted: then encoding what was read gives the
        /// same bytes again.
        public var deterministic: Bool

        /// Rules.
        public init(depth: Int = Self.usualDepth, items: Int = Self.usualItems, deterministic: Bool = false) {
            self.depth = depth
            self.items = items
            self.deterministic = deterministic
        }

        /// The codes in the field nest 6 deep; 16 leaves room and keeps the recursion far from the end of any stack.
        public static let usualDepth = 16
        /// A decoded item takes about 50 bytes, so that a full count stays within a few megabytes; the codes in the
        /// field have fewer than 200.
        public static let usualItems = 16_384

        /// For what others wrote: forms longer than needed are accepted.
        public static let wellFormed = Rules()
        /// For what the house itself wrote.
        public static let strict = Rules(deterministic: true)
    }

    /// The one item that `bytes` are.
    ///
    /// Every length is checked against the bytes that are left before anything is allocated for it.
    /// - Throws: `CBORError` with the offset of the item that is wrong.
    public static func decode(_ bytes: [UInt8], rules: Rules = .wellFormed) throws(CBORError) -> CBORValue {
        var decoder = CBORDecoder(bytes: bytes, rules: rules)
        let value = try decoder.value(depth: 0)
        guard decoder.offset == bytes.count else { throw CBORError(.trailingBytes, at: decoder.offset) }
        return value
    }

    /// The deterministic encoding of `value` (RFC 8949 §4.2.1): shortest forms, floats in the narrowest width that
    /// keeps their value, map keys in the order of their encoded bytes, every NaN as `f97e00`.
    public static func encode(_ value: CBORValue) -> [UInt8] {
        var encoder = CBOREncoder()
        encoder.append(value)
        return encoder.bytes
    }
}
