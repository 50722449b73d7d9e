import ArgumentParser

struct CodeVerbs: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "code",
        abstract: "Issues and verifies codes.",
        discussion: "Example: gatehousectl code verify --trust /var/lib/gatehouse/trust < codes.txt",
        subcommands: [CodeIssueVerb.self, CodeVerifyVerb.self])
}
