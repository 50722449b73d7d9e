import CLinux
import Codes

/// The wall clock of this machine.
enum SystemClock {
    /// The time now, and whether the kernel says that it is synchronised.
    static var now: (time: UnixTime, quality: ClockQuality) {
        (
            UnixTime(microseconds: gh_wall_clock_us()),
            gh_clock_synchronised() == 1 ? .synchronised : .freeRunning
        )
    }
}
