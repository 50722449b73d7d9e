/// The pairs of a CBOR map in the order in which they were written, every key once.
///
/// Look-up walks the pairs: the maps of this house have a handful of keys.
public struct CBORMap: Hashable, Sendable {
    /// One key and its value.
    public struct Pair: Hashable, Sendable {
        /// The key; any data item.
        public let key: CBORValue
        /// What stands under the key.
        public var value: CBORValue

        /// A pair.
        public init(key: CBORValue, value: CBORValue) {
            self.key = key
            self.value = value
        }
    }

    /// The pairs, in order.
    public private(set) var pairs: [Pair]

    /// An empty map.
    public init() {
        pairs = []
    }

    /// A map of `elements` in their order; of equal keys the last one stays.
    public init(_ elements: [(CBORValue, CBORValue)]) {
        pairs = []
        pairs.reserveCapacity(elements.count)
        for (key, value) in elements { self[key] = value }
    }

    /// A map of pairs whose keys are known to differ.
    init(unique pairs: [Pair]) {
        self.pairs = pairs
    }

    /// How many pairs there are.
    public var count: Int { pairs.count }

    /// Whether there is no pair.
    public var isEmpty: Bool { pairs.isEmpty }

    /// The value under `key`. Setting replaces in place or appends; setting `nil` removes.
    public subscript(key: CBORValue) -> CBORValue? {
        get {
            pairs.first { $0.key.isSameKey(as: key) }?.value
        }
        set {
            let found = pairs.firstIndex { $0.key.isSameKey(as: key) }
            switch (found, newValue) {
            case (let index?, let value?): pairs[index].value = value
            case (let index?, nil): pairs.remove(at: index)
            case (nil, let value?): pairs.append(Pair(key: key, value: value))
            case (nil, nil): break
            }
        }
    }
}

extension CBORValue {
    /// Whether both are the same key, that is, have the same deterministic bytes. Text is compared by its bytes, since
    /// `String`'s own equality takes different bytes for the same text when Unicode calls them equivalent.
    func isSameKey(as other: CBORValue) -> Bool {
        switch (self, other) {
        case (.text(let left), .text(let right)): left.utf8.elementsEqual(right.utf8)
        case (.unsigned(let left), .unsigned(let right)): left == right
        case (.negative(let left), .negative(let right)): left == right
        case (.text, _), (.unsigned, _), (.negative, _), (_, .text), (_, .unsigned), (_, .negative): false
        default: CBOR.encode(self) == CBOR.encode(other)
        }
    }
}
