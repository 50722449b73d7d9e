/// Latencies in µs, for the summary.
struct Latencies: Hashable {
    private let sorted: [Int]

    /// Those that were measured.
    init(_ values: [Int]) { sorted = values.sorted() }

    /// How many there are.
    var count: Int { sorted.count }

    /// The smallest that at least `percent` (1 to 100) of them do not exceed; `nil` of none (nearest rank).
    func percentile(_ percent: Int) -> Int? {
        guard !sorted.isEmpty else { return nil }
        let rank = (percent * sorted.count + 99) / 100
        return sorted[min(max(rank, 1), sorted.count) - 1]
    }

    /// Median and 99th percentile in words.
    var words: String {
        "median \(Layout.latency(percentile(50))), 99th percentile \(Layout.latency(percentile(99))) (of \(count))"
    }
}
