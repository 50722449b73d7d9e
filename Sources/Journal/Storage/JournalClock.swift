import CLinux
public import Codes
import EventLoop
public import Wire

/// The clocks that records of the journal itself are stamped with.
public struct JournalClock: Sendable {
    /// The wall clock and how far it can be believed.
    public var civil: @Sendable () -> (UnixTime, ClockQuality)
    /// The monotonic clock.
    public var monotonic: @Sendable () -> Instant

    /// A clock of these two.
    public init(
        civil: @escaping @Sendable () -> (UnixTime, ClockQuality), monotonic: @escaping @Sendable () -> Instant
    ) {
        self.civil = civil
        self.monotonic = monotonic
    }

    /// No gate had this program before 2026, so an earlier clock was never set: boards without a battery start in 1970.
    static let earliest = UnixTime(seconds: 1_767_225_600)

    /// The clocks of the machine.
    public static let system = JournalClock(
        civil: {
            let time = UnixTime(microseconds: gh_wall_clock_us())
            if time < earliest { return (time, .unset) }
            return (time, gh_clock_synchronised() == 1 ? .synchronised : .freeRunning)
        },
        monotonic: { BootClock.now })
}
