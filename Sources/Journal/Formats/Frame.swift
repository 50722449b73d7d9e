/// One durable commit: records, the head of the tree after them, two signatures of that head, and a checksum. It takes
/// 1 to 16 whole blocks and is written once.
public struct Frame: Sendable {
    static let magic: UInt32 = 0x3146_4A47  // "GJF1" in little-endian order
    /// Everything before the first record.
    static let headerByteCount = 88
    /// Tree size, root, two signatures, checksum.
    static let trailerByteCount = 8 + Hash256.byteCount + 2 * JournalBlock.signatureByteCount + 4
    /// The lengths before each record's three parts.
    static let entryHeaderByteCount = 6
    /// The most bytes of a frame without padding: 64 KiB.
    static let maximumByteCount = JournalBlock.perFrame * JournalBlock.byteCount

    /// One record of a frame, as ranges of the frame's bytes.
    struct Entry: Hashable, Sendable {
        var leaf: Range<Int>
        var detail: Range<Int>
        var sealed: Range<Int>
    }

    /// All bytes of the frame, without the padding.
    public let bytes: [UInt8]
    /// The number of the segment that the frame was written to.
    public let segment: UInt64
    /// The index of the first record.
    public let firstIndex: UInt64
    /// The number of the epoch whose key signed.
    public let epoch: UInt32
    /// Time since boot when the frame was made, in nanoseconds.
    public let monotonicNanoseconds: UInt64
    /// The boot of the machine that the time belongs to.
    public let bootID: BootID
    /// SHA-256 of the frame before, without its padding; zero before the first frame.
    public let previous: Hash256
    /// The size of the tree with this frame.
    public let treeSize: UInt64
    /// The root of the tree with this frame.
    public let root: Hash256
    let entries: [Entry]

    /// The number of records.
    public var count: Int { entries.count }

    /// The blocks that the frame takes on disk.
    public var blockCount: Int { JournalBlock.count(holding: bytes.count) }

    /// SHA-256 of the frame, which the next one holds.
    public var digest: Hash256 { Hash256(of: bytes) }

    /// The leaf, detail and sealed part of the record at `position`, which must be below `count`.
    public func record(at position: Int) -> (
        leaf: ArraySlice<UInt8>, detail: ArraySlice<UInt8>, sealed: ArraySlice<UInt8>
    ) {
        let entry = entries[position]
        return (bytes[entry.leaf], bytes[entry.detail], bytes[entry.sealed])
    }

    /// The hash of the leaf at `position`, which must be below `count`.
    public func leafHash(at position: Int) -> Hash256 {
        bytes.withUnsafeBytes { Hash256.leaf(UnsafeRawBufferPointer(rebasing: $0[entries[position].leaf])) }
    }

    /// The identity key's signature of the checkpoint, 64 bytes.
    public var identitySignature: ArraySlice<UInt8> {
        bytes.dropLast(4 + JournalBlock.signatureByteCount).suffix(JournalBlock.signatureByteCount)
    }

    /// The epoch key's signature of the checkpoint, 64 bytes.
    public var epochSignature: ArraySlice<UInt8> {
        bytes.dropLast(4).suffix(JournalBlock.signatureByteCount)
    }

    /// The head that this frame signs.
    public func checkpoint(origin: String) -> Checkpoint {
        Checkpoint(origin: origin, size: treeSize, root: root)
    }

    /// How long the frame is that begins with these bytes (8 at least are looked at); `nil` if none can.
    static func byteCount(beginning block: UnsafeRawBufferPointer) -> Int? {
        guard block.count >= 8, block.load(littleEndian: UInt32.self, at: 0) == magic else { return nil }
        let length = Int(block.load(littleEndian: UInt32.self, at: 4))
        guard length > headerByteCount + trailerByteCount, length <= maximumByteCount else { return nil }
        return length
    }

    /// The frame of exactly these bytes. The checksum is checked; tree, chain and signatures are not.
    ///
    /// - Throws: if a length does not fit, the checksum is wrong, or sizes contradict each other.
    public init(_ bytes: [UInt8], segmentID: SegmentID) throws(MalformedError) {
        let end = bytes.count - 4
        guard bytes.withUnsafeBytes({ Self.byteCount(beginning: $0) }) == bytes.count else {
            throw MalformedError("frame", "the magic or the length is wrong")
        }
        let (stored, computed) = bytes.withUnsafeBytes {
            (
                $0.load(littleEndian: UInt32.self, at: end),
                CRC32C.checksum(UnsafeRawBufferPointer(rebasing: $0[..<end]), seed: segmentID)
            )
        }
        guard stored == computed else { throw MalformedError("frame", "the checksum is wrong") }
        var reader = ByteReader(bytes, subject: "frame")
        _ = try reader.take(8, "magic and length")
        segment = try reader.next(UInt64.self, "segment number")
        firstIndex = try reader.next(UInt64.self, "first index")
        let count = try reader.next(UInt32.self, "count")
        epoch = try reader.next(UInt32.self, "epoch")
        monotonicNanoseconds = try reader.next(UInt64.self, "monotonic time")
        bootID = Identifier128(try reader.take(Identifier128.byteCount, "boot id")) ?? .zero
        previous = try reader.hash("previous frame")
        guard (1...UInt32(JournalBlock.recordsPerFrame)).contains(count) else {
            throw MalformedError("frame", "\(count) records are not 1 to \(JournalBlock.recordsPerFrame)")
        }
        entries = try Self.entries(Int(count), &reader)
        treeSize = try reader.next(UInt64.self, "tree size")
        root = try reader.hash("root")
        _ = try reader.take(2 * JournalBlock.signatureByteCount + 4, "signatures and checksum")
        try reader.end()
        guard treeSize.subtractingReportingOverflow(firstIndex) == (UInt64(count), false) else {
            throw MalformedError("frame", "the tree size \(treeSize) is not \(firstIndex) and \(count)")
        }
        self.bytes = bytes
    }

    private static func entries(_ count: Int, _ reader: inout ByteReader) throws(MalformedError) -> [Entry] {
        var entries: [Entry] = []
        entries.reserveCapacity(count)
        for _ in 0..<count {
            let leaf = Int(try reader.next(UInt16.self, "leaf length"))
            let detail = Int(try reader.next(UInt16.self, "detail length"))
            let sealed = Int(try reader.next(UInt16.self, "sealed length"))
            let start = reader.offset
            _ = try reader.take(leaf + detail + sealed, "record")
            entries.append(
                Entry(
                    leaf: start..<start + leaf, detail: start + leaf..<start + leaf + detail,
                    sealed: start + leaf + detail..<start + leaf + detail + sealed))
        }
        return entries
    }
}
