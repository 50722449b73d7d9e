import Glibc

/// Bytes that wait to be written to one peer, bounded.
struct VarlinkOutbox {
    /// The most bytes that may wait for one peer. A monitor of a busy gate gets some 10 KiB/s, so that this is well over
    /// a minute; a peer that is further behind does not read.
    static let limit = 1 << 20

    private var buffer: [UInt8] = []
    private var start = 0

    /// What lies before the bytes that wait: overwritten, until it is taken out.
    var written: ArraySlice<UInt8> { buffer[..<start] }

    /// How many bytes wait.
    var count: Int { buffer.count - start }

    /// Adds a message; `false` when the bound would be passed, and then nothing is added.
    mutating func append(_ message: [UInt8]) -> Bool {
        guard count + message.count <= Self.limit else { return false }
        if start > 0, start >= buffer.count / 2 {
            buffer.removeFirst(start)
            start = 0
        }
        buffer.append(contentsOf: message)
        return true
    }

    /// Hands out the bytes that wait; `body` says how many of them were written.
    mutating func drain(_ body: (UnsafeRawBufferPointer) -> Int) {
        guard count > 0 else { return }
        let written = buffer.withUnsafeBytes { body(UnsafeRawBufferPointer(rebasing: $0[start...])) }
        let end = start + min(max(written, 0), count)
        // What was written may have been the text of a code, which is not to lie about in memory.
        buffer.withUnsafeMutableBytes { bytes in
            if let first = bytes.baseAddress { explicit_bzero(first + start, end - start) }
        }
        start = end
        if start == buffer.count {
            buffer.removeAll(keepingCapacity: buffer.capacity <= 1 << 16)
            start = 0
        }
    }
}
