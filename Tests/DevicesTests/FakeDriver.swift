import Wire

/// One byte is one frame: 1 to 99 is a sample of so many degrees, 0xFF a checksum fault, 0xEE is answered by a
/// transmission, 0xDD asks to be woken a second later. All else is noise.
struct FakeDriver: Driver {
    private(set) var counters = DriverCounters()
    private(set) var deadline: Instant?
    var greeting: [UInt8] = []

    mutating func start(at now: Instant, _ emit: (DriverEvent) -> Void) {
        deadline = nil
        if !greeting.isEmpty { emit(.transmit(greeting)) }
    }

    mutating func receive(_ bytes: Span<UInt8>, at now: Instant, _ emit: (DriverEvent) -> Void) {
        for index in bytes.indices {
            counters.receivedBytes += 1
            switch bytes[index] {
            case let degrees where (1...99).contains(degrees):
                counters.frames += 1
                emit(.sample(Sample(object: Temperature(hundredths: Int32(degrees) * 100))))
            case 0xFF:
                counters.checksumFailures += 1
                emit(.fault(.checksum))
            case 0xEE:
                emit(.transmit([0xAC, 0xCE]))
            case 0xDD:
                deadline = now + .seconds(1)
            default:
                counters.droppedBytes += 1
            }
        }
    }

    mutating func tick(at now: Instant, _ emit: (DriverEvent) -> Void) {
        deadline = nil
        emit(.fault(.timeout))
    }
}
