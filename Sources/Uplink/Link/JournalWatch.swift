import CLinux
import EventLoop
import Glibc
import Wire

/// Sleeps until the journal's directory changes, a time comes, or the link shall stop.
final class JournalWatch {
    /// How long a change can stay unseen if the watch does not tell of it: the directory was replaced, or the kernel's
    /// queue overflowed.
    private static let fallback = Duration.seconds(1)
    /// How long one sleep lasts at most, so that a long pause is not taken for a thread that hangs.
    private static let longest = Duration.seconds(5)

    private let directory: String
    private let stop: StopFlag
    private let pulse: Pulse
    private var watch: Int32 = -1

    init(directory: String, stop: StopFlag, pulse: Pulse) {
        self.directory = directory
        self.stop = stop
        self.pulse = pulse
        reopen()
    }

    deinit { if watch >= 0 { close(watch) } }

    /// Sleeps until `deadline` or a change, at most the fallback's time. Tells whether to look at the journal.
    func waitForChange(until deadline: Instant?) {
        if watch < 0 { reopen() }
        sleep(watch, until: min(deadline ?? .init(nanoseconds: .max), BootClock.now + Self.fallback))
    }

    /// Sleeps until `deadline`, whatever the journal does.
    func pause(until deadline: Instant) {
        while !stop.isRaised, BootClock.now < deadline { sleep(-1, until: deadline) }
    }

    /// Sleeps until the link shall stop.
    func halt() {
        while !stop.isRaised { sleep(-1, until: BootClock.now + Self.longest) }
    }

    private func reopen() {
        let result = directory.withCString { gh_watch_directory($0) }
        watch = result >= 0 ? result : -1
    }

    private func sleep(_ watch: Int32, until deadline: Instant) {
        pulse.beat()
        let left = max(0, (min(deadline, BootClock.now + Self.longest) - BootClock.now).nanoseconds)
        // Rounded up, so that a wait does not end just before its time and spin.
        let milliseconds = left / 1_000_000 + 1
        if gh_watch_wait(watch, stop.descriptor, Int32(milliseconds)) < 0 { usleep(100_000) }
    }
}
