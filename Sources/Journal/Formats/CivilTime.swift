import Codes

/// A time of the Gregorian calendar in UTC, as records show it.
struct CivilTime: Hashable, Sendable {
    var year: Int
    var month: Int
    var day: Int
    var hour: Int
    var minute: Int
    var second: Int
    var microsecond: Int

    private static let microsecondsPerDay: Int64 = 86_400_000_000
    /// The calendar repeats every 400 years, which are so many days.
    private static let daysPerEra = 146_097
    /// Days from 0000-03-01 to 1970-01-01: counting years from March puts the leap day at their end.
    private static let epoch = 719_468

    /// The calendar's view of a time.
    init(_ time: UnixTime) {
        let (quotient, remainder) = time.microseconds.quotientAndRemainder(dividingBy: Self.microsecondsPerDay)
        let days = Int(quotient) - (remainder < 0 ? 1 : 0) + Self.epoch
        let rest = Int(remainder < 0 ? remainder + Self.microsecondsPerDay : remainder)
        let era = (days >= 0 ? days : days - Self.daysPerEra + 1) / Self.daysPerEra
        let dayOfEra = days - era * Self.daysPerEra
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shifted = (5 * dayOfYear + 2) / 153
        day = dayOfYear - (153 * shifted + 2) / 5 + 1
        month = shifted < 10 ? shifted + 3 : shifted - 9
        year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
        microsecond = rest % 1_000_000
        second = rest / 1_000_000 % 60
        minute = rest / 60_000_000 % 60
        hour = rest / 3_600_000_000
    }

    /// `2026-11`.
    var monthText: String { "\(Self.padded(year, 4))-\(Self.padded(month, 2))" }

    /// RFC 3339 with microseconds: `2026-11-23T19:05:53.000000Z`.
    var text: String {
        let date = "\(monthText)-\(Self.padded(day, 2))"
        let time = "\(Self.padded(hour, 2)):\(Self.padded(minute, 2)):\(Self.padded(second, 2))"
        return "\(date)T\(time).\(Self.padded(microsecond, 6))Z"
    }

    private static func padded(_ number: Int, _ digits: Int) -> String {
        let text = String(number)
        return String(repeating: "0", count: max(0, digits - text.count)) + text
    }
}
