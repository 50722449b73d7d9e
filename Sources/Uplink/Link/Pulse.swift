import EventLoop
import Synchronization
public import Wire

/// When a link's thread last got somewhere; the watchdog is fed by it.
public final class Pulse: Sendable {
    private let last = Atomic<UInt64>(0)

    /// A pulse that beats now.
    public init() { beat() }

    /// The thread got here.
    func beat() {
        last.store(BootClock.now.nanoseconds, ordering: .relaxed)
    }

    /// The last beat.
    public var lastBeat: Instant { Instant(nanoseconds: last.load(ordering: .relaxed)) }
}
