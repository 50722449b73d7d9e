import Wire

/// The driver of a device that nobody knows: takes no byte for a frame, and never says anything to the device.
struct ListeningDriver: Driver {
    private(set) var counters = DriverCounters()
    let deadline: Instant? = nil

    mutating func start(at now: Instant, _ emit: (DriverEvent) -> Void) {}

    mutating func receive(_ bytes: Span<UInt8>, at now: Instant, _ emit: (DriverEvent) -> Void) {
        counters.receivedBytes += UInt64(bytes.count)
        counters.droppedBytes += UInt64(bytes.count)
    }

    mutating func tick(at now: Instant, _ emit: (DriverEvent) -> Void) {}
}
