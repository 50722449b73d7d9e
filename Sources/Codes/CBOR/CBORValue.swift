/// One data item of CBOR (RFC 8949), as much of it as the house reads and writes.
///
/// The value says nothing of how its bytes were laid out: `CBOR.encode` always writes the deterministic form. Two values
/// with texts that are canonically equivalent in Unicode compare equal here although their bytes differ; look-up by key
/// and the refusal of duplicate keys compare bytes.
public indirect enum CBORValue: Hashable, Sendable {
    /// A number from 0 to 2^64 - 1 (major type 0).
    case unsigned(UInt64)
    /// The number -1 - n, down to -2^64 (major type 1).
    case negative(UInt64)
    /// A byte string (major type 2).
    case bytes([UInt8])
    /// A text, well-formed UTF-8 (major type 3).
    case text(String)
    /// An array (major type 4).
    case array([CBORValue])
    /// A map, in the order in which it was written (major type 5).
    case map(CBORMap)
    /// A tag number and what it is on (major type 6).
    case tagged(UInt64, CBORValue)
    /// `false` or `true`.
    case bool(Bool)
    /// `null`.
    case null
    /// `undefined`.
    case undefined
    /// Another simple value: 0 to 19 or 32 to 255.
    case simple(UInt8)
    /// A floating-point number of any of the three widths.
    case float(Double)
}

extension CBORValue {
    /// The integer `value`, as the major type that holds it.
    public init(_ value: Int64) {
        self = value >= 0 ? .unsigned(UInt64(value)) : .negative(UInt64(-1 - value))
    }

    /// The integer, when it is one and fits into 64 bits with a sign.
    public var integer: Int64? {
        switch self {
        case .unsigned(let number): Int64(exactly: number)
        case .negative(let number): Int64(exactly: number).map { -1 - $0 }
        default: nil
        }
    }

    /// The text, when it is one.
    public var text: String? {
        if case .text(let text) = self { text } else { nil }
    }

    /// The bytes, when it is a byte string.
    public var bytes: [UInt8]? {
        if case .bytes(let bytes) = self { bytes } else { nil }
    }

    /// The items, when it is an array.
    public var array: [CBORValue]? {
        if case .array(let items) = self { items } else { nil }
    }

    /// The map, when it is one.
    public var map: CBORMap? {
        if case .map(let map) = self { map } else { nil }
    }

    /// The truth value, when it is one.
    public var bool: Bool? {
        if case .bool(let flag) = self { flag } else { nil }
    }

    /// The number as floating point: a float as it is, an integer rounded to the nearest.
    public var double: Double? {
        switch self {
        case .float(let number): number
        case .unsigned(let number): Double(number)
        case .negative(let number): -1 - Double(number)
        default: nil
        }
    }

    /// What the map holds under the text `key`; `nil` when this is no map or has no such key.
    public subscript(key: String) -> CBORValue? {
        map?[.text(key)]
    }

    /// What the map holds under the integer `label`; `nil` when this is no map or has no such key.
    public subscript(label: Int64) -> CBORValue? {
        map?[CBORValue(label)]
    }
}

extension CBORValue: ExpressibleByIntegerLiteral, ExpressibleByStringLiteral, ExpressibleByArrayLiteral,
    ExpressibleByDictionaryLiteral, ExpressibleByBooleanLiteral, ExpressibleByFloatLiteral
{
    /// An integer literal.
    public init(integerLiteral value: Int64) {
        self.init(value)
    }

    /// A text literal.
    public init(stringLiteral value: String) {
        self = .text(value)
    }

    /// An array literal.
    public init(arrayLiteral elements: CBORValue...) {
        self = .array(elements)
    }

    /// A map literal; of equal keys the last one stays.
    public init(dictionaryLiteral elements: (CBORValue, CBORValue)...) {
        self = .map(CBORMap(elements))
    }

    /// `true` or `false`.
    public init(booleanLiteral value: Bool) {
        self = .bool(value)
    }

    /// A floating-point literal.
    public init(floatLiteral value: Double) {
        self = .float(value)
    }
}
