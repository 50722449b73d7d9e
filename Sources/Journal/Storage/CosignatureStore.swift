import Codes

/// The newest cosigned checkpoint of each upstream, one note in `cosig/` each: what the journal must never fall behind.
struct CosignatureStore: Sendable {
    private let layout: JournalLayout
    private let files: any FileSystem
    private let enrolment: Enrolment

    /// A checkpoint with a cosignature or two is far smaller.
    private static let maximumByteCount = 16 * 1024
    private static let suffix = ".note"

    init(_ layout: JournalLayout, _ files: any FileSystem, _ enrolment: Enrolment) {
        self.layout = layout
        self.files = files
        self.enrolment = enrolment
    }

    /// What a note of this log says under the keys of its upstreams.
    func cosigned(_ note: SignedNote) -> (checkpoint: Checkpoint, upstream: NoteVerifier)? {
        guard let checkpoint = try? Checkpoint(text: note.text), checkpoint.origin == enrolment.origin,
            let upstream = enrolment.upstreams.first(where: { $0.isSigned(note) })
        else { return nil }
        return (checkpoint, upstream)
    }

    /// All that is stored and verifies; `remark` is told of the rest, which is ignored: upstreams can be asked again.
    func all(
        _ remark: (String) -> Void
    ) throws(JournalError) -> [(checkpoint: Checkpoint, upstream: NoteVerifier)] {
        let names = try files.on(layout.cosignatures) { () throws(SystemError) in try files.list(layout.cosignatures) }
        var found: [(checkpoint: Checkpoint, upstream: NoteVerifier)] = []
        for name in names.sorted() where name.hasSuffix(Self.suffix) {
            let path = "\(layout.cosignatures)/\(name)"
            let bytes = try files.contents(of: path, limit: Self.maximumByteCount)
            guard let note = try? SignedNote(bytes: bytes), let cosigned = cosigned(note) else {
                remark("\(path) is not cosigned by an upstream of the enrolment; it was ignored")
                continue
            }
            found.append(cosigned)
        }
        return found
    }

    /// Keeps a cosigned checkpoint in place of the upstream's older one, durably.
    ///
    /// - Returns: its size; `nil` if no upstream has cosigned it.
    func store(_ note: SignedNote) throws(JournalError) -> UInt64? {
        guard let (checkpoint, upstream) = cosigned(note) else { return nil }
        let path = "\(layout.cosignatures)/\(Self.fileName(upstream.name))"
        try files.replace(path, in: layout.cosignatures, with: Array(note.encoded.utf8))
        return checkpoint.size
    }

    /// The upstream's name as a file name: what is not a letter, digit, dot or hyphen becomes `_`.
    static func fileName(_ upstream: String) -> String {
        String(upstream.map { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "." || $0 == "-") ? $0 : "_" })
            + suffix
    }
}
