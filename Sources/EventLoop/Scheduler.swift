public import Wire

/// Where code that has timeouts gets its time from: the real `EventLoop`, or the `VirtualLoop` of tests.
public protocol Scheduler: AnyObject {
    /// The time of this pass: read once per wake-up, the same for all that happens in the pass.
    var now: Instant { get }

    /// A timer that is not armed yet. Arming it again and again allocates nothing.
    ///
    /// The scheduler keeps an armed timer alive; one that is not armed lives as long as somebody holds it.
    func makeTimer(_ body: @escaping (Instant) -> Void) -> Timer
}

extension Scheduler {
    /// Runs `body` once, in the first pass at or after `deadline`.
    @discardableResult
    public func schedule(at deadline: Instant, _ body: @escaping (Instant) -> Void) -> Timer {
        let timer = makeTimer(body)
        timer.arm(at: deadline)
        return timer
    }
}

/// A scheduler that also waits for descriptors.
public protocol Reactor: Scheduler {
    /// Calls `handler` in each pass in which `fd` is ready for one of `events`, until it is cancelled or hangs up.
    ///
    /// The handler reads or writes at most `EventLoop.budget` bytes per call; what is left is reported again in the next
    /// pass, after the others. A hang-up is reported exactly once: the descriptor is removed before the handler is
    /// told, so that it cannot spin. Bytes that came before the hang-up can still be read then. The reactor never
    /// closes `fd`; cancel the registration before closing it.
    func register(
        _ fd: Int32, events: EventSet, _ handler: @escaping (EventSet, Instant) -> Void
    ) throws(EventLoopError) -> Registration
}
