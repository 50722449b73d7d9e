import CLinux
public import Wire

/// The clock of all timeouts: `CLOCK_BOOTTIME`, which counts while the machine sleeps and never jumps.
public enum BootClock {
    /// The time now. Code on the loop asks `Scheduler.now`, which is read once per wake-up.
    public static var now: Instant { Instant(nanoseconds: gh_boottime()) }
}
