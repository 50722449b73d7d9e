/// Words and numbers in columns.
enum Layout {
    /// The width of all that is printed.
    static let width = 100

    /// `text` at the left of `width` columns; a longer one is cut.
    static func left(_ text: String, _ width: Int) -> String {
        text.count > width
            ? String(text.prefix(width - 1)) + "…" : text + String(repeating: " ", count: width - text.count)
    }

    /// `text` at the right of `width` columns; a longer one stays whole.
    static func right(_ text: String, _ width: Int) -> String {
        String(repeating: " ", count: max(0, width - text.count)) + text
    }

    /// The words of `text` in lines of at most `width` columns; at least one line.
    static func wrapped(_ text: String, _ width: Int) -> [String] {
        var lines: [String] = [""]
        for word in text.split(separator: " ") {
            let line = lines[lines.count - 1]
            if line.isEmpty {
                lines[lines.count - 1] = String(word)
            } else if line.count + 1 + word.count <= width {
                lines[lines.count - 1] = line + " " + word
            } else {
                lines.append(String(word))
            }
        }
        return lines
    }

    /// A latency: `412 µs`, `3.4 ms`, `1.20 s`.
    static func latency(_ microseconds: Int?) -> String {
        switch microseconds {
        case nil: "-"
        case let value? where value < 1000: "\(value) µs"
        case let value? where value < 100_000: decimal(Double(value) / 1000, 1) + " ms"
        case let value?: decimal(Double(value) / 1_000_000, 2) + " s"
        }
    }

    /// A number with `places` (0 to 3) places after the point, rounded.
    static func decimal(_ value: Double, _ places: Int) -> String {
        var scale = 1
        for _ in 0..<places { scale *= 10 }
        let scaled = Int((abs(value) * Double(scale)).rounded())
        let sign = value < 0 && scaled > 0 ? "-" : ""
        if places == 0 { return sign + String(scaled) }
        let fraction = String(scaled % scale)
        return "\(sign)\(scaled / scale)." + String(repeating: "0", count: places - fraction.count) + fraction
    }

    /// A duration in seconds: `0.6 s`.
    static func seconds(_ duration: Duration) -> String {
        decimal(duration / .seconds(1), 1) + " s"
    }
}
