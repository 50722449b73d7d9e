public import Journal

/// The journal of the gate on this machine, read while the daemon writes it. Lives on one link's thread.
public final class JournalFollower: JournalSource {
    /// The gate's enrolment, from the journal.
    public let enrolment: Enrolment

    private let directory: String
    /// Reads forward from chunk to chunk.
    private var forward: JournalReader?
    /// Watches the end.
    private var end: JournalReader?
    /// The frame that did not fit into the last chunk.
    private var leftOver: Frame?
    private var durable: UInt64 = 0
    /// The checkpoint that heartbeats repeat.
    private var lastHead: SignedHead?

    /// Opens the journal in `directory`.
    public init(directory: String) throws(JournalSourceError) {
        self.directory = directory
        do throws(JournalError) {
            let reader = try JournalReader(directory: directory)
            enrolment = reader.enrolment
            end = reader
        } catch {
            throw JournalSourceError("\(error)")
        }
    }

    /// The name of the log.
    public var origin: String { enrolment.origin }

    /// The number of records that are certainly on the medium. Syncs only when there are new ones.
    public func durableSize() throws(JournalSourceError) -> UInt64 {
        try guarded { () throws(JournalError) in
            let reader = try open(end)
            end = reader
            if let head = try reader.head()?.checkpoint.size, head != durable {
                durable = try reader.syncedHead()?.checkpoint.size ?? 0
            }
            return durable
        }
    }

    /// Durable records from `start` on, up to a checkpoint that the gate signed.
    public func chunk(from start: UInt64, limit: Int) throws(JournalSourceError) -> RecordChunk? {
        guard start < (try durableSize()) else { return nil }
        return try guarded { () throws(JournalError) in
            let reader = try open(forward)
            forward = reader
            if leftOver?.firstIndex != start {
                leftOver = nil
                if reader.nextIndex != start { try reader.seek(to: start) }
            }
            var builder = ChunkBuilder(start: start, limit: limit)
            while let frame = try next(reader) {
                leftOver = frame
                guard frame.treeSize <= durable, builder.takes(frame) else { break }
                builder.add(frame)
                leftOver = nil
                lastHead = reader.signedHead(frame)
            }
            return lastHead.flatMap { builder.chunk(head: $0) }
        }
    }

    /// The gate's signed checkpoint of exactly this size.
    public func checkpoint(size: UInt64) throws(JournalSourceError) -> SignedNote? {
        if let lastHead, lastHead.checkpoint.size == size { return lastHead.note }
        guard size > 0, size <= (try durableSize()) else { return nil }
        return try guarded { () throws(JournalError) in
            let reader = try JournalReader(directory: directory)
            try reader.seek(to: size - 1)
            guard let frame = try reader.nextFrame(), frame.treeSize == size else { return nil }
            let head = reader.signedHead(frame)
            lastHead = head
            return head.note
        }
    }

    private func open(_ reader: JournalReader?) throws(JournalError) -> JournalReader {
        if let reader { return reader }
        return try JournalReader(directory: directory)
    }

    private func next(_ reader: JournalReader) throws(JournalError) -> Frame? {
        if let leftOver { return leftOver }
        return try reader.nextFrame()
    }

    /// After an error everything is opened anew: segments may have been recycled or replaced.
    private func guarded<T>(_ body: () throws(JournalError) -> T) throws(JournalSourceError) -> T {
        do {
            return try body()
        } catch {
            forward = nil
            end = nil
            leftOver = nil
            durable = 0
            throw JournalSourceError("\(error)")
        }
    }
}

/// Gathers whole frames of the journal into a chunk, as many as the limits allow, but one at least.
private struct ChunkBuilder {
    let start: UInt64
    let limit: Int
    private var leaves: [[UInt8]] = []
    private var blobs: [[UInt8]] = []
    private var leafBytes = 0
    private var blobBytes = 0

    init(start: UInt64, limit: Int) {
        self.start = start
        self.limit = limit
    }

    func takes(_ frame: Frame) -> Bool {
        // Frames follow each other without a gap; one that begins elsewhere belongs to no chunk from here.
        guard frame.firstIndex == start + UInt64(leaves.count) else { return false }
        if leaves.isEmpty { return true }
        return leaves.count + frame.count <= limit
            && leafBytes + frame.bytes.count <= AppendRequest.maximumLeafBytes
            && blobBytes + frame.bytes.count <= RecordChunk.blobBytes
    }

    mutating func add(_ frame: Frame) {
        for position in 0..<frame.count {
            let (leaf, detail, sealed) = frame.record(at: position)
            leaves.append(Array(leaf))
            leafBytes += 2 + leaf.count
            for blob in [detail, sealed] where !blob.isEmpty {
                blobs.append(Array(blob))
                blobBytes += blob.count
            }
        }
    }

    func chunk(head: SignedHead) -> RecordChunk? {
        guard !leaves.isEmpty, head.checkpoint.size == start + UInt64(leaves.count) else { return nil }
        return RecordChunk(
            start: start, leaves: leaves, blobs: blobs, checkpoint: head.note, root: head.checkpoint.root)
    }
}
