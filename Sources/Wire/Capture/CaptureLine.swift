/// A line of a capture, read by itself: a header, an entry, or nothing.
public enum CaptureLine: Hashable, Sendable {
    /// `# key: value`.
    case header(key: String, value: String)
    /// What happened on the wire.
    case entry(CaptureEntry)
    /// An empty line, or a remark for people.
    case nothing

    /// The first line of each capture.
    public static let magic = "# gatehouse capture 1"
    /// The longest line, in bytes: a read of 16 KiB in hex with spaces, and its time.
    public static let longest = 64 << 10

    /// Reads a line, without its newline.
    public init(_ line: [UInt8]) throws(CaptureError) {
        guard line.count <= Self.longest else { throw .length }
        let text = String(decoding: line, as: UTF8.self)
        let words = text.split(maxSplits: 1, omittingEmptySubsequences: true) { $0.isWhitespace }
        guard let first = words.first else {
            self = .nothing
            return
        }
        if first.hasPrefix("#") {
            self = Self.header(text.drop { $0 == "#" || $0.isWhitespace })
            return
        }
        guard let time = Self.time(first) else { throw .time }
        let rest = words.count > 1 ? words[1] : ""
        let direction = rest.prefix { !$0.isWhitespace }
        let body = rest.dropFirst(direction.count).drop { $0.isWhitespace }
        self = .entry(CaptureEntry(time: time, try Self.content(String(direction), body)))
    }

    private static func header(_ text: Substring) -> CaptureLine {
        guard let colon = text.firstIndex(of: ":") else { return .nothing }
        let value = text[text.index(after: colon)...].drop { $0.isWhitespace }
        return .header(key: String(text[..<colon]), value: String(value))
    }

    private static func content(_ direction: String, _ body: Substring) throws(CaptureError) -> CaptureEntry.Content {
        switch direction {
        case "<": .received(try bytes(body))
        case ">": .sent(try bytes(body))
        case "<F": .featureReceived(try bytes(body))
        case ">F": .featureSent(try bytes(body))
        case "!": .remark(String(body))
        default: throw .direction
        }
    }

    private static func bytes(_ text: Substring) throws(CaptureError) -> [UInt8] {
        do {
            return try HexBytes.parse(Array(text.utf8))
        } catch {
            throw .bytes(error)
        }
    }

    /// `12.031250` as an instant; up to nine decimals, and twelve digits before them.
    private static func time(_ word: Substring) -> Instant? {
        let parts = word.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count <= 2, let whole = parts.first, (1...12).contains(whole.count),
            whole.utf8.allSatisfy(isDigit), let seconds = UInt64(whole)
        else { return nil }
        var nanoseconds: UInt64 = 0
        if parts.count == 2 {
            guard (1...9).contains(parts[1].count), parts[1].utf8.allSatisfy(isDigit) else { return nil }
            let padded = parts[1] + String(repeating: "0", count: 9 - parts[1].count)
            nanoseconds = UInt64(padded) ?? 0
        }
        let (scaled, overflow) = seconds.multipliedReportingOverflow(by: 1_000_000_000)
        return overflow ? nil : Instant(nanoseconds: scaled) + .nanoseconds(Int64(nanoseconds))
    }

    private static func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }
}
