/// Leaves that follow the record `start - 1` of a log, and the log's signed checkpoint at the end of them.
///
/// On the wire, little-endian: `u64 start`, `u32 count`, count times `u16 length` and the leaf, `u32 length` and the
/// checkpoint as a signed note, nothing after it.
public struct AppendRequest: Hashable, Sendable {
    /// The index of the first leaf, which is the size of the log before them.
    public var start: UInt64
    /// The leaves, at least one.
    public var leaves: [[UInt8]]
    /// The gate's checkpoint of the size `start + leaves.count`.
    public var checkpoint: SignedNote

    /// The most leaves of one request: three weeks of a gate then take thirty requests.
    public static let maximumCount = 8192
    /// The most bytes of the leaves of one request; version 1 needs 137 for each.
    public static let maximumLeafBytes = 4 * 1024 * 1024
    /// The most bytes of the checkpoint.
    public static let maximumNoteBytes = 16 * 1024
    /// The most bytes of a request; a receiver closes the connection on a longer one.
    public static let maximumByteCount = 16 + maximumLeafBytes + maximumNoteBytes

    /// A request of these parts.
    public init(start: UInt64, leaves: [[UInt8]], checkpoint: SignedNote) {
        self.start = start
        self.leaves = leaves
        self.checkpoint = checkpoint
    }

    /// The size of the log after the leaves.
    public var end: UInt64 { start + UInt64(leaves.count) }

    /// The body of the request.
    public var encoded: [UInt8] {
        let note = Array(checkpoint.encoded.utf8)
        var out: [UInt8] = []
        out.reserveCapacity(leaves.reduce(16 + note.count) { $0 + 2 + $1.count })
        out.append(littleEndian: start)
        out.append(littleEndian: UInt32(leaves.count))
        for leaf in leaves {
            out.append(littleEndian: UInt16(leaf.count))
            out += leaf
        }
        out.append(littleEndian: UInt32(note.count))
        return out + note
    }

    /// The request of an outside body.
    ///
    /// - Throws: if a limit is passed, a length does not fit, the note is none, or its size is not the end of the leaves.
    public init(_ body: [UInt8]) throws(MalformedError) {
        let subject = "append request"
        guard body.count <= Self.maximumByteCount else {
            throw MalformedError(subject, "\(body.count) bytes are more than \(Self.maximumByteCount)")
        }
        var reader = ByteReader(body, subject: subject)
        start = try reader.next(UInt64.self, "start")
        let count = Int(try reader.next(UInt32.self, "count"))
        guard (1...Self.maximumCount).contains(count), start <= UInt64(Int64.max) - UInt64(count) else {
            throw MalformedError(subject, "\(count) leaves from \(start) are not 1 to \(Self.maximumCount)")
        }
        leaves = []
        for _ in 0..<count {
            let length = Int(try reader.next(UInt16.self, "leaf length"))
            guard length > 0 else { throw MalformedError(subject, "a leaf is empty") }
            leaves.append(Array(try reader.take(length, "leaf")))
        }
        let length = Int(try reader.next(UInt32.self, "checkpoint length"))
        guard length <= Self.maximumNoteBytes else {
            throw MalformedError(subject, "a checkpoint of \(length) bytes is more than \(Self.maximumNoteBytes)")
        }
        checkpoint = try SignedNote(bytes: try reader.take(length, "checkpoint"))
        try reader.end()
        let size = try Checkpoint(text: checkpoint.text).size
        guard size == end else {
            throw MalformedError(subject, "the checkpoint is of \(size), the leaves end at \(end)")
        }
    }
}
