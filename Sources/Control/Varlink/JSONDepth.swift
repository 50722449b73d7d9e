/// Looks at the nesting of a JSON text before a parser recurses into it.
enum JSONDepth {
    /// The deepest nesting taken, in arrays and objects. The deepest message of our interfaces has 6.
    static let limit = 32

    /// Whether `text` nests at most `limit` deep. Says nothing of its being JSON otherwise.
    static func isAcceptable(_ text: [UInt8]) -> Bool {
        var depth = 0
        var inString = false
        var escaped = false
        for byte in text {
            if inString {
                if escaped {
                    escaped = false
                } else if byte == UInt8(ascii: "\\") {
                    escaped = true
                } else if byte == UInt8(ascii: "\"") {
                    inString = false
                }
                continue
            }
            switch byte {
            case UInt8(ascii: "\""):
                inString = true
            case UInt8(ascii: "{"), UInt8(ascii: "["):
                depth += 1
                if depth > limit { return false }
            case UInt8(ascii: "}"), UInt8(ascii: "]"):
                depth -= 1
            default:
                break
            }
        }
        return true
    }
}
