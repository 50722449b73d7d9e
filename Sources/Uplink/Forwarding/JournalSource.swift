public import Journal

/// The journal as the uplink sees it: durable records, and the checkpoints that the gate signed.
///
/// Lives on the link's thread. An error means that the journal cannot be read now; the link tries again.
public protocol JournalSource: AnyObject {
    /// The name of the log.
    var origin: String { get }

    /// The number of records that are certainly on the medium.
    func durableSize() throws(JournalSourceError) -> UInt64

    /// Durable records from `start` on, up to a checkpoint that the gate signed: at most `limit` leaves, but at least one
    /// commit of the gate.
    ///
    /// - Returns: `nil` when there is no durable record at `start`.
    func chunk(from start: UInt64, limit: Int) throws(JournalSourceError) -> RecordChunk?

    /// The gate's signed checkpoint of exactly this size; `nil` if the gate signed none, or not in this journal.
    func checkpoint(size: UInt64) throws(JournalSourceError) -> SignedNote?
}

/// Why the journal could not be read.
public struct JournalSourceError: Error, Hashable, CustomStringConvertible {
    /// What is wrong, for the log.
    public var description: String

    /// An error with its description.
    public init(_ description: String) {
        self.description = description
    }
}

/// Records on their way upstream.
public struct RecordChunk: Sendable {
    /// The index of the first record.
    public var start: UInt64
    /// The leaves.
    public var leaves: [[UInt8]]
    /// The details and sealed parts that the leaves refer to, without empty ones.
    public var blobs: [[UInt8]]
    /// The gate's checkpoint at the end of the leaves.
    public var checkpoint: SignedNote
    /// The root in that checkpoint.
    public var root: Hash256

    /// Bytes of blobs after which a chunk ends at the next checkpoint: a desk holds 64 MiB of blobs without leaves for a
    /// gate, and a chunk that is sent again must not push itself out.
    public static let blobBytes = 24 << 20

    /// A chunk.
    public init(start: UInt64, leaves: [[UInt8]], blobs: [[UInt8]], checkpoint: SignedNote, root: Hash256) {
        self.start = start
        self.leaves = leaves
        self.blobs = blobs
        self.checkpoint = checkpoint
        self.root = root
    }

    /// The head at the end.
    var end: Forwarder.Position { Forwarder.Position(size: start + UInt64(leaves.count), root: root) }

    /// The blobs in batches that a request can carry.
    var batches: [BlobBatch] {
        var batches: [BlobBatch] = []
        var batch = BlobBatch(blobs: [])
        var bytes = 4
        for blob in blobs {
            let full = bytes + 4 + blob.count > Self.batchBytes || batch.blobs.count == BlobBatch.maximumCount
            if full, !batch.blobs.isEmpty {
                batches.append(batch)
                batch = BlobBatch(blobs: [])
                bytes = 4
            }
            batch.blobs.append(blob)
            bytes += 4 + blob.count
        }
        if !batch.blobs.isEmpty { batches.append(batch) }
        return batches
    }

    /// Bytes of one batch: half of what the protocol allows, so that a slow line gets it over within a request's time.
    private static let batchBytes = BlobBatch.maximumByteCount / 2
}
