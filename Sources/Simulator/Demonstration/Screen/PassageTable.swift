import Control

/// The table of passages: one row for each person, as soon as the person has gone.
struct PassageTable: Hashable {
    private enum Width {
        static let number = 3
        static let lane = 7
        static let who = 22
        static let code = 8
        static let temperature = 4
        static let verdict = 6
        static let latency = 7
        static let barrier = 6
        /// What is left of a line, with a column between two.
        static let why =
            Layout.width - number - lane - who - code - temperature - verdict - 2 * latency - barrier - 9
    }

    /// How verdicts are shown.
    let style: Style

    /// The names of the columns, and what they mean.
    var header: [String] {
        let names = line(
            "#", "lane", "who", "code", "°C", "says", "verdict", "durable", "relay", "why", verdictStyle: .plain)
        return [style.text(names, .strong)]
    }

    /// The row of a result; more lines where the reasons need them.
    func row(_ result: PersonResult) -> [String] {
        let record = result.verdict
        let reasons = Layout.wrapped(ReasonWords.text(result), Width.why)
        let verdict = record?.verdict ?? "none"
        let first = line(
            "\(result.person.number)", result.lane, result.person.label, Self.code(record?.outcome),
            record?.temperature.map { Layout.decimal($0, 1) } ?? "-", verdict, Layout.latency(record?.verdictLatency),
            Layout.latency(record?.durableLatency), result.barrierOpened ? "opens" : "shut", reasons[0],
            verdictStyle: Self.style(of: verdict))
        let indent = String(repeating: " ", count: Layout.width - Width.why)
        return [first] + reasons.dropFirst().map { indent + $0 }
    }

    private func line(
        _ number: String, _ lane: String, _ who: String, _ code: String, _ temperature: String, _ verdict: String,
        _ decided: String, _ durable: String, _ barrier: String, _ why: String, verdictStyle: Style.Kind
    ) -> String {
        [
            Layout.right(number, Width.number), Layout.left(lane, Width.lane), Layout.left(who, Width.who),
            Layout.left(code, Width.code), Layout.right(temperature, Width.temperature),
            style.text(Layout.left(verdict, Width.verdict), verdictStyle), Layout.right(decided, Width.latency),
            Layout.right(durable, Width.latency), Layout.left(barrier, Width.barrier), why,
        ].joined(separator: " ")
    }

    /// The outcome of a code in at most eight columns.
    private static func code(_ outcome: String?) -> String {
        switch outcome {
        case nil: "-"
        case "unknown-key": "not ours"
        case "unsupported": "no pass"
        case let outcome?: outcome
        }
    }

    private static func style(of verdict: String) -> Style.Kind {
        switch verdict {
        case "admit": .good
        case "hold", "retest": .careful
        default: .bad
        }
    }
}
