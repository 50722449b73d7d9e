import CLinux
import Glibc
public import Wire

/// One thread's loop over descriptors, timers and signals.
///
/// Not `Sendable`: make it on the thread that runs it. Other threads reach it through a `Wakeup`. It wakes only for its
/// sources: without an armed timer and without events it sleeps for ever.
public final class EventLoop: Reactor {
    /// How many bytes a handler reads or writes in one call, so that a source which is ready for ever leaves the others
    /// their turn: one page, 40 ms of a serial line at 1 Mbaud.
    public static let budget = 4096

    /// The time of this pass.
    public private(set) var now: Instant {
        get { timers.now }
        set { timers.now = newValue }
    }

    /// How many passes the loop has made: progress, for the watchdog.
    public private(set) var passes: UInt64 = 0

    private let epoll: Int32
    private let timerDescriptor: Int32
    private let timers: TimerQueue
    private var sources: SourceTable = SourceTable()
    private var signals: SignalSource?
    private var ready: [gh_ready]
    /// When the timer descriptor fires; it may be early, never late.
    private var armed: Instant?
    private var isStopping = false

    /// A loop with no sources. Throws when descriptors ran out.
    public init() throws(EventLoopError) {
        let epoll = try EventLoopError.check(gh_epoll_create(), "epoll_create1")
        let timerDescriptor = gh_timerfd_create()
        guard timerDescriptor >= 0 else {
            close(epoll)
            throw EventLoopError(call: "timerfd_create", code: -timerDescriptor)
        }
        self.epoll = epoll
        self.timerDescriptor = timerDescriptor
        timers = TimerQueue(now: BootClock.now)
        ready = Array(repeating: gh_ready(), count: Int(GH_READY_MAX))
        let added = gh_epoll_add(epoll, timerDescriptor, GH_READABLE, SourceTable.timerToken)
        guard added >= 0 else { throw EventLoopError(call: "epoll_ctl", code: -added) }
    }

    deinit {
        close(timerDescriptor)
        close(epoll)
    }

    /// A timer of this loop, not armed yet.
    public func makeTimer(_ body: @escaping (Instant) -> Void) -> Timer {
        Timer(queue: timers, body: body)
    }

    /// Waits for `fd`; see `Reactor.register`. Throws for a regular file, and when `fd` is registered already.
    public func register(
        _ fd: Int32, events: EventSet, _ handler: @escaping (EventSet, Instant) -> Void
    ) throws(EventLoopError) -> Registration {
        let registration = Registration(
            fd: fd, events: events, token: sources.nextToken, owner: self, handler: handler)
        _ = try EventLoopError.check(gh_epoll_add(epoll, fd, events.interest, registration.token), "epoll_ctl")
        sources.insert(registration)
        return registration
    }

    /// Calls `handler` in the loop after other threads have called `wakeup.signal()`, once for any number of calls.
    public func register(
        _ wakeup: Wakeup, _ handler: @escaping (Instant) -> Void
    ) throws(EventLoopError) -> Registration {
        try register(wakeup.fd, events: .readable) { _, now in
            wakeup.clear()
            handler(now)
        }
    }

    /// Calls `handler` in the loop for each `signal`. The signal must be blocked in all threads: see `Signals.block`.
    public func onSignal(_ signal: Int32, _ handler: @escaping (Instant) -> Void) throws(EventLoopError) {
        if let signals {
            try signals.add(signal, handler)
        } else {
            let source = try SignalSource(signal, handler)
            _ = try register(source.fd, events: .readable) { [unowned source] _, now in source.deliver(at: now) }
            signals = source
        }
    }

    /// Runs until `stop`. Throws when waiting itself fails, which is a fault of the program.
    public func run() throws(EventLoopError) {
        isStopping = false
        while !isStopping { try pass(timeout: -1) }
    }

    /// Makes `run` return after the pass that is being made.
    public func stop() {
        isStopping = true
    }

    /// Handles what is ready now, without waiting. For tests and for a last look before closing.
    public func poll() throws(EventLoopError) {
        try pass(timeout: 0)
    }

    private func pass(timeout: Int32) throws(EventLoopError) {
        try armTimerDescriptor()
        let count = gh_epoll_wait(epoll, &ready, GH_READY_MAX, timeout)
        now = BootClock.now
        passes += 1
        if count == -EINTR { return }
        _ = try EventLoopError.check(count, "epoll_wait")
        for index in 0..<Int(count) {
            let event = ready[index]
            if event.token == SourceTable.timerToken {
                _ = gh_counter_take(timerDescriptor)
                armed = nil
                timers.fire()
            } else {
                // A source that was cancelled earlier in this pass is no longer found.
                sources[event.token]?.deliver(EventSet(kernel: event.events), at: now)
            }
        }
    }

    /// Sets the descriptor only when it would fire too late. A deadline that moves away with every frame costs no system
    /// call then, but one early wake-up when the old one is reached.
    private func armTimerDescriptor() throws(EventLoopError) {
        guard let next = timers.next else { return }
        if let armed, armed <= next { return }
        // 0 would disarm; any time in the past fires at once.
        _ = try EventLoopError.check(gh_timerfd_set(timerDescriptor, max(next.nanoseconds, 1)), "timerfd_settime")
        armed = next
    }
}

extension EventLoop: RegistrationOwner {
    func update(_ registration: Registration) throws(EventLoopError) {
        let interest = registration.events.interest
        _ = try EventLoopError.check(gh_epoll_modify(epoll, registration.fd, interest, registration.token), "epoll_ctl")
    }

    func remove(_ registration: Registration) {
        sources.remove(registration)
        // Fails only when the descriptor was closed before, and then the kernel has removed it.
        _ = gh_epoll_remove(epoll, registration.fd)
    }
}

@available(*, unavailable)
extension EventLoop: Sendable {}
