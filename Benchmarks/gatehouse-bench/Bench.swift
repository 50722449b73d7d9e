import Glibc

/// Speed as ratios against C programs that do the same work in the same run, with nothing around it.
///
/// The rounds of both alternate, so that whatever else the machine does meets both alike. Absolute times are printed
/// for the curious; only the ratios mean anything.
enum Bench {
    static func run() -> Int32 {
        do {
            print("Gatehouse benchmark: median and 99th percentile in µs, and the ratio to the C floor\n")
            try FrameBench().run().print(
                title: "bytes to verdict, on a pipe", budget: (median: 1.3, tail: 1.1))
            try RecordBench().run().print(
                title: "verdict to durable signed record", budget: (median: 1.15, tail: nil))
            return 0
        } catch {
            print("gatehouse-bench: \(error)")
            return 1
        }
    }
}

/// Something that a benchmark needs is not there.
struct BenchError: Error, CustomStringConvertible {
    let description: String
}
