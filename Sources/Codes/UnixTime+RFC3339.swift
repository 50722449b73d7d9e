extension UnixTime {
    /// The time `seconds` later, or earlier when negative; saturated to the range of the type.
    public func adding(seconds: Int64) -> UnixTime {
        let (sum, overflow) = microseconds.addingReportingOverflow(UnixTime(seconds: seconds).microseconds)
        return UnixTime(microseconds: overflow ? (seconds < 0 ? .min : .max) : sum)
    }

    /// The time in RFC 3339 in UTC, such as `2021-08-14T07:30:00Z`; with six decimals when it is no whole second.
    /// Outside the years 0 to 9999, which RFC 3339 cannot write, the year has a sign or more digits.
    public var rfc3339: String {
        let day = Self.floorDivide(seconds, Self.secondsPerDay)
        let second = seconds - day * Self.secondsPerDay
        let date = Self.civil(fromDay: day)
        var text = Self.padded(date.year, 4) + "-" + Self.padded(date.month, 2) + "-" + Self.padded(date.day, 2)
        text += "T" + Self.padded(second / 3600, 2) + ":" + Self.padded(second / 60 % 60, 2)
        text += ":" + Self.padded(second % 60, 2)
        // The remainder is below a million whatever the sign, since `seconds` rounds down.
        let fraction = microseconds &- seconds &* 1_000_000
        return text + (fraction == 0 ? "Z" : "." + Self.padded(fraction, 6) + "Z")
    }

    /// The time that `text` writes in RFC 3339, with any offset and up to nine decimals, of which six count; `nil` for
    /// anything else, also for days that the month does not have. A leap second counts as the second after it.
    public init?(rfc3339 text: String) {
        var reader = DigitReader(text: Array(text.utf8))
        guard let year = reader.number(4), reader.skip("-"), let month = reader.number(2), reader.skip("-"),
            let day = reader.number(2), reader.skip("T") || reader.skip("t") || reader.skip(" "),
            let hour = reader.number(2), reader.skip(":"), let minute = reader.number(2), reader.skip(":"),
            let second = reader.number(2), let fraction = reader.fraction(), let offset = reader.offset(),
            reader.isAtEnd
        else { return nil }
        guard (1...12).contains(month), (1...Self.days(in: month, of: year)).contains(day), hour < 24, minute < 60,
            second <= 60
        else { return nil }
        let days = Self.day(fromYear: year, month: month, day: day)
        let seconds = days * Self.secondsPerDay + hour * 3600 + minute * 60 + second - offset
        self.init(microseconds: seconds * 1_000_000 + fraction)
    }

    private static let secondsPerDay: Int64 = 86_400

    private static func floorDivide(_ number: Int64, _ divisor: Int64) -> Int64 {
        number >= 0 ? number / divisor : (number + 1) / divisor - 1
    }

    private static func padded(_ number: Int64, _ width: Int) -> String {
        let digits = String(number.magnitude)
        return (number < 0 ? "-" : "") + String(repeating: "0", count: max(0, width - digits.count)) + digits
    }

    private static func days(in month: Int64, of year: Int64) -> Int64 {
        switch month {
        case 4, 6, 9, 11: 30
        case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
        default: 31
        }
    }

    /// The number of the day, 0 being 1970-01-01, in the Gregorian calendar. Years are counted from March, so that the
    /// leap day is a year's last; 400 years have 146,097 days.
    private static func day(fromYear year: Int64, month: Int64, day: Int64) -> Int64 {
        let marchYear = month > 2 ? year : year - 1
        let era = floorDivide(marchYear, 400)
        let yearOfEra = marchYear - era * 400
        let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
        return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
    }

    private static func civil(fromDay day: Int64) -> (year: Int64, month: Int64, day: Int64) {
        let shifted = day + 719_468
        let era = floorDivide(shifted, 146_097)
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let marchMonth = (5 * dayOfYear + 2) / 153
        let month = marchMonth < 10 ? marchMonth + 3 : marchMonth - 9
        return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, dayOfYear - (153 * marchMonth + 2) / 5 + 1)
    }
}

/// Reads the pieces of a time from its characters.
private struct DigitReader {
    let text: [UInt8]
    var index = 0

    var isAtEnd: Bool { index == text.count }

    mutating func skip(_ character: Unicode.Scalar) -> Bool {
        guard index < text.count, text[index] == UInt8(ascii: character) else { return false }
        index += 1
        return true
    }

    private mutating func digit() -> Int64? {
        guard index < text.count, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(text[index]) else { return nil }
        index += 1
        return Int64(text[index - 1] - UInt8(ascii: "0"))
    }

    mutating func number(_ digits: Int) -> Int64? {
        var number: Int64 = 0
        for _ in 0..<digits {
            guard let digit = digit() else { return nil }
            number = number * 10 + digit
        }
        return number
    }

    /// The decimals as microseconds; 0 when there are none.
    mutating func fraction() -> Int64? {
        guard skip(".") else { return 0 }
        var digits: [Int64] = []
        while digits.count < 9, let digit = digit() { digits.append(digit) }
        guard !digits.isEmpty else { return nil }
        return (digits + [0, 0, 0, 0, 0]).prefix(6).reduce(0) { $0 * 10 + $1 }
    }

    /// The offset from UTC in seconds.
    mutating func offset() -> Int64? {
        if skip("Z") || skip("z") { return 0 }
        let sign: Int64
        if skip("+") { sign = 1 } else if skip("-") { sign = -1 } else { return nil }
        guard let hours = number(2), hours < 24, skip(":"), let minutes = number(2), minutes < 60 else { return nil }
        return sign * (hours * 3600 + minutes * 60)
    }
}
