import Wire

/// The incoming side of an output: bytes that it sends mean nothing to us and are counted. It sends `off` at every
/// opening, because nobody knows what the contacts did before.
struct OutputLine: Driver {
    private(set) var counters = DriverCounters()
    let deadline: Instant? = nil
    let off: [UInt8]

    mutating func start(at now: Instant, _ emit: (DriverEvent) -> Void) {
        emit(.transmit(off))
    }

    mutating func receive(_ bytes: Span<UInt8>, at now: Instant, _ emit: (DriverEvent) -> Void) {
        counters.receivedBytes += UInt64(bytes.count)
        counters.droppedBytes += UInt64(bytes.count)
    }

    mutating func tick(at now: Instant, _ emit: (DriverEvent) -> Void) {}
}
