import Glibc

/// Colours of a terminal; words alone where there is none.
struct Style: Hashable {
    /// What a piece of text is.
    enum Kind: String {
        case plain = ""
        case strong = "1"
        case quiet = "2"
        case good = "1;32"
        case careful = "1;33"
        case bad = "1;31"
        case event = "1;36"
    }

    /// Whether colours are used.
    let isColoured: Bool

    /// Colours for a terminal that has them, unless the user wants none (`NO_COLOR`, see no-color.org).
    static func ofStandardOutput() -> Style {
        let terminal = getenv("TERM").map { String(cString: $0) } ?? ""
        return Style(
            isColoured: isatty(STDOUT_FILENO) == 1 && terminal != "dumb" && terminal != "" && getenv("NO_COLOR") == nil)
    }

    /// `text` as `kind`.
    func text(_ text: String, _ kind: Kind) -> String {
        isColoured && kind != .plain ? "\u{1B}[\(kind.rawValue)m\(text)\u{1B}[0m" : text
    }
}
