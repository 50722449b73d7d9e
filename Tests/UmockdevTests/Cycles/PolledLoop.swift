import EventLoop
import Glibc
import TestSupport
import Wire

/// Virtual time on real descriptors: the kernel is asked what is ready, and time passes only when nothing is.
final class PolledLoop: Reactor {
    let timeline = VirtualLoop(start: Instant(nanoseconds: 1_000_000_000_000))
    private var descriptors: Set<Int32> = []

    var now: Instant { timeline.now }

    func makeTimer(_ body: @escaping (Instant) -> Void) -> Timer { timeline.makeTimer(body) }

    func register(
        _ fd: Int32, events: EventSet, _ handler: @escaping (EventSet, Instant) -> Void
    ) throws(EventLoopError) -> Registration {
        descriptors.insert(fd)
        return try timeline.register(fd, events: events, handler)
    }

    /// Tells of everything that the kernel has, and of what comes of it. Waits for the first where something must come.
    func turn(waiting: Bool = false) throws {
        var patience = waiting ? ByteChannel.patience : 0
        while true {
            descriptors = descriptors.filter { timeline.interest(of: $0) != nil }
            var entries = descriptors.sorted().map { fd in
                let isWriter = timeline.interest(of: fd)?.contains(.writable) == true
                return pollfd(fd: fd, events: Int16(isWriter ? POLLIN | POLLOUT : POLLIN), revents: 0)
            }
            let ready = poll(&entries, nfds_t(entries.count), patience)
            if ready < 0 { throw SystemCallError(call: "poll", code: errno) }
            if ready == 0 {
                if patience > 0 { throw SystemCallError(call: "poll", code: ETIMEDOUT) }
                return
            }
            patience = 0
            for entry in entries where entry.revents != 0 {
                var events: EventSet = []
                if Int32(entry.revents) & POLLIN != 0 { events.insert(.readable) }
                if Int32(entry.revents) & POLLOUT != 0 { events.insert(.writable) }
                if Int32(entry.revents) & (POLLHUP | POLLERR) != 0 { events.insert(.hangup) }
                timeline.deliver(events, to: entry.fd)
            }
        }
    }

    /// Turns until `isDone`; time goes from timer to timer when the kernel has nothing. Returns how much passed, or `nil`
    /// when `limit` was not enough.
    func run(within limit: Duration, until isDone: () -> Bool) throws -> Duration? {
        let begin = now
        while true {
            try turn()
            if isDone() { return now - begin }
            guard let next = timeline.nextDeadline, next <= begin + limit else { return nil }
            timeline.advance(to: next)
        }
    }
}

@available(*, unavailable)
extension PolledLoop: Sendable {}
