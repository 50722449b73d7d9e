public import Journal
public import Wire

extension Forwarder {
    /// Where the forwarder stands; the names are those of the protocol's description.
    public enum State: String, Sendable, CaseIterable {
        /// Nothing to send, or about to look.
        case idle
        /// Blobs of a chunk are on their way.
        case blobs
        /// Leaves of a chunk are on their way.
        case append
        /// An acknowledgement came and is being kept.
        case cosigned
        /// The upstream could not be reached or could not answer; waiting for the next try.
        case offline
        /// The upstream stands elsewhere; its root is compared with ours.
        case rebase
        /// The upstream's log and ours contradict each other: an operator must look. Recording goes on.
        case forked
        /// The upstream does not know this gate, or knows it no more.
        case unenrolled
    }

    /// The head of a log: so many records, this root.
    public struct Position: Hashable, Sendable {
        /// The number of records.
        public var size: UInt64
        /// The root of their tree.
        public var root: Hash256

        /// A head.
        public init(size: UInt64, root: Hash256) {
            self.size = size
            self.root = root
        }

        /// The head of every log before its first record.
        public static let empty = Position(size: 0, root: .emptyTree)
    }

    /// What the shell has made ready to send: durable records from the upstream's size to a signed checkpoint.
    public struct Chunk: Hashable, Sendable {
        /// The index of the first record.
        public var start: UInt64
        /// The head that the gate signed at the end.
        public var end: Position
        /// How many requests the blobs take; 0 if the records have none.
        public var batches: Int
        /// The durable size of the journal when the chunk was made.
        public var head: UInt64

        /// A chunk.
        public init(start: UInt64, end: Position, batches: Int, head: UInt64) {
            self.start = start
            self.end = end
            self.batches = batches
            self.head = head
        }
    }

    /// How our journal compares with a head of the upstream.
    public enum Comparison: Hashable, Sendable {
        /// Our root at that size is the same.
        case same
        /// Our root at that size is another.
        case different
        /// Our journal is shorter: records that the upstream holds are gone here.
        case missing(ours: UInt64)
        /// Our journal cannot be read there now.
        case unreadable
    }

    /// What the shell learned by doing the last action.
    public enum Input: Hashable, Sendable {
        /// The wait is over, or the journal has grown; its durable size.
        case awake(head: UInt64)
        /// A chunk is ready.
        case prepared(Chunk)
        /// The journal could not be read.
        case unreadable
        /// The upstream has stored the batch of blobs.
        case blobsStored
        /// The upstream has cosigned this head; the signature is right.
        case cosigned(Position)
        /// The acknowledgement is kept.
        case kept
        /// The upstream has noted the heartbeat, but holds less than we thought.
        case noted
        /// The upstream stands elsewhere. Above size 0 its cosignature was right.
        case conflict(Position)
        /// The upstream answered the heartbeat with another size; unlike after an append, nothing proves it.
        case otherSize(UInt64)
        /// How our journal compares with the upstream's head.
        case compared(Comparison)
        /// The upstream says that we contradict ourselves.
        case fork
        /// The upstream does not know us.
        case notEnrolled
        /// The request was too large.
        case tooLarge
        /// The upstream wants us to come again later.
        case busy(retryAfter: Duration)
        /// No answer, or one that says nothing.
        case failed
    }

    /// What the shell does next; it answers with one input.
    public enum Action: Hashable, Sendable {
        /// Wait until then or until the journal grows; `nil` is until the journal grows.
        case wait(until: Instant?)
        /// Wait until then, whatever happens.
        case pause(until: Instant)
        /// Make a chunk from this index on, of at most so many leaves.
        case prepare(from: UInt64, limit: Int)
        /// Send this batch of the chunk's blobs.
        case putBlobs(batch: Int)
        /// Send the chunk's leaves.
        case append
        /// Send our checkpoint of this head as heartbeat.
        case heartbeat(Position)
        /// Keep the acknowledgement of this head on disk and tell the daemon.
        case keep(Position)
        /// Compare our journal with this head.
        case compare(Position)
        /// Stop until an operator has looked.
        case halt
    }

    /// Something that people must hear of.
    public enum Alarm: Hashable, Sendable {
        /// Our journal and the upstream's copy contradict each other.
        case forked(at: Position?)
        /// Our journal is shorter than what the upstream has cosigned: it was cut or an old copy was restored.
        case truncated(ours: UInt64, upstream: UInt64)
        /// The upstream holds less than it has cosigned: it broke its word, perhaps restored from a backup.
        case upstreamLost(cosigned: UInt64, holds: UInt64)
    }
}
