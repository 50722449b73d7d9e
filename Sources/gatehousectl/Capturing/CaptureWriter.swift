import Wire

/// Writes a capture to a file, or to the standard output as it comes, and counts what is in it.
final class CaptureWriter {
    /// Where a capture goes.
    enum Target {
        case file(NewFile)
        /// The standard output, as a capture or as one JSON object for each entry.
        case output(json: Bool)
    }

    /// Whether the header is written.
    private(set) var hasBegun = false
    private(set) var summary: CaptureSummary
    private let target: Target
    private let notes: [String]

    /// A writer that adds `notes` to the header.
    init(_ target: Target, notes: [String]) {
        self.target = target
        self.notes = notes
        summary = CaptureSummary()
        if case .file(let file) = target { summary.file = file.path }
    }

    /// Writes the header. Does nothing when it is written.
    func begin(_ header: CaptureHeader) throws(ToolFailure) {
        guard !hasBegun else { return }
        hasBegun = true
        var header = header
        header.notes += notes
        summary.driver = header.driver
        if case .output(json: true) = target { return }
        try write(header.lines.joined(separator: "\n"))
    }

    /// Writes what happened.
    func take(_ entry: CaptureEntry) throws(ToolFailure) {
        summary.count(entry)
        if case .output(json: true) = target {
            try Output.json(EntryLine(entry))
        } else {
            try write(entry.text)
        }
    }

    /// So many entries did not reach us.
    func lost(_ count: Int) {
        summary.lost += count
    }

    /// Puts the file in its place; without any header there is nothing to keep.
    func finish() throws(ToolFailure) {
        guard case .file(let file) = target else { return }
        if hasBegun { try file.finish() } else { file.discard() }
    }

    private func write(_ text: String) throws(ToolFailure) {
        switch target {
        case .file(let file): try file.write(text + "\n")
        case .output: Output.line(text)
        }
    }
}

/// What is in a capture.
struct CaptureSummary: Encodable, Hashable {
    var file: String?
    var driver: String?
    var entries = 0
    var receivedBytes = 0
    var sentBytes = 0
    /// Entries that are missing.
    var lost = 0
    /// The time of the last entry.
    var seconds = 0.0

    mutating func count(_ entry: CaptureEntry) {
        entries += 1
        seconds = Double(entry.time.nanoseconds) / 1e9
        switch entry.content {
        case .received(let bytes), .featureReceived(let bytes): receivedBytes += bytes.count
        case .sent(let bytes), .featureSent(let bytes): sentBytes += bytes.count
        case .remark: break
        }
    }

    /// For people.
    var text: String {
        let missing = lost == 0 ? "" : "; \(Words.count(lost, "entry")) missing, because they were not read in time"
        return
            "\(file ?? "capture"): \(entries) entries in \(Words.duration(seconds)), \(receivedBytes) bytes from the "
            + "device and \(sentBytes) to it\(missing)"
    }
}

/// An entry as `device capture --json` writes it.
private struct EntryLine: Encodable {
    var time: Double
    var kind: String
    var bytes: String?
    var words: String?

    init(_ entry: CaptureEntry) {
        time = Double(entry.time.nanoseconds / 1000) / 1e6
        switch entry.content {
        case .received(let data): (kind, bytes) = ("received", HexBytes.text(data))
        case .sent(let data): (kind, bytes) = ("sent", HexBytes.text(data))
        case .featureReceived(let data): (kind, bytes) = ("feature-received", HexBytes.text(data))
        case .featureSent(let data): (kind, bytes) = ("feature-sent", HexBytes.text(data))
        case .remark(let text): (kind, words) = ("remark", text)
        }
    }
}
