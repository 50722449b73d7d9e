/// Builds one frame after the other in the same page-aligned buffer, so that a commit copies nothing twice and allocates
/// nothing.
struct FrameBuilder: ~Copyable {
    private let buffer: UnsafeMutableRawBufferPointer
    private var length = 0
    private(set) var count = 0

    init() {
        buffer = .allocate(byteCount: Frame.maximumByteCount, alignment: JournalBlock.byteCount)
    }

    deinit {
        buffer.deallocate()
    }

    /// What the fixed part of a frame says.
    struct Header {
        var segment: UInt64
        var firstIndex: UInt64
        var epoch: UInt32
        var monotonicNanoseconds: UInt64
        var bootID: BootID
        var previous: Hash256
    }

    /// Begins a frame.
    mutating func begin() {
        length = Frame.headerByteCount
        count = 0
    }

    /// Whether a record with these lengths still fits.
    func fits(detail: Int, sealed: Int) -> Bool {
        count < JournalBlock.recordsPerFrame
            && length + Self.byteCount(detail: detail, sealed: sealed) + Frame.trailerByteCount <= buffer.count
    }

    /// The longest detail and sealed part together that an otherwise empty frame holds.
    static let maximumPayload =
        Frame.maximumByteCount - Frame.headerByteCount - Frame.trailerByteCount - byteCount(detail: 0, sealed: 0)

    private static func byteCount(detail: Int, sealed: Int) -> Int {
        Frame.entryHeaderByteCount + Leaf.byteCount + detail + sealed
    }

    /// Appends a record, which must fit, and returns its leaf hash.
    mutating func append(_ leaf: Leaf, detail: [UInt8], sealed: [UInt8]) -> Hash256 {
        precondition(fits(detail: detail.count, sealed: sealed.count))
        buffer.store(littleEndian: UInt16(Leaf.byteCount), at: length)
        buffer.store(littleEndian: UInt16(detail.count), at: length + 2)
        buffer.store(littleEndian: UInt16(sealed.count), at: length + 4)
        let start = length + Frame.entryHeaderByteCount
        let slot = UnsafeMutableRawBufferPointer(rebasing: buffer[start..<start + Leaf.byteCount])
        leaf.encode(into: slot)
        detail.withUnsafeBytes { buffer.store($0, at: start + Leaf.byteCount) }
        sealed.withUnsafeBytes { buffer.store($0, at: start + Leaf.byteCount + detail.count) }
        length = start + Leaf.byteCount + detail.count + sealed.count
        count += 1
        return .leaf(UnsafeRawBufferPointer(slot))
    }

    /// Writes the header and everything behind the records; the frame is then complete but for its checksum.
    mutating func finish(_ header: Header, root: Hash256, identity: [UInt8], epoch: [UInt8]) {
        precondition(identity.count == JournalBlock.signatureByteCount && epoch.count == identity.count)
        buffer.store(littleEndian: header.firstIndex + UInt64(count), at: length)
        buffer.store(root, at: length + 8)
        let signatures = length + 8 + Hash256.byteCount
        identity.withUnsafeBytes { buffer.store($0, at: signatures) }
        epoch.withUnsafeBytes { buffer.store($0, at: signatures + JournalBlock.signatureByteCount) }
        length = signatures + 2 * JournalBlock.signatureByteCount + 4
        buffer.store(littleEndian: Frame.magic, at: 0)
        buffer.store(littleEndian: UInt32(length), at: 4)
        buffer.store(littleEndian: header.firstIndex, at: 16)
        buffer.store(littleEndian: UInt32(count), at: 24)
        buffer.store(littleEndian: header.epoch, at: 28)
        buffer.store(littleEndian: header.monotonicNanoseconds, at: 32)
        header.bootID.withUnsafeBytes { buffer.store($0, at: 40) }
        buffer.store(header.previous, at: 56)
        let padded = JournalBlock.count(holding: length) * JournalBlock.byteCount
        buffer[length..<padded].initializeMemory(as: UInt8.self, repeating: 0)
    }

    /// Binds the finished frame to a segment. May be called again, for another segment, after an error of the first.
    mutating func bind(segment: UInt64, segmentID: SegmentID) {
        buffer.store(littleEndian: segment, at: 8)
        let checked = UnsafeRawBufferPointer(rebasing: buffer[..<(length - 4)])
        buffer.store(littleEndian: CRC32C.checksum(checked, seed: segmentID), at: length - 4)
    }

    /// SHA-256 of the bound frame without its padding.
    var digest: Hash256 {
        Hash256(of: UnsafeRawBufferPointer(rebasing: buffer[..<length]))
    }

    /// The bound frame without its padding.
    var unpadded: UnsafeRawBufferPointer {
        UnsafeRawBufferPointer(rebasing: buffer[..<length])
    }

    /// The bound frame with its padding: whole blocks, aligned in memory.
    var blocks: UnsafeRawBufferPointer {
        UnsafeRawBufferPointer(rebasing: buffer[..<(JournalBlock.count(holding: length) * JournalBlock.byteCount)])
    }

    /// The number of blocks that the finished frame takes.
    var blockCount: Int { JournalBlock.count(holding: length) }

    /// The number of blocks that the frame would take with what is in it now.
    var expectedBlockCount: Int { JournalBlock.count(holding: length + Frame.trailerByteCount) }
}
