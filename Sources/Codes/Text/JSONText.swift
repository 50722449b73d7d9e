/// Writing strings into JSON (RFC 8259).
public enum JSONText {
    /// Appends `string` to `text` as a JSON string with its quotes.
    ///
    /// Beside what RFC 8259 demands, DEL, the C1 controls and the two line separators of Unicode are escaped, so that a
    /// line of output stays one line and moves no terminal, whatever a stranger wrote into a code.
    public static func append(_ string: String, to text: inout String) {
        text += "\""
        for scalar in string.unicodeScalars {
            switch scalar {
            case "\"": text += "\\\""
            case "\\": text += "\\\\"
            case "\n": text += "\\n"
            case "\r": text += "\\r"
            case "\t": text += "\\t"
            case "\u{0}"..<"\u{20}", "\u{7f}"..."\u{9f}", "\u{2028}", "\u{2029}":
                let digits = String(scalar.value, radix: 16)
                text += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            default: text.unicodeScalars.append(scalar)
            }
        }
        text += "\""
    }

    /// `string` as a JSON string with its quotes.
    public static func quoted(_ string: String) -> String {
        var text = ""
        append(string, to: &text)
        return text
    }
}
