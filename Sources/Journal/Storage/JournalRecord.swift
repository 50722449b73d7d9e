/// One record as it is read back.
public struct JournalRecord: Hashable, Sendable {
    /// The index in the log.
    public var index: UInt64
    /// The leaf.
    public var leaf: Leaf
    /// The detail with its salt; see ``RecordDetail``.
    public var detail: [UInt8]
    /// The sealed part; empty if nothing was sealed.
    public var sealed: [UInt8]

    /// A record of these parts.
    public init(index: UInt64, leaf: Leaf, detail: [UInt8], sealed: [UInt8]) {
        self.index = index
        self.leaf = leaf
        self.detail = detail
        self.sealed = sealed
    }
}

extension Frame {
    /// The record at `position`, which must be below `count`.
    ///
    /// - Throws: if the leaf is of a version or has values that are not known.
    public func journalRecord(at position: Int) throws(MalformedError) -> JournalRecord {
        let record = record(at: position)
        return JournalRecord(
            index: firstIndex + UInt64(position), leaf: try Leaf(record.leaf), detail: Array(record.detail),
            sealed: Array(record.sealed))
    }
}

/// A head of the log that the gate has signed.
public struct SignedHead: Hashable, Sendable {
    /// Origin, size and root.
    public var checkpoint: Checkpoint
    /// The checkpoint as a note, with the line of the identity key and, where the key is known, that of the epoch.
    public var note: SignedNote
    /// The number of the epoch that signed.
    public var epoch: UInt32
}
