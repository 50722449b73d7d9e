public import Wire

/// The loop of tests: its time moves only when the test says so, and descriptors are ready when the script says so.
///
/// Nothing is asked of the kernel; a descriptor is only a number here.
public final class VirtualLoop: Reactor {
    /// The virtual time.
    public var now: Instant { timers.now }

    private let timers: TimerQueue
    private var sources: [Registration] = []
    private var users: UInt64 = 0

    /// A loop whose time starts at `start`.
    public init(start: Instant = Instant(nanoseconds: 0)) {
        timers = TimerQueue(now: start)
    }

    /// A timer that fires when `advance` passes its deadline.
    public func makeTimer(_ body: @escaping (Instant) -> Void) -> Timer {
        Timer(queue: timers, body: body)
    }

    /// Remembers the handler for `deliver`.
    public func register(
        _ fd: Int32, events: EventSet, _ handler: @escaping (EventSet, Instant) -> Void
    ) throws(EventLoopError) -> Registration {
        users += 1
        let registration = Registration(fd: fd, events: events, token: users, owner: self, handler: handler)
        sources.append(registration)
        return registration
    }

    /// When the next timer fires.
    public var nextDeadline: Instant? { timers.next }

    /// What the registration of `fd` waits for; `nil` when there is none.
    public func interest(of fd: Int32) -> EventSet? {
        sources.first { $0.fd == fd }?.events
    }

    /// Moves the time to `end`; every timer that is due until then fires at its own deadline.
    public func advance(to end: Instant) {
        while let next = timers.next, next <= end {
            timers.now = max(timers.now, next)
            timers.fire()
        }
        timers.now = max(timers.now, end)
    }

    /// Moves the time by `duration`.
    public func advance(by duration: Duration) {
        advance(to: now + duration)
    }

    /// Tells the handler of `fd` what the kernel would; returns whether anybody waited for it.
    @discardableResult
    public func deliver(_ events: EventSet, to fd: Int32) -> Bool {
        guard let source = sources.first(where: { $0.fd == fd }) else { return false }
        let reported = events.intersection(source.events.union(.hangup))
        if reported.isEmpty { return false }
        source.deliver(reported, at: now)
        return true
    }
}

extension VirtualLoop: RegistrationOwner {
    func update(_ registration: Registration) {}

    func remove(_ registration: Registration) {
        sources.removeAll { $0 === registration }
    }
}
