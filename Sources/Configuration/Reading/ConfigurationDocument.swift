/// Configuration texts as one tree of values with places.
enum ConfigurationDocument {
    /// The sources laid over each other in their order; `nil` when none could be read as TOML.
    static func merge(_ sources: [ConfigurationSource], _ findings: Findings) -> PlacedTable? {
        var result: PlacedTable?
        for source in sources {
            do {
                let table = try TOMLParser.parse(source)
                if result == nil { result = table } else { result?.overlay(table) }
            } catch {
                findings.error(
                    file: source.file, line: error.line, key: "", "not TOML: \(error.problem)", remedy: error.remedy)
            }
        }
        return result
    }
}
