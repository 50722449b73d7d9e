import Control

/// What happens at a gate, as lines of 80 columns.
enum EventLines {
    /// Where the second line of an event begins, under what it says and not under the time.
    private static let indent = 14

    /// The lines of `event`; none for a kind that this version does not know.
    static func lines(of event: GateEvent) -> [String] {
        let time = Columns.left(LocalTime.clock(event.time), indent)
        if let sample = event.sample { return [time + text(sample)] }
        if let change = event.state { return lines(change, time) }
        if let passage = event.passage { return lines(passage, time) }
        if let scan = event.scan { return [time + Columns.left(scan.device, 12) + " read code \(scan.count)"] }
        if let fact = event.fact {
            return [time + Columns.left(fact.device, 12) + " says \(fact.name) \(fact.value)"]
        }
        return []
    }

    private static func text(_ sample: SampleSummary) -> String {
        let values = [
            sample.object.map { Words.celsius($0) }, sample.ambient.map { "ambient \(Words.celsius($0))" },
            sample.body.map { "body \(Words.celsius($0))" },
        ]
        let of = sample.count > 1 ? "  (the last of \(sample.count))" : ""
        return Columns.left(sample.device, 12) + " " + values.compactMap(\.self).joined(separator: ", ") + of
    }

    private static func lines(_ change: StateChange, _ time: String) -> [String] {
        let name =
            change.subject == "device" || change.subject == "lane" ? change.name : "\(change.subject) \(change.name)"
        let before = change.before.map { " (was \($0))" } ?? ""
        return [time + Columns.left(name, 12) + " is \(change.state)\(before)"]
            + Columns.wrapped(change.notes.joined(separator: ", "), indent: indent)
    }

    private static func lines(_ passage: PassageEvent, _ time: String) -> [String] {
        let code = [passage.scheme, passage.outcome].compactMap(\.self).joined(separator: " ")
        let first =
            time + Columns.left(passage.lane, 12) + " " + Columns.left(passage.verdict ?? "-", 8)
            + Columns.left(passage.category, 10)
            + Columns.right(passage.temperature.map { Words.celsius($0) } ?? "-", 9)
            + "  " + Columns.left(code, 16) + (passage.index.map { "#\($0)" } ?? "not in the journal")
        var notes = passage.reasons
        if let latency = passage.verdictLatency { notes.append("verdict in \(Words.latency(latency))") }
        if let latency = passage.durableLatency { notes.append("durable in \(Words.latency(latency))") }
        return [first] + Columns.wrapped(notes.joined(separator: ", "), indent: indent)
    }
}
