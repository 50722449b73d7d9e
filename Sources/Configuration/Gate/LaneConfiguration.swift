public import Admission

/// One `[[lane]]`: a passage through the gate.
public struct LaneConfiguration: Hashable, Sendable {
    /// Which way people go through a lane.
    public enum Direction: String, Hashable, Sendable, CaseIterable {
        case `in`
        case out
        case both
    }

    /// What happens when something cannot be known: a lost sensor, an unreachable resolver. Never a silent admit.
    public enum FailRule: String, Hashable, Sendable, CaseIterable {
        /// The person waits for the guard.
        case hold
        /// The person does not pass.
        case refuse
    }

    /// The lane's name, unique at the gate.
    public var name: String
    /// The lane's number in records: its place among the lanes, from 1.
    public var number: UInt16
    /// Which way people go.
    public var direction: Direction
    /// When the lane is open, in the site's time zone. Never empty.
    public var hours: [OpeningHours]
    /// Who is served, in the order of the text. Never empty.
    public var categories: [Category]
    /// Who somebody is who shows nothing but a face.
    public var defaultCategory: Category
    /// What happens when something cannot be known.
    public var fail: FailRule
    /// How long a passage collects its evidence, in seconds, 5 to 300.
    public var windowSeconds: Int
}

/// A daily span of minutes, which may run past midnight.
public struct OpeningHours: Hashable, Sendable {
    /// The first minute of the day that is open, 0 to 1439.
    public var start: Int
    /// The first minute that is closed again, 1 to 1440; below `start` it is on the next day.
    public var end: Int

    /// The span from `start` to `end`; `nil` when they are no times of a day or the same.
    public init?(start: Int, end: Int) {
        guard (0...1439).contains(start), (1...1440).contains(end), start != end else { return nil }
        self.start = start
        self.end = end
    }

    /// The span of a text such as `07:00-09:00`, `22:00-06:00` or `00:00-24:00`.
    public init?(_ text: String) {
        let parts = text.split(separator: "-", omittingEmptySubsequences: false)
        guard parts.count == 2, let start = Self.minute(parts[0]), let end = Self.minute(parts[1]) else { return nil }
        // A span that ends at 00:00 ends with its day.
        self.init(start: start, end: end == 0 ? 1440 : end)
    }

    /// Whether the minute of the day, 0 to 1439, is within the span.
    public func contains(minute: Int) -> Bool {
        start < end ? (start..<end).contains(minute) : minute >= start || minute < end
    }

    /// The text that `init(_:)` reads.
    public var text: String { Self.clock(start) + "-" + Self.clock(end) }

    private static func minute(_ text: Substring) -> Int? {
        let bytes = Array(text.utf8)
        guard bytes.count == 5, bytes[2] == UInt8(ascii: ":") else { return nil }
        let digits = [bytes[0], bytes[1], bytes[3], bytes[4]].map { Int($0) - 0x30 }
        guard digits.allSatisfy({ (0...9).contains($0) }) else { return nil }
        let (hour, minute) = (digits[0] * 10 + digits[1], digits[2] * 10 + digits[3])
        guard minute < 60, hour < 24 || (hour == 24 && minute == 0) else { return nil }
        return hour * 60 + minute
    }

    private static func clock(_ minute: Int) -> String {
        [minute / 60, minute % 60].map { $0 < 10 ? "0\($0)" : "\($0)" }.joined(separator: ":")
    }
}
