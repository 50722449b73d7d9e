/// The protocol on one connection, without the socket: bytes in, replies out, one call after the other.
///
/// Replies keep the order of their calls, as varlink wants it; while a call streams, those behind it wait unread.
final class VarlinkSession {
    /// Replies that wait beyond this many bytes hold back further calls, so that somebody who calls without reading fills
    /// his own queue and not ours. Two of the largest replies.
    static let backlog = 128 << 10

    private(set) var outbox = VarlinkOutbox()
    /// Why the session ended; `nil` while it goes on.
    private(set) var ended: VarlinkDisconnect?
    /// Called when there is something to write, when calls can go on, or when the session ended.
    var onChange: (() -> Void)?
    /// Called when the peer has read all that waited, for the call that is being answered.
    var onDrained: (() -> Void)?

    let caller: CallerIdentity
    private let registry: VarlinkRegistry
    private var reader = VarlinkFrameReader()
    private var calling = false
    /// The reader may have whole messages that were not looked at.
    private var mayHaveCalls = false

    init(registry: VarlinkRegistry, caller: CallerIdentity) {
        self.registry = registry
        self.caller = caller
    }

    var isOpen: Bool { ended == nil }

    /// A call is being answered, perhaps for as long as the peer stays.
    var isCalling: Bool { calling }

    /// Whether `process` would do something now.
    var hasWork: Bool { isOpen && mayHaveCalls && !calling && outbox.count <= Self.backlog }

    /// Whether bytes should be read from the peer now: not before those that came are worked off.
    var wantsBytes: Bool { isOpen && !mayHaveCalls }

    /// Takes bytes from the peer. `process` does the work.
    func receive(_ bytes: some Collection<UInt8>) {
        guard isOpen else { return }
        reader.append(bytes)
        mayHaveCalls = true
    }

    /// Answers up to `budget` calls. What is left is told by `hasWork`.
    func process(budget: Int) {
        var left = budget
        while left > 0, hasWork {
            left -= 1
            do {
                guard let message = try reader.next() else {
                    mayHaveCalls = false
                    return
                }
                run(try VarlinkCall(message: message))
            } catch {
                end(error)
            }
        }
    }

    /// Writes what waits; `body` says how many bytes were taken.
    func drain(_ body: (UnsafeRawBufferPointer) -> Int) {
        guard outbox.count > 0 else { return }
        outbox.drain(body)
        if outbox.count == 0 { onDrained?() }
    }

    /// Ends the session; later replies are dropped.
    func end(_ reason: VarlinkDisconnect) {
        guard isOpen else { return }
        ended = reason
        onDrained = nil
        onChange?()
    }

    func enqueue(_ message: [UInt8]) {
        guard isOpen else { return }
        guard outbox.append(message) else { return end(.slowReader) }
        onChange?()
    }

    func callEnded() {
        calling = false
        onDrained = nil
        onChange?()
    }

    private func run(_ call: VarlinkCall) {
        calling = true
        let responder = VarlinkResponder(session: self, caller: caller, oneway: call.oneway)
        do {
            try registry.handle(call, responder)
        } catch {
            responder.fail(error)
        }
    }
}
