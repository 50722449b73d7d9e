/// What to write to a terminal so that it shows a screen: only the lines that changed, so that nothing flickers. Pure.
struct ScreenPainter {
    /// To the other screen, the cursor hidden; and back.
    static let enter = "\u{1B}[?1049h\u{1B}[?25l\u{1B}[2J"
    static let leave = "\u{1B}[0m\u{1B}[?25h\u{1B}[?1049l"
    /// Terminals that know it show all that stands between as one picture; others pass over it.
    private static let begin = "\u{1B}[?2026h"
    private static let end = "\u{1B}[?2026l"

    /// Whether colours are used.
    let colours: Bool
    private var shown: [StyledLine] = []

    init(colours: Bool) {
        self.colours = colours
    }

    /// Forgets what is shown: the terminal was resized, or somebody else wrote to it.
    mutating func forget() {
        shown = []
    }

    /// What brings `lines` onto the terminal; empty when they stand there already.
    mutating func paint(_ lines: [StyledLine]) -> String {
        var text = ""
        if shown.count != lines.count {
            text = "\u{1B}[2J"
            shown = Array(repeating: StyledLine(), count: lines.count)
        }
        for (row, line) in lines.enumerated() where line != shown[row] {
            text += "\u{1B}[\(row + 1);1H" + sequence(line) + "\u{1B}[K"
        }
        shown = lines
        return text.isEmpty ? "" : Self.begin + text + Self.end
    }

    private func sequence(_ line: StyledLine) -> String {
        line.pieces.map { piece in
            let code = piece.style.isColour && !colours ? "" : piece.style.code
            return code.isEmpty ? piece.text : "\u{1B}[\(code)m\(piece.text)\u{1B}[0m"
        }.joined()
    }
}
