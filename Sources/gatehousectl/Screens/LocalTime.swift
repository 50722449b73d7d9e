import Codes
import Glibc

/// Times, which are UTC in messages and records, in the time of the one who reads.
enum LocalTime {
    /// `2020-03-01 16:00:00 +0800`.
    static func text(_ time: UnixTime) -> String {
        format(time, "%Y-%m-%d %H:%M:%S %z")
    }

    /// `2020-03-01 16:00:00`.
    static func short(_ time: UnixTime) -> String {
        format(time, "%Y-%m-%d %H:%M:%S")
    }

    /// `2020-03-01 16:00:00 +0800`; the text itself when it is no time.
    static func text(_ rfc3339: String) -> String {
        UnixTime(rfc3339: rfc3339).map { text($0) } ?? rfc3339
    }

    /// `16:00:00.123`; the text itself when it is no time.
    static func clock(_ rfc3339: String) -> String {
        guard let time = UnixTime(rfc3339: rfc3339) else { return rfc3339 }
        let milliseconds = String((time.microseconds - time.seconds * 1_000_000) / 1000)
        return format(time, "%H:%M:%S") + "." + String(repeating: "0", count: 3 - milliseconds.count) + milliseconds
    }

    private static func format(_ time: UnixTime, _ pattern: String) -> String {
        var seconds = time_t(time.seconds)
        var parts = tm()
        guard localtime_r(&seconds, &parts) != nil else { return "\(time.seconds)" }
        var text = [CChar](repeating: 0, count: 64)
        let length = strftime(&text, text.count, pattern, &parts)
        return String(decoding: text.prefix(length).map(UInt8.init(bitPattern:)), as: UTF8.self)
    }
}
