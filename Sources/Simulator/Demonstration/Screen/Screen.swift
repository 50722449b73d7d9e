import CLinux
import Glibc

/// Standard output, line by line. Who does not read any more is no reason to stop: the exit code still tells.
final class Screen {
    private let style: Style
    private let table: PassageTable

    /// A screen with or without colours.
    init(style: Style) {
        self.style = style
        table = PassageTable(style: style)
    }

    /// Plain lines.
    func say(_ lines: String...) { write(lines) }

    /// A line in its kind.
    func say(_ line: String, _ kind: Style.Kind) { write([style.text(line, kind)]) }

    /// Something that happens to the gate, between the rows of the people.
    func event(_ text: String) {
        let lines = Layout.wrapped(text, Layout.width - 4)
        write(lines.enumerated().map { style.text(($0 == 0 ? "--- " : "    ") + $1, .event) })
    }

    /// The table's header.
    func header() { write([""] + table.header) }

    /// A person's row.
    func row(_ result: PersonResult) { write(table.row(result)) }

    /// The summary: a name at the left of each line, what is wrong in red.
    func summary(_ summary: DemonstrationSummary) {
        write([""])
        for line in summary.lines {
            let texts = Layout.wrapped(line.text, Layout.width - 12)
            for (number, text) in texts.enumerated() {
                write([style.text(Layout.left(number == 0 ? line.name : "", 12), .strong) + style.text(text, line.kind)]
                )
            }
        }
    }

    private func write(_ lines: [String]) {
        var rest = Array(lines.map { $0 + "\n" }.joined().utf8)[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { gh_write(STDOUT_FILENO, $0.baseAddress, $0.count) }
            if count == -Int(EAGAIN) {
                var descriptor = pollfd(fd: STDOUT_FILENO, events: Int16(POLLOUT), revents: 0)
                poll(&descriptor, 1, -1)
                continue
            }
            guard count > 0 else { return }
            rest = rest.dropFirst(count)
        }
    }
}
