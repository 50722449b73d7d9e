/// Makes the files of segments: filled with zeroes (not holes, not unwritten extents), durable, and only then under their
/// name, so that writing into them later changes nothing of the file system's own records.
struct SegmentAllocator: Sendable {
    let layout: JournalLayout
    let geometry: JournalGeometry
    let files: any FileSystem

    /// Zeroes are written in pieces of 1 MiB: large enough for the disk, small enough for a board's memory.
    private static let piece = 1 << 20

    /// Makes segment `number`, in place of a file of that name if there is one.
    func make(_ number: UInt64) throws(JournalError) {
        let path = layout.segment(number)
        let unfinished = path + JournalLayout.unfinished
        try files.withFile(unfinished, [.write, .create, .truncate]) { fd throws(SystemError) in
            try fill(fd, from: 0)
            try files.sync(fd)
        }
        try files.on(path) { () throws(SystemError) in try files.rename(unfinished, to: path) }
        try files.on(layout.segments) { () throws(SystemError) in try files.syncDirectory(layout.segments) }
    }

    /// Fills a file that was cut short up to the length of a segment, and makes that durable.
    func extend(_ number: UInt64) throws(JournalError) {
        let path = layout.segment(number)
        try files.withFile(path, .write) { fd throws(SystemError) in
            let size = try files.size(fd)
            guard size < geometry.segmentByteCount else { return }
            try fill(fd, from: size)
            try files.sync(fd)
        }
    }

    private func fill(_ fd: Int32, from start: Int64) throws(SystemError) {
        let zeroes = [UInt8](repeating: 0, count: min(Self.piece, geometry.segmentByteCount))
        var offset = start
        while offset < geometry.segmentByteCount {
            let count = min(zeroes.count, geometry.segmentByteCount - Int(offset))
            try zeroes.withUnsafeBufferPointer { (buffer) throws(SystemError) in
                try files.writeAll(
                    fd, UnsafeRawBufferPointer(rebasing: UnsafeRawBufferPointer(buffer)[..<count]), at: offset)
            }
            offset += Int64(count)
        }
    }
}
