/// Where the journal stands, for status and rules.
public struct JournalState: Hashable, Sendable {
    /// Whether records are taken.
    public enum Condition: Hashable, Sendable {
        /// Records are written.
        case open
        /// All segments are in use; records fail until the ring has room.
        case ringFull
        /// Nothing will be written until the journal is opened again; why.
        case closed(String)
    }

    /// Whether records are taken.
    public var condition: Condition
    /// The number of durable records.
    public var size: UInt64
    /// The root of their tree.
    public var root: Hash256
    /// The epoch whose key signs.
    public var epoch: UInt32
    /// The segment in use.
    public var segment: UInt64
    /// The segments that hold records.
    public var segmentsUsed: Int
    /// The segments of the whole ring; an alarm is due at 80 %.
    public var segmentsTotal: Int
    /// The largest size that an upstream has cosigned, as far as is known here.
    public var cosigned: UInt64?
    /// Writes that failed and went to another segment since the journal was opened.
    public var failedWrites: Int
    /// The last thing that went wrong beside the records themselves, such as making a spare segment; for status.
    public var remark: String?
}

/// What became of a submitted record.
public struct JournalCompletion: Hashable, Sendable {
    /// What became of it.
    public enum Outcome: Hashable, Sendable {
        /// It is durable, under this index.
        case durable(index: UInt64)
        /// It is not in the journal and never will be.
        case failed(JournalError)
    }

    /// The ticket that it was submitted with.
    public var ticket: UInt64
    /// What became of it.
    public var outcome: Outcome
}
