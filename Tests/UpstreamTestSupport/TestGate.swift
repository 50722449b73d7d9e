import Admission
import Codes
public import Crypto
public import Journal
import Wire

/// A gate without devices or disk: it makes records, and signs a checkpoint after each commit of them.
public final class TestGate {
    /// One commit.
    public struct Commit {
        /// The index of the first record.
        public var start: UInt64
        /// The leaves.
        public var leaves: [[UInt8]]
        /// Their details and sealed parts.
        public var blobs: [[UInt8]]
        /// The checkpoint after them.
        public var checkpoint: SignedNote
        /// Its root.
        public var root: Hash256
        /// Its size.
        public var end: UInt64 { start + UInt64(leaves.count) }
    }

    /// The name of the log.
    public let origin: String
    /// Signs as the gate.
    public let identity: NoteSigner
    /// Signs as the first epoch.
    public let epoch: NoteSigner
    /// What the gate has committed.
    public private(set) var commits: [Commit] = []
    private var frontier = MerkleFrontier()
    private let salt: UInt8

    /// A gate with its own keys. Gates with the same origin, keys and another salt are clones that went apart.
    public init(
        origin: String = "gatehouse.test/west", key: Curve25519.Signing.PrivateKey = .init(),
        epochKey: Curve25519.Signing.PrivateKey = .init(), salt: UInt8 = 0
    ) throws {
        self.origin = origin
        self.salt = salt
        identity = try NoteSigner(name: origin, key: key)
        epoch = try NoteSigner(name: Enrolment.epochName(origin: origin, epoch: 1), key: epochKey)
    }

    /// The gate's enrolment with clients that may speak for it.
    public func enrolment(clients: [Hash256], upstreams: [NoteVerifier] = []) throws -> Enrolment {
        try Enrolment(
            origin: origin, site: "test", gate: "west", identity: identity.verifier, firstEpoch: 1,
            epochKey: epoch.verifier, sealing: [], upstreams: upstreams, clients: clients)
    }

    /// The number of records.
    public var size: UInt64 { frontier.size }

    /// All leaves, in order.
    public var leaves: [[UInt8]] { commits.flatMap(\.leaves) }

    /// Makes a commit of `count` records; every second one has a sealed part, every third none at all.
    @discardableResult
    public func commit(_ count: Int = 1, salt other: UInt8? = nil) throws -> Commit {
        var commit = Commit(
            start: size, leaves: [], blobs: [], checkpoint: SignedNote(text: "", signatures: []), root: .zero)
        for offset in 0..<count {
            let index = size + UInt64(offset)
            let detail = index % 3 == 2 ? [] : Array("detail \(index) \(other ?? salt)".utf8)
            let sealed = index % 2 == 0 ? Array("sealed \(index) \(other ?? salt)".utf8) : []
            commit.leaves.append(leaf(index, detail, sealed).bytes)
            commit.blobs += [detail, sealed].filter { !$0.isEmpty }
        }
        for leaf in commit.leaves { frontier.append(.leaf(leaf)) }
        commit.root = frontier.root
        commit.checkpoint = try sign(Checkpoint(origin: origin, size: frontier.size, root: frontier.root))
        commits.append(commit)
        return commit
    }

    /// Takes away the commits after the first `count`, as an old copy of the disk would.
    public func cut(toCommits count: Int) {
        commits = Array(commits.prefix(count))
        frontier = MerkleFrontier()
        for leaf in leaves { frontier.append(.leaf(leaf)) }
    }

    /// A checkpoint with the signatures of identity and epoch.
    public func sign(_ checkpoint: Checkpoint) throws -> SignedNote {
        let text = checkpoint.text
        return SignedNote(text: text, signatures: [try identity.sign(text), try epoch.sign(text)])
    }

    /// Several commits as one append.
    public func append(commits range: Range<Int>) -> AppendRequest {
        let commits = commits[range]
        return AppendRequest(
            start: commits.first?.start ?? 0, leaves: commits.flatMap(\.leaves),
            checkpoint: commits.last?.checkpoint ?? SignedNote(text: "", signatures: []))
    }

    private func leaf(_ index: UInt64, _ detail: [UInt8], _ sealed: [UInt8]) -> Leaf {
        Leaf(
            kind: .entry, verdict: .admit, category: .resident, lane: 1,
            time: UnixTime(seconds: 1_790_000_000 + Int64(index)), clock: .synchronised,
            uptime: Instant(nanoseconds: index), reasons: Reasons(rawValue: 0), detailLength: UInt32(detail.count),
            detailDigest: Hash256(of: detail), sealedLength: UInt32(sealed.count), sealedDigest: Hash256(of: sealed),
            policy: .zero)
    }
}
