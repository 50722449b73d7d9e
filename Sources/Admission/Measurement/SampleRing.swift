import Wire

/// The latest samples of one presence, in storage that is allocated once.
struct SampleRing {
    struct Entry {
        var object: Temperature
        var ambient: Temperature?
        var at: Instant
    }

    /// The most samples that are kept: half a second of a sensor that sends 250 times a second, several times the rate of
    /// any that is known. A reading never holds more.
    static let capacity = 128

    private var entries: [Entry]
    private var next = 0
    private(set) var count = 0

    init() {
        let nothing = Entry(object: Temperature(hundredths: 0), ambient: nil, at: Instant(nanoseconds: 0))
        entries = Array(repeating: nothing, count: SampleRing.capacity)
    }

    mutating func append(_ entry: Entry) {
        entries[next] = entry
        next = (next + 1) % SampleRing.capacity
        count = min(count + 1, SampleRing.capacity)
    }

    mutating func removeAll() {
        count = 0
    }

    /// The entry `age` places before the newest; 0 is the newest. `age` is less than `count`.
    subscript(age age: Int) -> Entry {
        entries[(next - 1 - age + 2 * SampleRing.capacity) % SampleRing.capacity]
    }

    /// How many of the newest `limit` samples make the shortest run that has `length` samples over `span` and within
    /// `band` hundredths of a degree; `nil` when none does.
    func stableRun(of length: Int, over span: Duration, within band: Int32, among limit: Int) -> Int? {
        guard count > 0 else { return nil }
        let newest = self[age: 0]
        var low = newest.object
        var high = newest.object
        for age in 0..<min(limit, count) {
            let entry = self[age: age]
            low = min(low, entry.object)
            high = max(high, entry.object)
            guard high.hundredths - low.hundredths <= band else { return nil }
            if age + 1 >= length, newest.at - entry.at >= span { return age + 1 }
        }
        return nil
    }

    /// The newest `length` object temperatures, oldest first.
    func objects(newest length: Int) -> [Temperature] {
        (0..<min(length, count)).reversed().map { self[age: $0].object }
    }
}

/// The median and the span of raw temperatures.
struct SampleSummary {
    /// In °C; of an even number the mean of the middle two. `nil` of none.
    let median: Double?
    /// Highest minus lowest, in °C.
    let span: Double

    init(_ samples: [Temperature]) {
        // 64 bits: the sum of two hostile values must not trap.
        let sorted = samples.map { Int64($0.hundredths) }.sorted()
        guard let first = sorted.first, let last = sorted.last else {
            median = nil
            span = 0
            return
        }
        let middle = sorted.count / 2
        median =
            sorted.count % 2 == 1
            ? Double(sorted[middle]) / 100 : Double(sorted[middle - 1] + sorted[middle]) / 200
        span = Double(last - first) / 100
    }
}
