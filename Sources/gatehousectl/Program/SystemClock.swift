import Codes
import Journal

/// The wall clock of this machine.
enum SystemClock {
    /// The time now, and how far the kernel says that it can be believed.
    static var now: (time: UnixTime, quality: ClockQuality) { JournalClock.system.civil() }
}
