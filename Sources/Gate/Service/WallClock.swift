import Admission
import CLinux
import Codes
import Journal

/// The wall clock with its quality, as it is stamped into records. No timeout of the gate depends on it.
///
/// Confined to the thread of the gate loop: the time zone of the process belongs to it.
final class WallClock {
    /// The kernel's word on synchronisation changes in minutes; asking once in 10 s keeps the system call off the hot path.
    private static let qualityLifetimeMicroseconds: Int64 = 10_000_000

    private let zone: String
    private var quality = ClockQuality.unset
    private var qualityAsked: Int64?
    private var minute = 0
    private var minuteOfUnix = Int64.min

    /// A clock for a site in the zone `zone`, an IANA name such as `Asia/Shanghai`.
    init(zone: String) {
        self.zone = zone
    }

    /// Now, with the clock's quality and the local minute of the day.
    func read() -> LaneClock {
        let now = UnixTime(microseconds: gh_wall_clock_us())
        return LaneClock(unix: now, quality: quality(at: now), minuteOfDay: minuteOfDay(at: now))
    }

    private func quality(at now: UnixTime) -> ClockQuality {
        if let asked = qualityAsked, (asked...(asked + Self.qualityLifetimeMicroseconds)).contains(now.microseconds) {
            return quality
        }
        qualityAsked = now.microseconds
        quality = JournalClock.system.civil().1
        return quality
    }

    private func minuteOfDay(at now: UnixTime) -> Int {
        let unixMinute = now.seconds / 60
        if unixMinute != minuteOfUnix {
            var weekday: Int32 = 0
            let local = gh_local_minute(now.seconds, zone, &weekday)
            minute = local >= 0 ? Int(local) : Int((now.seconds / 60) % 1440)
            minuteOfUnix = unixMinute
        }
        return minute
    }
}
