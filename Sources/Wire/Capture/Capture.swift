/// What went over a wire, as text: a header, and one line for each read and write with its time.
///
/// A capture is a fixture of the tests as it stands. The format is described in `Documentation/captures.md`.
public struct Capture: Hashable, Sendable {
    /// What it says of itself.
    public var header: CaptureHeader
    /// What happened, in order.
    public var entries: [CaptureEntry]

    /// A capture of `entries`.
    public init(header: CaptureHeader = CaptureHeader(), entries: [CaptureEntry] = []) {
        self.header = header
        self.entries = entries
    }

    /// Where a text is no capture.
    public struct Fault: Error, Hashable, Sendable, CustomStringConvertible {
        /// The line, from 1.
        public let line: Int
        /// What is wrong with it.
        public let error: CaptureError

        /// The line, what is wrong, and what would be right.
        public var description: String { "line \(line) \(error)" }
    }

    /// Reads a whole text.
    public init(text: [UInt8]) throws(Fault) {
        self.init()
        var reader = CaptureReader()
        for line in text.split(separator: 0x0A, omittingEmptySubsequences: false) {
            if let entry = try reader.read(Array(line)) { entries.append(entry) }
        }
        header = reader.header
    }

    /// The capture as text, with a newline at its end.
    public var text: String {
        (header.lines + entries.map(\.text)).joined(separator: "\n") + "\n"
    }

    /// What the device sent, as one stream.
    public var received: [UInt8] {
        entries.flatMap { entry in if case .received(let bytes) = entry.content { bytes } else { [UInt8]() } }
    }
}
