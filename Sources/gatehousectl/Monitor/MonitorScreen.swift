import Control
import Wire

/// The monitor of devices as lines of a terminal. A pure function of the model, the size and the time.
struct MonitorScreen {
    /// The smallest terminal that everything fits into.
    static let smallest = (columns: 80, rows: 24)
    /// Rows for the list of devices, at most.
    private static let listRows = 8
    /// Points that are further apart are not joined: five summaries are missing.
    private static let gap = 1.2
    private static let axis = 8

    let model: MonitorModel
    let columns: Int
    let rows: Int
    let now: Instant
    /// The time of day, as it is shown.
    let clock: String
    let isPaused: Bool

    /// Exactly `rows` lines of at most `columns` columns.
    var lines: [StyledLine] {
        guard columns >= Self.smallest.columns, rows >= Self.smallest.rows else { return tooSmall }
        let list = list
        let below = details
        let room = rows - 3 - list.count - below.count
        var lines = [title] + list + [StyledLine()] + chart(room) + below
        lines = Array(lines.prefix(rows - 1))
        while lines.count < rows - 1 { lines.append(StyledLine()) }
        lines.append(StyledLine("q ends   space holds the picture   arrows or 1-9 choose a device", .dim))
        return lines.map { $0.fitted(columns) }
    }

    private var tooSmall: [StyledLine] {
        let words =
            "This window has \(columns)×\(rows) characters; make it \(Self.smallest.columns)×\(Self.smallest.rows)."
        let first = [StyledLine(words).fitted(max(columns, 1))]
        return first + Array(repeating: StyledLine(), count: max(rows - 1, 0))
    }

    private var title: StyledLine {
        let left = model.gate.isEmpty ? "devices" : "\(model.site), gate \(model.gate)"
        let state = model.trouble ?? (isPaused ? "held" : "live")
        let right = "\(state)  \(clock)"
        let room = max(columns - Columns.width(right) - 2, 1)
        var line = StyledLine(Columns.left(left, min(room, columns)), .bold)
        line.add("  ")
        line.add(right, model.trouble == nil ? (isPaused ? .reverse : .good) : .bad)
        return line
    }

    // MARK: - The list

    private var list: [StyledLine] {
        if model.devices.isEmpty { return [StyledLine(model.trouble == nil ? "There are no devices." : "")] }
        let first = max(0, min(model.selected - Self.listRows / 2, model.devices.count - Self.listRows))
        let shown = model.devices.indices.dropFirst(first).prefix(Self.listRows)
        return shown.map { place in
            let device = model.devices[place]
            let isCurrent = place == model.selected
            var line = StyledLine(isCurrent ? "▶" : " ", .bold)
            line.add(Columns.right(place < 9 ? "\(place + 1)" : "", 2) + " ")
            line.add(Columns.left(device.status.name, 14) + " ", isCurrent ? .bold : .plain)
            line.add(Columns.left(device.status.role, 12))
            line.add(Columns.left(device.status.state, 12), Self.style(of: device.status.state))
            line.add(Columns.left(Words.duration((now - device.since) / .seconds(1)), 14))
            line.add(Self.newest(device, at: now))
            return line
        }
    }

    private static func newest(_ device: MonitorModel.Device, at now: Instant) -> String {
        if device.status.role == DeviceRoleWord.output {
            return Words.count(Int(clamping: device.status.counters.pulses), "pulse")
        }
        let age = device.lastHeard.map { ", \(Words.duration((now - $0) / .seconds(1))) ago" } ?? ""
        if device.status.role == DeviceRoleWord.scanner {
            let count = max(device.scans, Int(clamping: device.status.counters.frames))
            return Words.count(count, "code") + (count > 0 ? age : "")
        }
        guard let point = device.points.last, let value = point.object ?? point.body ?? point.ambient else { return "" }
        // Of a silent device the last value must not be taken for what is now.
        return isAlive(device.status.state) ? Words.celsius(value) : "was \(Words.celsius(value))" + age
    }

    private static func isAlive(_ state: String) -> Bool { state == "ready" || state == "warming" }

    private static func style(of state: String) -> TextStyle {
        switch state {
        case "ready": .good
        case "stale", "lost", "absent": .bad
        default: .warning
        }
    }

    // MARK: - The chart

    private func chart(_ height: Int) -> [StyledLine] {
        guard height >= 4, let device = model.current else { return [] }
        let recent = device.points.filter { now - $0.time <= MonitorModel.window && $0.time <= now }
        let object = series(recent) { $0.object ?? $0.body }
        let ambient = series(recent) { $0.ambient }
        guard let range = BrailleChart.range(of: (object + ambient).map(\.value)) else {
            return [StyledLine(Self.silence(device), .dim)]
        }
        let chart = BrailleChart(columns: columns - Self.axis - 2, rows: height - 2, range: range)
        let gap = Self.gap / (MonitorModel.window / .seconds(1))
        let cells = chart.draw(front: object, back: ambient, gap: gap)
        let lines = cells.enumerated().map { row, characters in axis(row, chart, characters) }
        return [legend(device)] + lines + [timeline]
    }

    private func series(_ points: [MonitorModel.Point], _ value: (MonitorModel.Point) -> Double?) -> [BrailleChart
        .Point]
    {
        points.compactMap { point in
            value(point).map {
                BrailleChart.Point(place: 1 - (now - point.time) / MonitorModel.window, value: $0)
            }
        }
    }

    private func axis(_ row: Int, _ chart: BrailleChart, _ characters: [Character]) -> StyledLine {
        // A label on every other row, so that neighbours differ.
        let label = row % 2 == 0 ? Columns.right(Words.decimal(chart.value(ofRow: row), 1), Self.axis - 1) : ""
        var line = StyledLine(Columns.left(label, Self.axis - 1) + (label.isEmpty ? " │" : " ┤"), .dim)
        var run = ""
        var isBehind = false
        for character in characters {
            if (character == BrailleChart.behind) != isBehind, !run.isEmpty {
                line.add(run, isBehind ? .cool : .bold)
                run = ""
            }
            isBehind = character == BrailleChart.behind
            run.append(character)
        }
        line.add(run, isBehind ? .cool : .bold)
        return line
    }

    private func legend(_ device: MonitorModel.Device) -> StyledLine {
        var line = StyledLine(Columns.left("°C", Self.axis + 1), .dim)
        guard let point = device.points.last else { return line }
        if let object = point.object { line.add("⠤ object \(Words.celsius(object))   ", .bold) }
        if let body = point.body {
            line.add((point.object == nil ? "⠤ " : "") + "body \(Words.celsius(body))   ", .bold)
        }
        if let ambient = point.ambient {
            line.add("\(BrailleChart.behind) ambient \(Words.celsius(ambient))   ", .cool)
        }
        line.add("\(Words.decimal(device.sampleRate(at: now), 1)) samples/s")
        return line
    }

    private var timeline: StyledLine {
        let width = columns - Self.axis - 2
        let middle = "-30 s"
        var text = "-60 s"
        text += String(repeating: " ", count: max(width / 2 - text.count - middle.count / 2, 1)) + middle
        text += String(repeating: " ", count: max(width - text.count - 3, 1)) + "now"
        return StyledLine(String(repeating: " ", count: Self.axis + 1) + text, .dim)
    }

    private static func silence(_ device: MonitorModel.Device) -> String {
        switch device.status.role {
        case DeviceRoleWord.scanner: "A scanner has no chart; what it reads is shown to nobody."
        case DeviceRoleWord.output: "An output has no chart."
        default: "No sample came in the last minute."
        }
    }

    // MARK: - The details

    private var details: [StyledLine] {
        guard let device = model.current else { return [] }
        let status = device.status
        let counters = status.counters
        let place = [status.driver, status.node.map { "on \($0)" }, status.lane.map { "at lane \($0)" }]
        var lines = [StyledLine("\(status.name): " + place.compactMap(\.self).joined(separator: " "), .bold)]
        lines.append(
            StyledLine(
                "received \(counters.receivedBytes) B\(rate(device.byteRate, "B")), \(counters.frames) frames"
                    + "\(rate(device.frameRate, "")), sent \(counters.sentBytes) B"))
        lines.append(
            StyledLine(
                "dropped \(counters.droppedBytes) B, bad checksums \(counters.checksumFailures), other faults "
                    + "\(counters.faults), reopened \(counters.reopened), silences \(counters.silences)",
                counters.checksumFailures + counters.faults > 0 ? .warning : .plain))
        if let facts = status.facts, !facts.isEmpty {
            lines.append(StyledLine("says " + facts.map { "\($0.name) \($0.value)" }.joined(separator: ", ")))
        }
        if let problem = Attention.device(status) {
            // Two lines at most: the table has the whole of it.
            lines += Columns.wrapped(problem, indent: 0).prefix(2).map { StyledLine($0, .bad) }
        }
        return lines
    }

    private func rate(_ rate: Double?, _ unit: String) -> String {
        rate.map { " (\(Words.decimal($0, 1)) \(unit)/s)".replacing(" /s", with: "/s") } ?? ""
    }
}

/// The roles of devices, as the daemon names them.
private enum DeviceRoleWord {
    static let scanner = "scanner"
    static let output = "output"
}
