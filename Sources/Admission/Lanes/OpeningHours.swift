/// A part of the day in whole minutes, from `opens` up to and without `closes`; past midnight when `closes` is earlier.
public struct MinuteRange: Hashable, Sendable {
    /// The first minute of the local day that is open, 0 to 1439.
    public let opens: Int
    /// The first minute that is closed again, 1 to 1440.
    public let closes: Int

    /// A range of minutes; `nil` when one is out of bounds or when the range is empty.
    public init?(opens: Int, closes: Int) {
        guard (0..<1440).contains(opens), (0...1440).contains(closes), opens != closes else { return nil }
        self.opens = opens
        self.closes = closes
    }

    /// A range as the configuration has it, `07:00-09:00`, `22:00-06:00` or `00:00-24:00`; `nil` for anything else.
    public init?(_ text: some StringProtocol) {
        let ends = text.split(separator: "-", omittingEmptySubsequences: false)
        guard ends.count == 2, let opens = MinuteRange.minute(ends[0]), let closes = MinuteRange.minute(ends[1])
        else { return nil }
        self.init(opens: opens, closes: closes)
    }

    /// Whether `minute` of the day is inside.
    public func contains(_ minute: Int) -> Bool {
        opens < closes ? (opens..<closes).contains(minute) : minute >= opens || minute < closes
    }

    private static func minute(_ text: some StringProtocol) -> Int? {
        let bytes = Array(text.utf8)
        let colon = UInt8(ascii: ":")
        guard bytes.count == 5, bytes[2] == colon else { return nil }
        var digits: [Int] = []
        for byte in bytes where byte != colon {
            guard (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) else { return nil }
            digits.append(Int(byte - UInt8(ascii: "0")))
        }
        guard digits.count == 4 else { return nil }
        let (hour, minute) = (digits[0] * 10 + digits[1], digits[2] * 10 + digits[3])
        guard minute < 60, hour * 60 + minute <= 1440 else { return nil }
        return hour * 60 + minute
    }
}

/// When a lane is open, in local time.
public struct OpeningHours: Hashable, Sendable {
    /// The open parts of the day; none means never.
    public var ranges: [MinuteRange]

    /// Open in `ranges`.
    public init(_ ranges: [MinuteRange]) {
        self.ranges = ranges
    }

    /// Open around the clock.
    public static let always = OpeningHours([MinuteRange(opens: 0, closes: 1440)].compactMap { $0 })

    /// Whether the lane is open at every time, so that no clock is needed to know it.
    public var isAlways: Bool { ranges.contains { $0.opens == 0 && $0.closes == 1440 } }

    /// Whether the lane is open in that minute of the day.
    public func isOpen(at minuteOfDay: Int) -> Bool {
        ranges.contains { $0.contains(minuteOfDay) }
    }
}
