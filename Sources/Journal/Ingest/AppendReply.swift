/// The answer 200 to an append or to `add-checkpoint`: cosignature lines and nothing else. They are the only
/// acknowledgement that there is.
public struct AppendReply: Hashable, Sendable {
    /// The lines, unchecked; of these only those of known keys count.
    public var cosignatures: [NoteSignature]

    /// An answer of these lines.
    public init(cosignatures: [NoteSignature]) {
        self.cosignatures = cosignatures
    }

    /// The body of the answer.
    public var encoded: String {
        cosignatures.reduce(into: "") { $0 += $1.line }
    }

    /// The answer of an outside body.
    ///
    /// - Throws: if it is not one or more signature lines.
    public init(_ body: [UInt8]) throws(MalformedError) {
        guard body.count <= AppendRequest.maximumNoteBytes, let text = String(validating: body, as: UTF8.self) else {
            throw MalformedError("append reply", "it is too long or not UTF-8")
        }
        cosignatures = try SignedNote.signatures(text)
    }

    /// `checkpoint` with these lines added, ready to be checked and kept.
    public func attached(to checkpoint: SignedNote) -> SignedNote {
        SignedNote(text: checkpoint.text, signatures: checkpoint.signatures + cosignatures)
    }
}
