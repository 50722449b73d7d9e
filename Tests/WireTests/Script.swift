import Wire

/// A driver and everything that it said, so that a test is a script of inputs and a list of outputs.
struct Script {
    var driver: any Driver
    private(set) var events: [DriverEvent] = []
    /// How many requests the device could not do.
    private(set) var refusals = 0
    var now = Instant(nanoseconds: 1_000_000_000)

    init(_ driver: any Driver) {
        self.driver = driver
    }

    /// Bytes arrive in one read.
    mutating func receive(_ bytes: [UInt8]) {
        var heard: [DriverEvent] = []
        driver.receive(bytes.span, at: now) { heard.append($0) }
        events += heard
    }

    /// Bytes arrive in two reads at the same time.
    mutating func receive(_ bytes: [UInt8], splitAt cut: Int) {
        receive(Array(bytes[..<cut]))
        receive(Array(bytes[cut...]))
    }

    mutating func receive(_ text: String) {
        receive(Array(text.utf8))
    }

    mutating func start() {
        var heard: [DriverEvent] = []
        driver.start(at: now) { heard.append($0) }
        events += heard
    }

    /// Somebody wants something of the device, which may not be able to.
    mutating func ask(_ request: DeviceRequest) {
        var heard: [DriverEvent] = []
        if !driver.request(request, at: now, { heard.append($0) }) { refusals += 1 }
        events += heard
    }

    /// Time passes, and the driver is called whenever it asked to be.
    mutating func pass(_ duration: Duration) {
        let end = now + duration
        while let deadline = driver.deadline, deadline <= end {
            now = max(now, deadline)
            var heard: [DriverEvent] = []
            driver.tick(at: now) { heard.append($0) }
            events += heard
        }
        now = end
    }

    mutating func takeEvents() -> [DriverEvent] {
        defer { events = [] }
        return events
    }

    var samples: [Sample] {
        events.compactMap { if case .sample(let sample) = $0 { sample } else { nil } }
    }

    var scans: [Scan] {
        events.compactMap { if case .scan(let scan) = $0 { scan } else { nil } }
    }

    var faults: [WireFault] {
        events.compactMap { if case .fault(let fault) = $0 { fault } else { nil } }
    }

    var counters: DriverCounters { driver.counters }
}

/// Reproducible randomness (SplitMix64): a failure names its seed.
struct SeededGenerator: RandomNumberGenerator {
    var state: UInt64

    init(seed: UInt64) {
        state = seed
    }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }

    mutating func bytes(_ count: Int) -> [UInt8] {
        (0..<count).map { _ in UInt8.random(in: 0...255, using: &self) }
    }
}
