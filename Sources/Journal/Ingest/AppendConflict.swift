/// The answer 409 to an append: where the receiver stands, so that the gate can go on from there.
///
/// On the wire: the lines `size N` and `root BASE64`; if N is above 0 then a blank line and the receiver's cosigned
/// checkpoint of that size, as a signed note.
public struct AppendConflict: Hashable, Sendable {
    /// The size of the log that the receiver holds.
    public var size: UInt64
    /// The root of the log that the receiver holds.
    public var root: Hash256
    /// The checkpoint of that size with the receiver's cosignature; `nil` when the receiver holds nothing.
    public var cosigned: SignedNote?

    /// A conflict of these parts.
    public init(size: UInt64, root: Hash256, cosigned: SignedNote?) {
        self.size = size
        self.root = root
        self.cosigned = cosigned
    }

    /// The body of the answer.
    public var encoded: String {
        let head = "size \(size)\nroot \(root.base64)\n"
        return cosigned.map { "\(head)\n\($0.encoded)" } ?? head
    }

    /// The conflict of an outside body.
    ///
    /// - Throws: if a line is missing or not canonical, or the note is not a checkpoint of this size and root.
    public init(_ body: [UInt8]) throws(MalformedError) {
        let subject = "append conflict"
        guard body.count <= SignedNote.maximumByteCount, let text = String(validating: body, as: UTF8.self) else {
            throw MalformedError(subject, "it is too long or not UTF-8")
        }
        let lines = text.split(separator: "\n", maxSplits: 3, omittingEmptySubsequences: false)
        guard lines.count >= 3, lines[0].hasPrefix("size "), lines[1].hasPrefix("root "), lines[2].isEmpty,
            let size = UInt64(canonical: lines[0].dropFirst(5)), let root = Hash256(base64: lines[1].dropFirst(5))
        else { throw MalformedError(subject, "it does not begin with the lines 'size N' and 'root BASE64'") }
        self.size = size
        self.root = root
        cosigned = nil
        guard lines.count == 4 else {
            guard size == 0 else { throw MalformedError(subject, "size \(size) comes without a cosigned checkpoint") }
            return
        }
        let note = try SignedNote(String(lines[3]))
        let checkpoint = try Checkpoint(text: note.text)
        guard checkpoint.size == size, checkpoint.root == root else {
            throw MalformedError(subject, "the checkpoint is not of the size and root above it")
        }
        cosigned = note
    }
}
