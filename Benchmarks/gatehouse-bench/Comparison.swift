/// Latencies of the floor and of the house from the same run, in nanoseconds.
struct Comparison {
    var floor: [UInt64] = []
    var house: [UInt64] = []

    func print(title: String, budget: (median: Double, tail: Double?)) {
        let (floorMedian, floorTail) = (Self.quantile(floor, 0.5), Self.quantile(floor, 0.99))
        let (houseMedian, houseTail) = (Self.quantile(house, 0.5), Self.quantile(house, 0.99))
        Swift.print(title)
        Self.line("C floor", floorMedian, floorTail, "\(floor.count) samples")
        Self.line("Gatehouse", houseMedian, houseTail, "\(house.count) samples")
        let median = houseMedian / max(floorMedian, 0.001)
        let tail = houseTail / max(floorTail, 0.001)
        Swift.print(
            "  ratio        median \(Self.fixed(median)) (budget \(budget.median)), "
                + "99th \(Self.fixed(tail))" + (budget.tail.map { " (budget \($0))" } ?? "") + "\n")
    }

    private static func line(_ name: String, _ median: Double, _ tail: Double, _ note: String) {
        let name = name + String(repeating: " ", count: max(0, 12 - name.count))
        Swift.print("  \(name) median \(fixed(median)), 99th \(fixed(tail)), \(note)")
    }

    /// The quantile in µs.
    private static func quantile(_ values: [UInt64], _ q: Double) -> Double {
        guard !values.isEmpty else { return 0 }
        let sorted = values.sorted()
        return Double(sorted[min(sorted.count - 1, Int(Double(sorted.count) * q))]) / 1000
    }

    private static func fixed(_ value: Double) -> String {
        let hundredths = Int((value * 100).rounded())
        return "\(hundredths / 100).\(hundredths % 100 < 10 ? "0" : "")\(hundredths % 100)"
    }
}
