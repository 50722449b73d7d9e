import CLinux
import Glibc

/// An `eventfd` by which any thread wakes a loop. Many signals before the loop turns are one.
public final class Wakeup: Sendable {
    /// The descriptor to wait for; readable while a signal is pending.
    public let fd: Int32

    /// Throws when descriptors ran out.
    public init() throws(EventLoopError) {
        fd = try EventLoopError.check(gh_eventfd_create(), "eventfd")
    }

    deinit { close(fd) }

    /// Wakes the loop. Callable from any thread; never blocks, allocates nothing.
    public func signal() {
        _ = gh_eventfd_signal(fd)  // cannot fail: the descriptor is ours, and a full counter wakes the loop as well
    }

    /// Takes the signals that are pending.
    public func clear() {
        _ = gh_counter_take(fd)
    }
}
