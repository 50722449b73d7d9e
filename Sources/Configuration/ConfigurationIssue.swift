/// One finding about a configuration: where it is, what is wrong, and what would be right.
public struct ConfigurationIssue: Hashable, Sendable, CustomStringConvertible {
    /// Whether the finding stops the program.
    public enum Severity: String, Hashable, Sendable {
        /// The configuration is not used.
        case error
        /// The configuration is used; somebody should look.
        case warning
    }

    /// Whether the finding stops the program.
    public var severity: Severity
    /// The file, as it was named to the loader.
    public var file: String
    /// The line in the file, counted from 1; 0 when the file as a whole is meant.
    public var line: Int
    /// The key, such as `lane[0].hours[1]`; empty when the file as a whole is meant.
    public var key: String
    /// What is wrong.
    public var problem: String
    /// What would be right.
    public var remedy: String

    /// A finding.
    public init(
        severity: Severity = .error, file: String, line: Int, key: String, problem: String, remedy: String
    ) {
        self.severity = severity
        self.file = file
        self.line = line
        self.key = key
        self.problem = problem
        self.remedy = remedy
    }

    /// One line: `file:line: error: key: problem; remedy`, the form that editors jump to.
    public var description: String {
        let place = line > 0 ? "\(file):\(line)" : file
        let named = key.isEmpty ? "" : "\(key): "
        return "\(place): \(severity.rawValue): \(named)\(problem); \(remedy)"
    }
}

/// A configuration that cannot be used, with everything that is wrong with it.
public struct ConfigurationError: Error, Hashable, Sendable, CustomStringConvertible {
    /// All findings, warnings among them, in the order of files and lines. At least one is an error.
    public var issues: [ConfigurationIssue]

    /// An error of `issues`.
    public init(issues: [ConfigurationIssue]) {
        self.issues = issues
    }

    /// One line for each finding.
    public var description: String { issues.map(\.description).joined(separator: "\n") }
}

/// A configuration that can be used, and what should be looked at in it.
public struct Configured<Value: Sendable>: Sendable {
    /// The configuration.
    public var value: Value
    /// Findings that do not stop the program.
    public var warnings: [ConfigurationIssue]
    /// The files that were read, in the order in which they were merged.
    public var files: [String]

    /// A configuration with its warnings.
    public init(value: Value, warnings: [ConfigurationIssue], files: [String]) {
        self.value = value
        self.warnings = warnings
        self.files = files
    }
}
