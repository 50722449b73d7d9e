/// A checkpoint for a witness, with the proof that it goes on from the one that the witness has seen last: the body of
/// `add-checkpoint` of C2SP tlog-witness 1.0.0. Gatehouse sends it as heartbeat, even when nothing is new.
public struct AddCheckpointRequest: Hashable, Sendable {
    /// The size that the witness cosigned last, 0 if none.
    public var oldSize: UInt64
    /// The consistency proof from `oldSize` to the checkpoint.
    public var proof: [Hash256]
    /// The checkpoint.
    public var checkpoint: SignedNote

    /// The most lines of a proof, as the specification says.
    public static let maximumProofCount = 63

    /// A request of these parts.
    public init(oldSize: UInt64, proof: [Hash256], checkpoint: SignedNote) {
        self.oldSize = oldSize
        self.proof = proof
        self.checkpoint = checkpoint
    }

    /// The body of the request.
    public var encoded: String {
        "old \(oldSize)\n" + proof.map { $0.base64 + "\n" }.joined() + "\n" + checkpoint.encoded
    }

    /// The request of an outside body.
    ///
    /// - Throws: if a line is not canonical, there are too many, or the note is not a checkpoint.
    public init(_ body: [UInt8]) throws(MalformedError) {
        let subject = "add-checkpoint request"
        guard body.count <= AppendRequest.maximumNoteBytes, let text = String(validating: body, as: UTF8.self) else {
            throw MalformedError(subject, "it is too long or not UTF-8")
        }
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        guard let blank = lines.firstIndex(of: ""), blank >= 1, lines[0].hasPrefix("old "),
            let oldSize = UInt64(canonical: lines[0].dropFirst(4))
        else { throw MalformedError(subject, "it does not begin with 'old N', proof lines and a blank line") }
        guard blank - 1 <= Self.maximumProofCount else {
            throw MalformedError(subject, "\(blank - 1) proof lines are more than \(Self.maximumProofCount)")
        }
        self.oldSize = oldSize
        proof = []
        for line in lines[1..<blank] {
            guard let hash = Hash256(base64: line) else { throw MalformedError(subject, "'\(line)' is not a hash") }
            proof.append(hash)
        }
        checkpoint = try SignedNote(lines[(blank + 1)...].joined(separator: "\n"))
        let size = try Checkpoint(text: checkpoint.text).size
        guard oldSize <= size else { throw MalformedError(subject, "the old size \(oldSize) is above \(size)") }
    }
}
