/// How byte strings appear in JSON, which has none.
public enum CBORBytesInJSON: Sendable {
    /// Lower-case hexadecimal digits.
    case hexadecimal
    /// Base64url without padding (RFC 4648 §5).
    case base64URL
}

extension CBORValue {
    /// The value as JSON text on one line, by the advice of RFC 8949 §6.1: numbers stay numbers (floats shortest that
    /// round-trip; integers in full, also beyond 2^53), byte strings become strings, tags are dropped, and what JSON
    /// cannot say (NaN, infinities, undefined, other simple values) becomes `null`. Keys that are not text become the
    /// JSON text of the key. Pairs keep their order.
    public func json(bytes style: CBORBytesInJSON = .hexadecimal) -> String {
        var text = ""
        append(to: &text, style)
        return text
    }

    private func append(to text: inout String, _ style: CBORBytesInJSON) {
        switch self {
        case .unsigned(let number): text += String(number)
        case .negative(let number):
            // -1 - n; only the last one, -2^64, is beyond the arithmetic of 64 bits.
            let (magnitude, overflow) = number.addingReportingOverflow(1)
            text += overflow ? "-18446744073709551616" : "-\(magnitude)"
        case .bytes(let bytes):
            JSONText.append(style == .hexadecimal ? Hexadecimal.encode(bytes) : Base64URL.encode(bytes), to: &text)
        case .text(let string): JSONText.append(string, to: &text)
        case .array(let items):
            text += "["
            for (index, item) in items.enumerated() {
                if index > 0 { text += "," }
                item.append(to: &text, style)
            }
            text += "]"
        case .map(let map): append(map, to: &text, style)
        case .tagged(_, let item): item.append(to: &text, style)
        case .bool(let flag): text += flag ? "true" : "false"
        case .float(let number) where number.isFinite: text += "\(number)"
        case .null, .undefined, .simple, .float: text += "null"
        }
    }

    private func append(_ map: CBORMap, to text: inout String, _ style: CBORBytesInJSON) {
        text += "{"
        for (index, pair) in map.pairs.enumerated() {
            if index > 0 { text += "," }
            switch pair.key {
            case .text(let key): JSONText.append(key, to: &text)
            // A byte string's JSON is a string already; others are wrapped into one.
            case .bytes: pair.key.append(to: &text, style)
            default: JSONText.append(pair.key.json(bytes: style), to: &text)
            }
            text += ":"
            pair.value.append(to: &text, style)
        }
        text += "}"
    }
}
