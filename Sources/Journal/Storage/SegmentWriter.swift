import Glibc

/// Writes to the segments: one frame, one call, one sync. It knows nothing of what a frame says.
struct SegmentWriter {
    private let layout: JournalLayout
    private let geometry: JournalGeometry
    private let files: any FileSystem
    private let pool: SparePool
    private var fd: Int32?
    private(set) var header: SegmentHeader?
    /// The next free block.
    private(set) var block = 0

    init(layout: JournalLayout, geometry: JournalGeometry, files: any FileSystem, pool: SparePool) {
        self.layout = layout
        self.geometry = geometry
        self.files = files
        self.pool = pool
    }

    /// Goes on in a segment that is in use.
    mutating func resume(_ header: SegmentHeader, at block: Int) throws(JournalError) {
        try SegmentAllocator(layout: layout, geometry: geometry, files: files).extend(header.segment)
        let path = layout.segment(header.segment)
        fd = try files.on(path) { () throws(SystemError) in try files.open(path, .write) }
        self.header = header
        self.block = block
    }

    /// Whether `blocks` more fit into the segment in use.
    func fits(_ blocks: Int) -> Bool {
        guard let header else { return false }
        return block + blocks <= Int(header.blocks)
    }

    /// Begins the next segment: writes its header and makes it durable. A spare segment that fails is left alone, and the
    /// one after it is tried.
    ///
    /// - Parameter sign: makes the signed header for a number.
    /// - Returns: the spare segment that failed, if one did.
    mutating func roll(
        _ sign: (UInt64) throws(JournalError) -> SegmentHeader
    ) throws(JournalError) -> (segment: UInt64, error: SystemError)? {
        release()
        var failed: (segment: UInt64, error: SystemError)?
        while true {
            let number = try pool.take()
            let header = try sign(number)
            do throws(SystemError) {
                try begin(header)
                return failed
            } catch {
                guard failed == nil else { throw JournalError.system(path: layout.segment(number), error) }
                failed = (number, error)
            }
        }
    }

    private mutating func begin(_ header: SegmentHeader) throws(SystemError) {
        let opened = try files.open(layout.segment(header.segment), .write)
        do throws(SystemError) {
            try files.writeAll(opened, header.block, at: 0)
            try files.dataSync(opened)
        } catch {
            files.close(opened)
            throw error
        }
        fd = opened
        self.header = header
        block = 1
    }

    /// Writes a bound frame and makes it durable. After an error the segment must not be written again.
    mutating func write(_ blocks: UnsafeRawBufferPointer) throws(SystemError) {
        guard let fd else { throw SystemError("pwrite", code: FileSystemCode.invalid) }
        let count = try files.write(fd, blocks, at: offset)
        guard count == blocks.count else { throw SystemError("pwrite (short)", code: FileSystemCode.inputOutput) }
        try files.dataSync(fd)
        block += blocks.count / JournalBlock.byteCount
    }

    /// Where the next frame goes, in bytes.
    var offset: Int64 { Int64(block * JournalBlock.byteCount) }

    /// Reads the last `expected.count` bytes that were written, past the page cache, and compares.
    func isOnDisk(_ expected: UnsafeRawBufferPointer) throws(SystemError) -> Bool {
        guard let header else { return false }
        let path = layout.segment(header.segment)
        let fd: Int32
        do {
            fd = try files.open(path, .direct)
        } catch  where error.code == FileSystemCode.invalid {
            // A file system without direct access, such as tmpfs, has no disk behind its pages either.
            fd = try files.open(path, [])
        }
        defer { files.close(fd) }
        let buffer = UnsafeMutableRawBufferPointer.allocate(
            byteCount: expected.count, alignment: JournalBlock.byteCount)
        defer { buffer.deallocate() }
        let count = try files.read(fd, into: buffer, at: offset - Int64(expected.count))
        guard count == expected.count, let left = buffer.baseAddress, let right = expected.baseAddress else {
            return false
        }
        return memcmp(left, right, count) == 0
    }

    /// Closes the segment in use.
    mutating func release() {
        if let fd { files.close(fd) }
        fd = nil
        header = nil
    }
}
