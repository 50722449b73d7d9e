/// Collects everything that is wrong, so that one run of the check shows it all.
final class Findings {
    private(set) var issues: [ConfigurationIssue] = []

    /// Whether the configuration cannot be used.
    var hasErrors: Bool { issues.contains { $0.severity == .error } }

    /// Something that stops the program.
    func error(file: String, line: Int, key: String, _ problem: String, remedy: String) {
        issues.append(ConfigurationIssue(file: file, line: line, key: key, problem: problem, remedy: remedy))
    }

    /// Something that somebody should look at.
    func warning(file: String, line: Int, key: String, _ problem: String, remedy: String) {
        issues.append(
            ConfigurationIssue(
                severity: .warning, file: file, line: line, key: key, problem: problem, remedy: remedy))
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
