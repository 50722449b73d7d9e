public import Wire

/// Something that happens once at an instant, and may be armed again.
public final class Timer {
    /// When it fires; `nil` while it is not armed.
    public var deadline: Instant? { position == nil ? nil : due }

    let body: (Instant) -> Void
    var due = Instant(nanoseconds: 0)
    /// Orders timers of the same instant by when they were armed.
    var sequence: UInt64 = 0
    /// The place in the queue's heap; `nil` while it is not armed.
    var position: Int?
    private let queue: TimerQueue

    init(queue: TimerQueue, body: @escaping (Instant) -> Void) {
        self.queue = queue
        self.body = body
    }

    /// Fires at `deadline`, or in the next pass when that is past. Replaces an earlier deadline.
    public func arm(at deadline: Instant) {
        queue.arm(self, at: deadline)
    }

    /// Does not fire any more, until it is armed again.
    public func cancel() {
        queue.remove(self)
    }

    /// Whether this one fires before `other`.
    func precedes(_ other: Timer) -> Bool {
        due == other.due ? sequence < other.sequence : due < other.due
    }
}
