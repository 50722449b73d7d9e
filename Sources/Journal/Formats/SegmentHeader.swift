import CLinux

/// Block 0 of a segment: where in the log the segment begins, with the frontier that makes it verifiable alone.
public struct SegmentHeader: Hashable, Sendable {
    /// `GHSEG`, 1, 0, 0. No origin can begin so, therefore the signed text of a header is never that of a checkpoint.
    static let magic: [UInt8] = Array("GHSEG".utf8) + [1, 0, 0]
    /// The format that this code reads and writes.
    public static let format: UInt32 = 1
    /// The offset of the frontier's first hash.
    static let fixedByteCount = 114
    /// Two signatures and the checksum.
    static let trailerByteCount = 2 * JournalBlock.signatureByteCount + 4

    /// The number of 4 KiB blocks of the segment, this one included.
    public var blocks: UInt32
    /// The number of the segment; the first is 0.
    public var segment: UInt64
    /// The index of the first record of the segment.
    public var firstIndex: UInt64
    /// The random name of the segment, the seed of its checksums.
    public var segmentID: SegmentID
    /// SHA-256 of the origin's UTF-8.
    public var originDigest: Hash256
    /// The tree of all records before the segment.
    public var frontier: MerkleFrontier
    /// The identity key's signature over the bytes before the signatures.
    public var identitySignature: [UInt8]
    /// The signature of the epoch of the segment's first frame over the same bytes.
    public var epochSignature: [UInt8]

    /// A header that is to be signed.
    public init(blocks: UInt32, segment: UInt64, segmentID: SegmentID, originDigest: Hash256, frontier: MerkleFrontier)
    {
        self.blocks = blocks
        self.segment = segment
        self.firstIndex = frontier.size
        self.segmentID = segmentID
        self.originDigest = originDigest
        self.frontier = frontier
        identitySignature = []
        epochSignature = []
    }

    /// What is signed: everything before the signatures.
    public var signedBytes: [UInt8] {
        var out = Self.magic
        out.append(littleEndian: Self.format)
        out.append(littleEndian: blocks)
        out.append(littleEndian: segment)
        out.append(littleEndian: firstIndex)
        out += segmentID.bytes
        out += originDigest.bytes
        out += frontier.root.bytes
        out.append(littleEndian: UInt16(frontier.hashes.count))
        for hash in frontier.hashes { out += hash.bytes }
        return out
    }

    /// The whole block of 4096 bytes, padded with zeroes.
    public var block: [UInt8] {
        var out = signedBytes + identitySignature + epochSignature
        out.append(littleEndian: out.withUnsafeBytes { CRC32C.checksum($0, seed: segmentID) })
        return out + [UInt8](repeating: 0, count: JournalBlock.byteCount - out.count)
    }

    /// The header of a block. The signatures are not checked; the frontier and the root are.
    ///
    /// - Throws: if the block is not a header, or its checksum, root or padding is wrong.
    public init(block: [UInt8]) throws(MalformedError) {
        let subject = "segment header"
        var reader = ByteReader(block, subject: subject)
        guard Array(try reader.take(Self.magic.count, "magic")) == Self.magic else {
            throw MalformedError(subject, "it does not begin with GHSEG")
        }
        let format = try reader.next(UInt32.self, "format")
        guard format == Self.format else { throw MalformedError(subject, "format \(format) is not known") }
        blocks = try reader.next(UInt32.self, "blocks")
        segment = try reader.next(UInt64.self, "segment number")
        firstIndex = try reader.next(UInt64.self, "first index")
        segmentID = Identifier128(try reader.take(Identifier128.byteCount, "segment id")) ?? .zero
        originDigest = try reader.hash("origin digest")
        let root = try reader.hash("root")
        let count = Int(try reader.next(UInt16.self, "frontier count"))
        guard count == firstIndex.nonzeroBitCount else {
            throw MalformedError(subject, "\(count) hashes are no frontier of \(firstIndex) records")
        }
        var hashes: [Hash256] = []
        for _ in 0..<count { hashes.append(try reader.hash("frontier hash")) }
        identitySignature = Array(try reader.take(JournalBlock.signatureByteCount, "identity signature"))
        epochSignature = Array(try reader.take(JournalBlock.signatureByteCount, "epoch signature"))
        let end = reader.offset
        let stored = try reader.next(UInt32.self, "checksum")
        let id = segmentID
        let checksum = block.withUnsafeBytes { CRC32C.checksum(UnsafeRawBufferPointer(rebasing: $0[..<end]), seed: id) }
        guard checksum == stored else { throw MalformedError(subject, "the checksum is wrong") }
        guard let frontier = MerkleFrontier(size: firstIndex, hashes: hashes), frontier.root == root else {
            throw MalformedError(subject, "the root is not that of the frontier")
        }
        guard block.count == JournalBlock.byteCount, block[(end + 4)...].isZero else {
            throw MalformedError(subject, "the padding is not zero")
        }
        self.frontier = frontier
    }
}
