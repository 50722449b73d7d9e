import CLinux

/// What a thread of the journal sleeps on until there is work. Many rings before it wakes are one.
final class Doorbell: Sendable {
    private let fd: Int32

    init() throws(SystemError) {
        fd = gh_doorbell_create()
        guard fd >= 0 else { throw SystemError("eventfd", code: -fd) }
    }

    deinit {
        _ = gh_file_close(fd)
    }

    /// Wakes the thread. Callable from any thread; never blocks.
    func ring() {
        _ = gh_doorbell_ring(fd)  // cannot fail: the descriptor is ours, and the counter would take 2^64 rings to fill
    }

    /// Sleeps until somebody rings.
    func wait() {
        _ = gh_doorbell_wait(fd)
    }
}
