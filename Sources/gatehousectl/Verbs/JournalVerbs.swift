import ArgumentParser

struct JournalVerbs: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "journal",
        abstract: "Reads and proves the journal; never changes it.",
        discussion: """
            Works beside the running daemon, without it, and on a copy of the directory, with public keys only.

            Example: gatehousectl journal verify --journal /var/lib/gatehouse/journal
            """,
        subcommands: [
            JournalTailVerb.self, JournalShowVerb.self, JournalExportVerb.self, JournalVerifyVerb.self,
            JournalProveVerb.self,
        ])
}
