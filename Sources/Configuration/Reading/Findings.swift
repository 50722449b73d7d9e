/// Collects everything that is wrong, so that one run of the check shows it all.
final class Findings {
    /// More findings than anybody repairs before looking again.
    static let limit = 1000
    private static let textLimit = 300

    private(set) var issues: [ConfigurationIssue] = []

    /// Whether the configuration cannot be used.
    var hasErrors: Bool { issues.contains { $0.severity == .error } }

    /// Something that stops the program.
    func error(file: String, line: Int, key: String, _ problem: String, remedy: String) {
        add(.error, file, line, key, problem, remedy)
    }

    /// Something that somebody should look at.
    func warning(file: String, line: Int, key: String, _ problem: String, remedy: String) {
        add(.warning, file, line, key, problem, remedy)
    }

    private func add(
        _ severity: ConfigurationIssue.Severity, _ file: String, _ line: Int, _ key: String, _ problem: String,
        _ remedy: String
    ) {
        guard issues.count < Self.limit else { return }
        issues.append(
            ConfigurationIssue(
                severity: severity, file: file, line: line, key: Self.printable(key), problem: Self.printable(problem),
                remedy: Self.printable(remedy)))
    }

    /// Texts of the file are quoted in findings, which go to terminals and logs: no control characters, no novels.
    private static func printable(_ text: String) -> String {
        let clipped = text.count > textLimit ? text.prefix(textLimit) + "…" : Substring(text)
        var result = ""
        for scalar in clipped.unicodeScalars {
            let isPlain = scalar.value >= 0x20 && !(0x7F...0x9F).contains(scalar.value)
            result += isPlain ? String(scalar) : scalar.escaped(asASCII: true)
        }
        return result
    }

    /// The findings in the order of `files` and lines: the order in which they are read and repaired.
    func sorted(files: [String]) -> [ConfigurationIssue] {
        let order = Dictionary(files.enumerated().map { ($1, $0) }, uniquingKeysWith: { first, _ in first })
        return issues.enumerated().sorted { left, right in
            let leftKey = (order[left.element.file] ?? .max, left.element.line, left.offset)
            return leftKey < (order[right.element.file] ?? .max, right.element.line, right.offset)
        }.map(\.element)
    }
}
