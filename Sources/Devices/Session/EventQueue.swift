import Wire

/// The events of a driver until it has returned: only then may their receivers ask or change the session.
struct EventQueue {
    private var events: [DriverEvent] = []
    private var next = 0

    mutating func append(_ event: DriverEvent) {
        events.append(event)
    }

    /// The oldest event. Keeps its memory, so that the steady state allocates nothing.
    mutating func take() -> DriverEvent? {
        if next < events.count {
            next += 1
            return events[next - 1]
        }
        removeAll()
        return nil
    }

    mutating func removeAll() {
        events.removeAll(keepingCapacity: true)
        next = 0
    }
}
