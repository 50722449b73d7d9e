import CLinux

/// What stands at a block of a segment.
enum BlockContent {
    /// A frame whose length, segment and checksum are right.
    case frame(Frame)
    /// Nothing was ever written here.
    case zero
    /// Something is here that is no frame; why not.
    case bad(String)
    /// The segment ends here.
    case end
}

/// One segment, open for reading. A file that was cut short reads as if zeroes followed.
final class SegmentFile {
    /// What a file in the ring turned out to be.
    enum Opening {
        /// There is no such file.
        case absent
        /// Its header is zero: it waits for its turn.
        case spare
        /// It has a header that is not valid; `hasFrames` if a frame's magic stands behind it.
        case damaged(String, hasFrames: Bool)
        /// It is in use.
        case segment(SegmentFile)
    }

    let number: UInt64
    let path: String
    let header: SegmentHeader
    private let files: any FileSystem
    private let fd: Int32
    private var window: [UInt8] = []
    private var windowStart = 0

    /// How many blocks are read at once: larger than any frame, and large enough that the calls do not count.
    private static let windowBlocks = 64

    private init(number: UInt64, path: String, header: SegmentHeader, files: any FileSystem, fd: Int32) {
        self.number = number
        self.path = path
        self.header = header
        self.files = files
        self.fd = fd
    }

    deinit {
        files.close(fd)
    }

    /// The number of blocks, the header's included.
    var blockCount: Int { Int(header.blocks) }

    static func open(
        _ number: UInt64, _ layout: JournalLayout, _ files: any FileSystem
    ) throws(JournalError) -> Opening {
        let path = layout.segment(number)
        let fd: Int32
        do {
            fd = try files.open(path, [])
        } catch  where error.code == FileSystemCode.notFound {
            return .absent
        } catch {
            throw JournalError.system(path: path, error)
        }
        do {
            let start = try files.readAll(fd, count: 2 * JournalBlock.byteCount, at: 0)
            let block = padded(Array(start.prefix(JournalBlock.byteCount)), blocks: 1)
            if block[...].isZero {
                files.close(fd)
                return .spare
            }
            let header = try SegmentHeader(block: block)
            guard header.segment == number else {
                throw MalformedError("segment header", "it is that of segment \(header.segment)")
            }
            return .segment(SegmentFile(number: number, path: path, header: header, files: files, fd: fd))
        } catch let error as SystemError {
            files.close(fd)
            throw JournalError.system(path: path, error)
        } catch {
            let behind = (try? files.readAll(fd, count: 4, at: Int64(JournalBlock.byteCount))) ?? []
            files.close(fd)
            return .damaged("\(error)", hasFrames: behind == Array("GJF1".utf8))
        }
    }

    /// What stands at `block`. What is not a whole frame is read once more from the file, in case that it was written
    /// since.
    func content(at block: Int) throws(JournalError) -> BlockContent {
        guard block < blockCount else { return .end }
        if holds(block, 1), case .frame(let frame)? = parse(at: block) { return .frame(frame) }
        try load(from: block)
        return parse(at: block) ?? .bad("a frame does not fit into the segment")
    }

    /// Whether a block is all zero.
    func isZero(_ block: Int) throws(JournalError) -> Bool {
        guard block < blockCount else { return true }
        if !holds(block, 1) { try load(from: block) }
        return window[range(block, 1)].isZero
    }

    /// The bytes of some blocks, as they are in the file now.
    func bytes(_ blocks: Range<Int>) throws(JournalError) -> [UInt8] {
        let bytes = try files.on(path) { () throws(SystemError) in
            try files.readAll(
                fd, count: blocks.count * JournalBlock.byteCount, at: Int64(blocks.lowerBound * JournalBlock.byteCount))
        }
        return Self.padded(bytes, blocks: blocks.count)
    }

    /// The block behind the last one, from `block` on, that is not zero; `block` itself if all are.
    func endOfData(from block: Int) throws(JournalError) -> Int {
        var end = block
        for candidate in block..<max(block, blockCount) where try !isZero(candidate) { end = candidate + 1 }
        return end
    }

    /// Makes durable what was read, so that what is told of it cannot be undone by a power cut.
    func dataSync() throws(JournalError) {
        try files.on(path) { () throws(SystemError) in try files.dataSync(fd) }
    }

    /// The frame, zeroes or garbage at a block of the window; `nil` if a frame reaches beyond the window.
    private func parse(at block: Int) -> BlockContent? {
        let slice = window[range(block, 1)]
        guard let length = slice.withUnsafeBytes({ Frame.byteCount(beginning: $0) }) else {
            return slice.isZero ? .zero : .bad("no frame begins here")
        }
        guard holds(block, JournalBlock.count(holding: length)) else { return nil }
        do throws(MalformedError) {
            let start = slice.startIndex
            let frame = try Frame(Array(window[start..<start + length]), segmentID: header.segmentID)
            guard frame.segment == number else { return .bad("the frame is of segment \(frame.segment)") }
            return .frame(frame)
        } catch {
            return .bad(error.problem)
        }
    }

    private func holds(_ block: Int, _ count: Int) -> Bool {
        block >= windowStart && (block + count - windowStart) * JournalBlock.byteCount <= window.count
    }

    private func range(_ block: Int, _ count: Int) -> Range<Int> {
        let start = (block - windowStart) * JournalBlock.byteCount
        return start..<start + count * JournalBlock.byteCount
    }

    private func load(from block: Int) throws(JournalError) {
        window = try bytes(block..<min(block + Self.windowBlocks, blockCount))
        windowStart = block
    }

    private static func padded(_ bytes: [UInt8], blocks: Int) -> [UInt8] {
        let missing = blocks * JournalBlock.byteCount - bytes.count
        return missing > 0 ? bytes + [UInt8](repeating: 0, count: missing) : bytes
    }
}

extension ArraySlice<UInt8> {
    /// Whether all bytes are zero.
    var isZero: Bool {
        withUnsafeBytes { gh_is_zero($0.baseAddress, $0.count) == 1 }
    }
}
