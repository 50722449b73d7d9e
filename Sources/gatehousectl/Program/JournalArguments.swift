import ArgumentParser
import Configuration
import Journal

/// Where the journal is, and in which form to answer.
struct JournalArguments: ParsableArguments {
    @Option(
        name: .long,
        help: ArgumentHelp("The journal, in place of the configured one; a copy does too.", valueName: "directory"))
    var journal: String?

    @OptionGroup var configuration: ConfigurationOption

    @Option(
        name: .long,
        help: ArgumentHelp(
            "The committee's root key, as a C2SP verifier key or a file that holds one. With it the journal's "
                + "enrolment is checked.", valueName: "key"))
    var root: String?

    @Flag(name: .long, help: "Write JSON.")
    var json = false

    /// The journal's directory.
    func directory() throws(ToolFailure) -> String {
        if let journal { return journal }
        return try configuration.load().journal.directory
    }

    /// The committee's key, when one is given.
    func rootKey() throws(ToolFailure) -> NoteVerifier? {
        guard let root else { return nil }
        do throws(MalformedError) {
            return try NoteVerifier(vkey: root)
        } catch {
            // A key has a plus sign and no slash in its hash; what is none may be a file.
        }
        let bytes = try Files.read(root, limit: Self.longestKey)
        let text = String(decoding: bytes, as: UTF8.self).filter { !$0.isNewline }
        do throws(MalformedError) {
            return try NoteVerifier(vkey: text)
        } catch {
            throw ToolFailure(.usage, "\(root): is no verifier key (name+hash+key): \(error); copy it again")
        }
    }

    /// A verifier key has a name and some 60 characters.
    private static let longestKey = 4096

    /// A reader at the first record.
    func reader() throws(ToolFailure) -> JournalReader {
        let directory = try directory()
        let root = try rootKey()
        do throws(JournalError) {
            return try JournalReader(directory: directory, root: root)
        } catch {
            throw ToolFailure(error)
        }
    }
}

extension ToolFailure {
    /// What a journal that cannot be read means to a script: not there, or not as it should be.
    init(_ error: JournalError) {
        switch error {
        case .system(_, _): self.init(.unreachable, "\(error); name the journal by --journal or --config")
        case .locked: self.init(.unreachable, "\(error)")
        default: self.init(.checkFailed, "\(error)")
        }
    }
}
