/// One value of JSON (RFC 8259), as read from bytes that nobody vouches for.
enum JSONValue: Hashable, Sendable {
    case null
    case bool(Bool)
    /// Always finite.
    case number(Double)
    case string(String)
    case array([JSONValue])
    case object([String: JSONValue])

    /// The text, when it is one.
    var string: String? {
        if case .string(let text) = self { text } else { nil }
    }

    /// The items, when it is an array.
    var array: [JSONValue]? {
        if case .array(let items) = self { items } else { nil }
    }

    /// The members, when it is an object.
    var object: [String: JSONValue]? {
        if case .object(let members) = self { members } else { nil }
    }

    /// The number, when it is a whole one that a `Double` holds exactly.
    var integer: Int64? {
        guard case .number(let number) = self, abs(number) <= Self.largestInteger else { return nil }
        return Int64(exactly: number)
    }

    /// The time that a NumericDate (RFC 7519 §2) is: seconds since 1970, whole or not, up to the year 9999.
    var date: UnixTime? {
        if case .number(let seconds) = self { CWTClaims.date(.float(seconds)) } else { nil }
    }

    /// What the object holds under `name`; `nil` when this is no object or has no such member.
    subscript(name: String) -> JSONValue? {
        object?[name]
    }

    /// Beyond 2^53 a `Double` skips numbers.
    private static let largestInteger = 9_007_199_254_740_992.0
}
