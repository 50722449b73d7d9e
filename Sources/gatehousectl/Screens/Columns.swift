/// Text in columns of a terminal, where a Chinese character is two columns wide.
enum Columns {
    /// The width that screens are made for.
    static let screen = 80

    /// How many columns `text` takes.
    static func width(_ text: String) -> Int {
        text.unicodeScalars.reduce(0) { $0 + width($1) }
    }

    /// `text` in `width` columns, the rest filled; a longer one is cut, with an ellipsis.
    static func left(_ text: String, _ width: Int) -> String {
        let fitted = fit(text, width)
        return fitted + String(repeating: " ", count: width - self.width(fitted))
    }

    /// `text` at the right end of `width` columns.
    static func right(_ text: String, _ width: Int) -> String {
        let fitted = fit(text, width)
        return String(repeating: " ", count: width - self.width(fitted)) + fitted
    }

    /// `first` at the left and `last` at the right end of the screen, with a gap at least between them.
    static func ends(_ first: String, _ last: String) -> String {
        let gap = screen - width(first) - width(last)
        return first + String(repeating: " ", count: max(gap, 2)) + last
    }

    /// Words in lines of the screen's width, each after `indent` spaces.
    static func wrapped(_ text: String, indent: Int) -> [String] {
        let margin = String(repeating: " ", count: indent)
        var lines: [String] = []
        var line = ""
        for word in text.split(separator: " ") {
            if !line.isEmpty, indent + width(line) + 1 + width(String(word)) > screen {
                lines.append(margin + line)
                line = ""
            }
            line += (line.isEmpty ? "" : " ") + word
        }
        if !line.isEmpty { lines.append(margin + line) }
        return lines
    }

    private static func fit(_ text: String, _ width: Int) -> String {
        guard self.width(text) > width else { return text }
        var fitted = ""
        var used = 0
        for scalar in text.unicodeScalars {
            let next = self.width(scalar)
            if used + next > width - 1 { break }
            fitted.unicodeScalars.append(scalar)
            used += next
        }
        return fitted + "…"
    }

    /// East Asian Wide and Fullwidth of Unicode's UAX #11, as far as names of places and people have them.
    private static func width(_ scalar: Unicode.Scalar) -> Int {
        switch scalar.value {
        case 0x1100...0x115F, 0x2E80...0x303E, 0x3041...0x33FF, 0x3400...0x4DBF, 0x4E00...0x9FFF, 0xA000...0xA4CF,
            0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE30...0xFE4F, 0xFF00...0xFF60, 0xFFE0...0xFFE6, 0x1F300...0x1F64F,
            0x20000...0x3FFFD:
            2
        case 0x300...0x36F, 0x200B...0x200F, 0xFE00...0xFE0F: 0
        default: 1
        }
    }
}
