import Control

/// All that is known of one device, as a page of 80 columns.
struct DevicePage {
    let device: DeviceStatus
    /// What it is plugged in as, where that is seen.
    let plugged: PluggedNode?
    /// Why the daemon was not asked; `nil` when it has answered.
    let unreachable: String?

    private static let margin = 12
    /// From this share of bad frames on, the line is worth a look: a good cable has none.
    private static let badShare = 0.01

    /// The page, without a newline at the end.
    var text: String {
        (head + [""] + rows.flatMap { Self.row($0.0, $0.1) } + advice).joined(separator: "\n")
    }

    private var head: [String] {
        let lane = device.lane.map { " at lane \($0)" } ?? ""
        let since = unreachable == nil ? " for \(Words.duration(device.since))" : ""
        let first = Columns.ends("\(device.name): \(device.role)\(lane)", "\(device.state)\(since)")
        guard let unreachable else { return [first] }
        return [first] + Columns.wrapped("The daemon was not asked: \(unreachable)", indent: 0)
    }

    private var rows: [(String, String)] {
        var rows: [(String, String)] = [("driver", device.driver)]
        if let settings = device.settings, !settings.isEmpty {
            rows.append(("settings", settings.map { "\($0.name)=\($0.value)" }.joined(separator: ", ")))
        }
        rows.append(("found by", device.match ?? "-"))
        rows.append(
            ("open at", [device.node ?? "nowhere", device.transport].compactMap(\.self).joined(separator: ", ")))
        if let plugged { rows.append(("plugged in", plugged.title)) }
        if let facts = device.facts, !facts.isEmpty {
            rows.append(("says", facts.map { "\($0.name) \($0.value)" }.joined(separator: ", ")))
        }
        rows.append(("times", times))
        if unreachable == nil { rows += counters }
        return rows
    }

    private var times: String {
        let silence =
            device.staleLimit.map { "stale after \(Words.duration($0)) of silence" }
            ?? (device.role == "scanner"
                ? "silent until somebody scans: a dead one cannot be told from an idle one; scan something to see"
                : "may be silent as long as it is")
        let warm = device.warmUp.flatMap { $0 > 0 ? "warms up for \(Words.duration($0))" : nil }
        let last = unreachable == nil ? device.lastSampleAge.map { "last heard \(Words.duration($0)) ago" } : nil
        return [last ?? (unreachable == nil ? "never heard" : nil), silence, warm].compactMap(\.self)
            .joined(separator: ", ")
    }

    private var counters: [(String, String)] {
        let counters = device.counters
        var rows = [
            (
                "received",
                "\(counters.receivedBytes) bytes, \(counters.frames) frames; \(counters.droppedBytes) bytes dropped, "
                    + "\(counters.checksumFailures) bad checksums, \(counters.faults) other faults"
            ),
            ("sent", "\(counters.sentBytes) bytes; \(counters.refusedWrites) writes refused"),
            (
                "line",
                "opened \(counters.opened) times, \(counters.reopened) of them after a loss; \(counters.openFailures) "
                    + "attempts failed; fell silent \(counters.silences) times"
            ),
        ]
        if counters.transferErrors > 0 || counters.resets > 0 {
            rows.append(("usb", "\(counters.transferErrors) transfers failed, reset \(counters.resets) times"))
        }
        if device.role == "output" {
            rows.append(
                (
                    "pulses",
                    "\(counters.pulses) begun, \(counters.refusedPulses) refused, \(counters.missedPulses) not seen"
                ))
        }
        let sentences = [
            (counters.sentencesSaid, "said"), (counters.sentencesRefused, "refused"),
            (counters.sentencesReplaced, "replaced"), (counters.sentencesLost, "lost"),
        ]
        if sentences.contains(where: { $0.0 > 0 }) {
            rows.append(("sentences", sentences.map { "\($0.0) \($0.1)" }.joined(separator: ", ")))
        }
        if counters.controlBytes > 0 { rows.append(("codes", "\(counters.controlBytes) control characters in them")) }
        return rows
    }

    private var advice: [String] {
        var advice: [String] = []
        if let finding = Attention.device(device) { advice.append(String(finding.dropFirst(device.name.count + 2))) }
        let counters = device.counters
        let all = Double(counters.frames + counters.checksumFailures)
        if counters.checksumFailures > 0, Double(counters.checksumFailures) >= all * Self.badShare {
            advice.append("many frames fail their check; look at the length and the shield of its cable")
        }
        if counters.frames == 0, counters.droppedBytes > 0 {
            advice.append("bytes come and none is a frame; see that `driver` and `baud` are those of the device")
        }
        if counters.frames == 0, counters.droppedBytes == 0, device.state == "ready", device.role == "thermometer" {
            advice.append("nothing has come from it yet; look at its cable and power")
        }
        if advice.isEmpty { return [] }
        return [""]
            + advice.flatMap { words in
                Columns.wrapped(words, indent: 4).enumerated().map { $0 == 0 ? "  - " + $1.dropFirst(4) : $1 }
            }
    }

    private static func row(_ name: String, _ value: String) -> [String] {
        Columns.wrapped(value, indent: margin).enumerated().map { place, line in
            place == 0 ? Columns.left(name, margin) + line.dropFirst(margin) : line
        }
    }
}
