import Codes

/// Checks what a checksum cannot: that a frame's tree follows from the tree before, that its parts are those of its
/// leaves, and that both keys signed it. It learns the epochs' keys from the records that certify them.
struct FrameChecker {
    let origin: String
    let originDigest: Hash256
    private let identity: NoteVerifier
    private var epochs: [UInt32: NoteVerifier]
    /// Whether a frame of an epoch whose key is not known passes with the identity's signature alone: in recovery, which
    /// does not walk from the beginning.
    private let allowsUnknownEpochs: Bool
    private(set) var frontier: MerkleFrontier
    private var text: [UInt8] = []

    init(_ enrolment: Enrolment, frontier: MerkleFrontier, allowsUnknownEpochs: Bool) {
        origin = enrolment.origin
        originDigest = Hash256(of: enrolment.origin)
        identity = enrolment.identity
        epochs = [enrolment.firstEpoch: enrolment.epochKey]
        self.frontier = frontier
        self.allowsUnknownEpochs = allowsUnknownEpochs
    }

    /// Makes the key of an epoch known.
    mutating func learn(_ key: NoteVerifier, epoch: UInt32) {
        epochs[epoch] = key
    }

    /// The key of an epoch, if it is known.
    func epochKey(_ epoch: UInt32) -> NoteVerifier? { epochs[epoch] }

    /// Checks a frame that follows the frontier, and goes on to behind it.
    ///
    /// - Parameter visit: is given each record.
    mutating func check(
        _ frame: Frame, visit: (UInt64, Leaf, CBORValue?) -> Void = { _, _, _ in }
    ) throws(MalformedError) {
        var next = frontier
        for position in 0..<frame.count {
            let (leaf, detail) = try checkRecord(frame, position)
            visit(frame.firstIndex + UInt64(position), leaf, detail)
            if leaf.kind == .epochClose, let detail {
                let certificate = try EpochCertificate(detail, origin: origin)
                epochs[certificate.epoch] = certificate.key
            }
            next.append(frame.leafHash(at: position))
        }
        guard next.size == frame.treeSize, next.root == frame.root else {
            throw MalformedError("frame", "its root is not that of its records")
        }
        text.removeAll(keepingCapacity: true)
        frame.checkpoint(origin: origin).append(to: &text)
        try checkSignatures(
            text, identity: frame.identitySignature, epoch: frame.epochSignature, number: frame.epoch, of: "frame")
        frontier = next
    }

    /// Checks a segment's header against the log so far. The epoch is that of the segment's first frame.
    func check(_ header: SegmentHeader, epoch: UInt32?) throws(MalformedError) {
        let subject = "segment header"
        guard header.originDigest == originDigest else { throw MalformedError(subject, "it is of another log") }
        guard header.frontier == frontier else {
            throw MalformedError(subject, "its tree is not that of the records before it")
        }
        try checkSignatures(
            header.signedBytes, identity: header.identitySignature[...], epoch: header.epochSignature[...],
            number: epoch, of: subject)
    }

    /// Goes back to the tree before the last frame.
    mutating func rebase(to frontier: MerkleFrontier) {
        self.frontier = frontier
    }

    private func checkRecord(_ frame: Frame, _ position: Int) throws(MalformedError) -> (Leaf, CBORValue?) {
        let record = frame.record(at: position)
        let leaf = try Leaf(record.leaf)
        guard Int(leaf.detailLength) == record.detail.count, leaf.detailDigest == hash(record.detail) else {
            throw MalformedError("record", "its detail is not the one that the leaf names")
        }
        guard Int(leaf.sealedLength) == record.sealed.count, leaf.sealedDigest == hash(record.sealed) else {
            throw MalformedError("record", "its sealed part is not the one that the leaf names")
        }
        switch leaf.kind {
        case .epochClose, .boot, .gap: return (leaf, try RecordDetail.decode(record.detail))
        default: return (leaf, nil)
        }
    }

    private func hash(_ bytes: ArraySlice<UInt8>) -> Hash256 {
        bytes.withUnsafeBytes { Hash256(of: $0) }
    }

    private func checkSignatures(
        _ message: [UInt8], identity signature: ArraySlice<UInt8>, epoch other: ArraySlice<UInt8>, number: UInt32?,
        of subject: String
    ) throws(MalformedError) {
        guard signature.withUnsafeBytes({ identity.isValid($0, of: message) }) else {
            throw MalformedError(subject, "the identity key has not signed it")
        }
        guard let number else { return }
        guard let key = epochs[number] else {
            if allowsUnknownEpochs { return }
            throw MalformedError(subject, "no record certifies epoch \(number)")
        }
        guard other.withUnsafeBytes({ key.isValid($0, of: message) }) else {
            throw MalformedError(subject, "the key of epoch \(number) has not signed it")
        }
    }
}
