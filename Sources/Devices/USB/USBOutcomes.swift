/// What became of transfers and was not yet read, in order. As many reports as there are reads, and one entry for each
/// request: it cannot grow beyond that.
struct USBOutcomes {
    enum Outcome {
        case settled
        /// So many bytes in the buffer of this read.
        case report(USBTransfer, Int)
        case feature([UInt8])
        case failed(Int32)
        case gone(Int32)
    }

    private var waiting: [Outcome] = []
    private var next = 0

    var isEmpty: Bool { waiting.isEmpty }

    mutating func append(_ outcome: Outcome) {
        waiting.append(outcome)
    }

    /// The oldest. Keeps its memory, so that the steady state allocates nothing.
    mutating func take() -> Outcome? {
        guard next < waiting.count else { return nil }
        defer {
            next += 1
            if next == waiting.count {
                waiting.removeAll(keepingCapacity: true)
                next = 0
            }
        }
        return waiting[next]
    }
}
