import Configuration

/// The configuration, as the daemon would take it.
struct ConfigurationCheck {
    var path: String
    /// What is wrong with it; empty when it is good.
    var errors: [ConfigurationIssue]
    var warnings: [ConfigurationIssue] = []

    var findings: [Finding] {
        if errors.isEmpty, warnings.isEmpty { return [.ok("configuration", "\(path) is good")] }
        return errors.map { .failed("configuration", Self.place($0), $0.remedy) }
            + warnings.map { .warning("configuration", Self.place($0), $0.remedy) }
    }

    private static func place(_ issue: ConfigurationIssue) -> String {
        "\(issue.file):\(issue.line): \(issue.key): \(issue.problem)"
    }
}
