import ArgumentParser

struct ConfigVerbs: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "config",
        abstract: "Looks at configurations.",
        discussion: "Example: gatehousectl config check",
        subcommands: [ConfigCheckVerb.self])
}
