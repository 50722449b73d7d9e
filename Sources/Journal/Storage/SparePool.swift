import Synchronization

/// The segments that wait for their turn. A thread of its own makes new ones while the ring has room; the writer takes
/// one in no time, or makes one itself when it was faster than that thread.
final class SparePool: Sendable {
    private struct Ready {
        var spares: [UInt64]
        var next: UInt64
        var made: Int
    }

    private let ready: Mutex<Ready>
    /// Held while a segment is made, so that two threads never make the same one.
    private let making = Mutex<Void>(())
    private let allocator: SegmentAllocator

    init(_ allocator: SegmentAllocator, spares: [UInt64], next: UInt64, made: Int) {
        self.allocator = allocator
        ready = Mutex(Ready(spares: spares, next: next, made: made))
    }

    /// The segment files that there are, and how many of them wait.
    var counts: (made: Int, spare: Int) {
        ready.withLock { ($0.made, $0.spares.count) }
    }

    /// The next segment, without waiting; `nil` when none is ready.
    private func takeReady() -> UInt64? {
        ready.withLock { $0.spares.isEmpty ? nil : $0.spares.removeFirst() }
    }

    /// The next segment; makes one if it must.
    ///
    /// - Throws: `ringFull` when all segments are in use, `system` when making one failed.
    func take() throws(JournalError) -> UInt64 {
        if let spare = takeReady() { return spare }
        let outcome = making.withLock { _ in
            Result { () throws(JournalError) in
                // The other thread may have finished one while this one waited for it.
                if let spare = takeReady() { return spare }
                try makeOne()
                guard let spare = takeReady() else {
                    throw JournalError.ringFull(segments: allocator.geometry.segments)
                }
                return spare
            }
        }
        return try outcome.get()
    }

    /// Makes spare segments until there are enough or the ring is whole.
    func refill() throws(JournalError) {
        while counts.spare < JournalGeometry.spares, counts.made < allocator.geometry.segments {
            let outcome = making.withLock { _ in
                Result { () throws(JournalError) in try makeOne() }
            }
            try outcome.get()
        }
    }

    private func makeOne() throws(JournalError) {
        let number: UInt64? = ready.withLock { $0.made < allocator.geometry.segments ? $0.next : nil }
        guard let number else { return }
        try allocator.make(number)
        ready.withLock {
            $0.spares.append(number)
            $0.next = number + 1
            $0.made += 1
        }
    }
}
