import CLinux
import Glibc

/// The terminal of the person who looks: raw, on its other screen, and as it was again at the end.
final class Terminal {
    private var before = termios()
    private var isEntered = false

    /// Whether somebody sits at both ends of it.
    static var isThere: Bool {
        isatty(STDIN_FILENO) == 1 && isatty(STDOUT_FILENO) == 1 && word("TERM") != nil && word("TERM") != "dumb"
    }

    /// Whether colours are wanted (https://no-color.org).
    static var wantsColours: Bool { word("NO_COLOR") == nil }

    deinit { leave() }

    /// Takes the terminal over. Again after somebody else had it, such as a shell while we were stopped.
    func enter() {
        if !isEntered { isEntered = tcgetattr(STDIN_FILENO, &before) == 0 }
        var raw = before
        // Keys come as they are pressed, and Ctrl-C is a key.
        cfmakeraw(&raw)
        _ = tcsetattr(STDIN_FILENO, TCSADRAIN, &raw)
        Output.text(ScreenPainter.enter)
    }

    /// Gives it back.
    func leave() {
        guard isEntered else { return }
        isEntered = false
        Output.text(ScreenPainter.leave)
        _ = tcsetattr(STDIN_FILENO, TCSADRAIN, &before)
    }

    /// Its size in characters; the usual one where it does not say.
    var size: (columns: Int, rows: Int) {
        var (columns, rows) = (Int32(0), Int32(0))
        guard gh_terminal_size(STDOUT_FILENO, &columns, &rows) == 0, columns > 0, rows > 0 else { return (80, 24) }
        return (Int(columns), Int(rows))
    }

    private static func word(_ name: String) -> String? {
        getenv(name).map { String(cString: $0) }.flatMap { $0.isEmpty ? nil : $0 }
    }
}
