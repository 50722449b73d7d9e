import Testing

@testable import Configuration

/// The smallest configuration of the daemon that says nothing wrong.
let smallGate = """
    [site]
    name = "嘉宝梦之星"
    gate = "west"

    [[lane]]
    name = "west-in"

    [[device]]
    name = "thermo-1"
    role = "thermometer"
    driver = "gy-mcu90614"
    lane = "west-in"
    match = { tty = "devices/thermo-1" }

    """

/// A finding without its words, which tests name apart.
struct Place: Hashable, CustomStringConvertible {
    var line: Int
    var key: String
    var description: String { "\(line): \(key)" }

    init(_ line: Int, _ key: String) {
        (self.line, self.key) = (line, key)
    }
}

/// What parsing said of `texts`, named `0.toml`, `1.toml`, …
func gate(_ texts: String...) throws(ConfigurationError) -> Configured<GateConfiguration> {
    let sources = texts.enumerated().map { ConfigurationSource(file: "\($0).toml", text: $1) }
    return try GateConfiguration.parse(
        sources, context: ConfigurationContext(folder: "/etc/gatehouse") { $0 != "Mars/Olympus" })
}

/// The findings of `texts`; none when they are accepted.
func issues(_ texts: String...) -> [ConfigurationIssue] {
    let sources = texts.enumerated().map { ConfigurationSource(file: "\($0).toml", text: $1) }
    do {
        return try GateConfiguration.parse(
            sources, context: ConfigurationContext(folder: "/etc/gatehouse") { $0 != "Mars/Olympus" }
        ).warnings
    } catch {
        return error.issues
    }
}

extension String {
    /// The text with one line changed, which must be there.
    func replacing(line: String, with other: String) -> String {
        precondition(contains(line), "the sample has no such line")
        return split(separator: "\n", omittingEmptySubsequences: false)
            .map { $0 == line ? other : String($0) }.joined(separator: "\n")
    }
}
