/// Runs one reading from texts to a checked value.
enum ConfigurationParser {
    static func run<Value>(
        _ sources: [ConfigurationSource], _ read: (Section) -> Value
    ) throws(ConfigurationError) -> Configured<Value> {
        let findings = Findings()
        let files = sources.map(\.file)
        let root = ConfigurationDocument.merge(sources, findings)
        // With a file that is no TOML, everything after it would be reported as missing: only what is sure is said.
        let isReadable = !findings.hasErrors
        var value: Value?
        if isReadable, let root {
            let section = Section(root, name: "", findings: findings)
            value = read(section)
            section.finish()
        }
        let issues = findings.sorted(files: files)
        guard let value, !findings.hasErrors else { throw ConfigurationError(issues: issues) }
        return Configured(value: value, warnings: issues, files: files)
    }
}
