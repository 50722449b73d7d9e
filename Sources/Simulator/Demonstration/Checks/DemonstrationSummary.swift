import Control

/// What a demonstration has shown, and whether all of it is as it has to be.
struct DemonstrationSummary: Hashable {
    /// One line of the summary.
    struct Line: Hashable {
        var name: String
        var text: String
        var kind = Style.Kind.plain
    }

    /// What `journal verify` said first, and whether it found the journal sound.
    struct Verification: Hashable {
        var words: String
        var isSound: Bool
    }

    /// How many people were to come.
    var expectedPeople: Int
    /// What became of those who came.
    var results: [PersonResult] = []
    /// The journal's records against the desk's; `nil` when it did not come to that.
    var comparison: RecordComparison?
    /// Announced records that are not in the journal, in words.
    var lost: [String] = []
    /// Up to which size the desk has cosigned the journal.
    var cosigned = 0
    /// What `journal verify` said; `nil` when it did not come to that.
    var verification: Verification?
    /// The kills by signal 9, and how long the daemon took to be ready again.
    var kills: [String] = []
    /// Anything else that went wrong.
    var failures: [String] = []
    /// From the start of the first program to the end of the last.
    var duration = Duration.zero

    /// People whose verdict is not the one that they had to get.
    var wrong: [String] {
        results.compactMap { result in
            Expectation(result.person).problem(with: result).map {
                "person \(result.person.number) (\(result.person.label)) at \(result.lane): \($0)"
            }
        }
    }

    /// All that went wrong, in words; empty when everything holds.
    var problems: [String] {
        var problems = failures + wrong
        if results.count != expectedPeople, failures.isEmpty || !results.isEmpty {
            problems.append("\(results.count) of \(expectedPeople) people came through")
        }
        // What did not come to pass because of a failure is no second one.
        if let verification {
            if !verification.isSound { problems.append("journal verify: " + verification.words) }
        } else if failures.isEmpty {
            problems.append("the journal was not verified")
        }
        problems += lost.prefix(RecordComparison.told)
        guard let comparison else {
            return failures.isEmpty ? problems + ["journal and desk were not compared"] : problems
        }
        problems += comparison.differences.prefix(RecordComparison.told)
        if comparison.differences.count > RecordComparison.told {
            problems.append("and \(comparison.differences.count - RecordComparison.told) more differences")
        }
        if comparison.count == 0 { problems.append("the journal is empty") }
        if cosigned != comparison.count {
            problems.append("the desk has cosigned \(cosigned) of \(comparison.count) records")
        }
        return problems
    }

    /// The summary, ready for the screen.
    var lines: [Line] {
        let problems = problems
        var lines: [Line] = []
        if !results.isEmpty {
            lines.append(Line(name: "people", text: people))
            lines.append(Line(name: "to verdict", text: latencies(\.verdictLatency)))
            lines.append(Line(name: "to durable", text: latencies(\.durableLatency)))
        }
        if let comparison {
            lines.append(
                Line(
                    name: "records",
                    text: "\(comparison.count) in the journal, \(cosigned) cosigned by the desk, "
                        + "\(comparison.equal) compared and equal"))
        }
        if let verification { lines.append(Line(name: "journal", text: verification.words)) }
        if !kills.isEmpty { lines.append(Line(name: "killed -9", text: kills.joined(separator: "; "))) }
        lines.append(Line(name: "time", text: Layout.seconds(duration)))
        if problems.isEmpty {
            lines.append(Line(name: "result", text: "everything holds", kind: .good))
        } else {
            lines += problems.map { Line(name: "WRONG", text: $0, kind: .bad) }
        }
        return lines
    }

    private var people: String {
        var counts: [String: Int] = [:]
        for result in results { counts[result.verdict?.verdict ?? "none", default: 0] += 1 }
        let words = [("admit", "admitted"), ("hold", "held"), ("refuse", "refused"), ("none", "without a verdict")]
        let told = words.compactMap { key, word in counts[key].map { "\($0) \(word)" } }.joined(separator: ", ")
        let right = results.count - wrong.count
        return "\(results.count): \(told); \(right == results.count ? "all" : "\(right)") as expected"
    }

    private func latencies(_ key: KeyPath<PassageEvent, Int?>) -> String {
        "from the last byte: " + Latencies(results.compactMap { $0.verdict?[keyPath: key] }).words
    }
}
