import Wire

/// Who holds a registration: the loop that it was made by.
protocol RegistrationOwner: AnyObject {
    func update(_ registration: Registration) throws(EventLoopError)
    func remove(_ registration: Registration)
}

/// A descriptor that a reactor waits for. The reactor keeps it alive until it is cancelled or hangs up.
public final class Registration {
    /// The descriptor.
    public let fd: Int32
    /// What the descriptor is waited for.
    public private(set) var events: EventSet
    /// Whether the reactor still waits for it; false after `cancel` and after a hang-up.
    public var isActive: Bool { handler != nil }

    /// The place in the owner's table, and which user of that place this is.
    let token: UInt64
    private(set) var handler: ((EventSet, Instant) -> Void)?
    private weak var owner: (any RegistrationOwner)?

    init(
        fd: Int32, events: EventSet, token: UInt64, owner: any RegistrationOwner,
        handler: @escaping (EventSet, Instant) -> Void
    ) {
        self.fd = fd
        self.events = events
        self.token = token
        self.owner = owner
        self.handler = handler
    }

    /// Waits for `events` from now on; does nothing when the registration is no longer active.
    public func update(events: EventSet) throws(EventLoopError) {
        guard isActive, events != self.events else { return }
        let before = self.events
        self.events = events
        do {
            try owner?.update(self)
        } catch {
            self.events = before
            throw error
        }
    }

    /// Stops waiting, at once: the handler is not called again, not even for an event that was reported already.
    public func cancel() {
        guard isActive else { return }
        handler = nil
        owner?.remove(self)
    }

    /// Tells the handler; after a hang-up it is not called again.
    func deliver(_ events: EventSet, at now: Instant) {
        guard let handler else { return }
        if events.contains(.hangup) { cancel() }
        handler(events, now)
    }
}
