import ArgumentParser

struct SiteVerbs: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "site",
        abstract: "Makes sites.",
        discussion: "Example: gatehousectl site init --development /tmp/site",
        subcommands: [SiteInitVerb.self])
}
