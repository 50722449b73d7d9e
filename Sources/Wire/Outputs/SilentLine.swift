/// The incoming side of an output that never answers: bytes mean nothing, and are counted. The first is one fault.
struct SilentLine {
    private(set) var counters = DriverCounters()
    private var told = false

    /// The transport was opened, so that noise is worth a word again.
    mutating func start() { told = false }

    mutating func receive(_ bytes: Span<UInt8>, _ emit: (DriverEvent) -> Void) {
        guard !bytes.isEmpty else { return }
        counters.receivedBytes += UInt64(bytes.count)
        counters.droppedBytes += UInt64(bytes.count)
        if told { return }
        told = true
        counters.faults += 1
        emit(.fault(.noise))
    }
}
