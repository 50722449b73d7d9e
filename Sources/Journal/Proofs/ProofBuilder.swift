import Codes

/// The proof that one record is in the log, for somebody who has nothing but the gate's public key.
public struct InclusionProof: Hashable, Sendable {
    /// The record.
    public var record: JournalRecord
    /// The hashes from the leaf's sibling up.
    public var hashes: [Hash256]
    /// The head that the proof leads to.
    public var head: SignedHead

    /// The proof as text: C2SP tlog-proof, with the leaf as the extra data, whose hash is what is proved.
    public var text: String {
        var lines = ["c2sp.org/tlog-proof@v1", "extra \(Base64.encode(record.leaf.bytes))", "index \(record.index)"]
        lines += hashes.map(\.base64)
        return lines.joined(separator: "\n") + "\n\n" + head.note.encoded
    }

    /// The proof as one JSON object: `leaf` and `hashes` in base64, `index`, `checkpoint` the signed note, and the detail
    /// in base64, whose SHA-256 the leaf holds.
    public var json: String {
        let hashes = hashes.map { JSONText.quoted($0.base64) }.joined(separator: ",")
        return "{\"leaf\":\(JSONText.quoted(Base64.encode(record.leaf.bytes))),\"index\":\(record.index),"
            + "\"hashes\":[\(hashes)],\"checkpoint\":\(JSONText.quoted(head.note.encoded)),"
            + "\"detail\":\(JSONText.quoted(Base64.encode(record.detail)))}"
    }
}

/// Cuts proofs out of a journal. It reads the whole journal once and keeps two hashes for each record.
public struct ProofBuilder {
    private let reader: JournalReader
    private var tree = MerkleTree()
    private var heads: [UInt64: SignedHead] = [:]
    /// The newest head.
    public private(set) var head: SignedHead?

    /// A builder over what is in the journal now.
    ///
    /// - Throws: if the journal is damaged, or its first segments are not there any more.
    public init(_ reader: JournalReader) throws(JournalError) {
        self.reader = reader
        try reader.seek(to: 0)
        while let frame = try reader.nextFrame() {
            for position in 0..<frame.count { tree.append(frame.leafHash(at: position)) }
            let head = reader.signedHead(frame)
            self.head = head
            heads[frame.treeSize] = head
        }
    }

    /// The number of records.
    public var size: UInt64 { tree.size }

    /// The proof of a record in the newest head.
    ///
    /// - Throws: `noRecord` unless it is there.
    public func inclusion(of index: UInt64) throws(JournalError) -> InclusionProof {
        guard let head, let hashes = tree.inclusionProof(of: index, in: head.checkpoint.size) else {
            throw JournalError.noRecord(index: index, held: 0..<size)
        }
        return InclusionProof(record: try reader.record(at: index), hashes: hashes, head: head)
    }

    /// The proof that the first `old` records are a beginning of the newest head, for `add-checkpoint`; `nil` if there are
    /// not so many.
    public func consistency(from old: UInt64) -> [Hash256]? {
        tree.consistencyProof(from: old, to: tree.size)
    }

    /// The root of the first `size` records; `nil` if there are not so many.
    public func root(at size: UInt64) -> Hash256? {
        tree.root(at: size)
    }

    /// The signed head of a size, if a commit ended there.
    public func head(at size: UInt64) -> SignedHead? {
        heads[size]
    }
}
