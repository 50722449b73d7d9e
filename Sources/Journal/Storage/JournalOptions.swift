public import Crypto

/// What opening a journal for writing needs.
public struct JournalOptions: Sendable {
    /// Where the journal is.
    public var directory: String
    /// The gate's identity key; the enrolment names its public half.
    public var identity: Curve25519.Signing.PrivateKey
    /// The committee's root key; `nil` only where the enrolment in the journal is trusted for another reason.
    public var root: NoteVerifier?
    /// The names of the lanes by their numbers, for the boot record.
    public var lanes: [UInt16: String]
    /// The digest of the rules and settings in force, for every leaf.
    public var policy: Hash256
    /// Name and version of the program, for the boot record.
    public var program: String
    /// How many records may wait for the writer: at 64 in a commit, a second of a disk that takes 60 ms for each.
    public var queueLimit: Int
    /// The clocks for the journal's own records.
    public var clock: JournalClock
    /// The kernel's name of this boot; `nil` reads it.
    public var bootID: BootID?
    /// The file system.
    public var files: any FileSystem

    /// The default of `queueLimit`.
    public static let standardQueueLimit = 1024

    /// Options with the usual clocks, file system and limits.
    public init(
        directory: String, identity: Curve25519.Signing.PrivateKey, root: NoteVerifier?, lanes: [UInt16: String],
        policy: Hash256, program: String
    ) {
        self.directory = directory
        self.identity = identity
        self.root = root
        self.lanes = lanes
        self.policy = policy
        self.program = program
        queueLimit = Self.standardQueueLimit
        clock = .system
        files = LinuxFileSystem()
    }
}
