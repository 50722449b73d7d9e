/// How text is drawn.
enum TextStyle: Hashable {
    case plain, bold, dim, reverse, good, warning, bad, cool

    /// The attributes of ECMA-48 (SGR); none for plain.
    var code: String {
        switch self {
        case .plain: ""
        case .bold: "1"
        case .dim: "2"
        case .reverse: "7"
        case .good: "32"
        case .warning: "33"
        case .bad: "1;31"
        case .cool: "36"
        }
    }

    /// Whether it is a colour, which somebody may not want (`NO_COLOR`).
    var isColour: Bool { self == .good || self == .warning || self == .cool }
}

/// One line of a screen: pieces of text, each in its style.
struct StyledLine: Hashable {
    struct Piece: Hashable {
        var text: String
        var style: TextStyle
    }

    private(set) var pieces: [Piece] = []

    init(_ text: String = "", _ style: TextStyle = .plain) {
        add(text, style)
    }

    /// The text without its styles.
    var text: String { pieces.map(\.text).joined() }
    /// How many columns it takes.
    var width: Int { pieces.reduce(0) { $0 + Columns.width($1.text) } }

    /// Adds a piece at the end. What a device or the daemon says may have bytes in it that a terminal obeys.
    mutating func add(_ text: String, _ style: TextStyle = .plain) {
        let safe = String(String.UnicodeScalarView(text.unicodeScalars.map { Self.isSafe($0) ? $0 : "\u{FFFD}" }))
        if !safe.isEmpty { pieces.append(Piece(text: safe, style: style)) }
    }

    /// The line in at most `width` columns, cut with an ellipsis.
    func fitted(_ width: Int) -> StyledLine {
        var line = StyledLine()
        var left = width
        for piece in pieces where left > 0 {
            let used = Columns.width(piece.text)
            line.add(used <= left ? piece.text : Columns.left(piece.text, left), piece.style)
            left -= used
        }
        return line
    }

    /// C0, DEL, C1, and the marks that turn the direction of what follows.
    private static func isSafe(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0..<0x20, 0x7F..<0xA0, 0x200E...0x200F, 0x2028...0x202E, 0x2066...0x2069: false
        default: true
        }
    }
}
