/// How a method answers one call: at once, later, or many times. Lives on the loop's thread.
///
/// It outlives its connection without harm: what is sent to a peer that has gone is dropped.
public final class VarlinkResponder {
    /// Who called.
    public let caller: CallerIdentity

    private weak var session: VarlinkSession?
    private let oneway: Bool
    private var finished = false

    init(session: VarlinkSession, caller: CallerIdentity, oneway: Bool) {
        self.session = session
        self.caller = caller
        self.oneway = oneway
    }

    /// Whether the call still waits for an answer and the peer is still there.
    public var isOpen: Bool { !finished && session?.isOpen == true }

    /// How many bytes wait because the peer has not read them.
    public var waiting: Int { session?.outbox.count ?? 0 }

    /// Calls `body` whenever the peer has read all that was sent to it, while the call is open.
    public func onDrained(_ body: @escaping () -> Void) {
        if isOpen { session?.onDrained = body }
    }

    /// Sends the last reply.
    public func finish(_ parameters: some Encodable) {
        send(last: true) { try VarlinkReply.message(parameters: parameters) }
    }

    /// Sends the last reply of a method that returns nothing.
    public func finish() {
        finish(NoParameters())
    }

    /// Sends one reply of several.
    public func stream(_ parameters: some Encodable) {
        send(last: false) { try VarlinkReply.message(parameters: parameters, continues: true) }
    }

    /// Sends one reply of several that was encoded before, by `VarlinkReply.message`: for one event to many peers.
    public func stream(message: [UInt8]) {
        send(last: false) { message }
    }

    /// Sends an error, which is the last reply.
    public func fail(_ error: VarlinkError) {
        send(last: true) { try VarlinkReply.message(error: error) }
    }

    private func send(last: Bool, _ message: () throws -> [UInt8]) {
        guard !finished, let session else { return }
        finished = last
        if !oneway, session.isOpen {
            if let bytes = try? message() {
                session.enqueue(bytes)
            } else {
                // A number that JSON cannot hold: the caller must not wait for ever.
                finished = true
                session.enqueue(Self.unencodable)
            }
        }
        if finished { session.callEnded() }
    }

    private static let unencodable = Array(#"{"error":"org.gatehouse.InternalError","parameters":{}}"#.utf8) + [0]
}

/// The parameters of a method that has none.
public struct NoParameters: Codable, Hashable, Sendable {
    /// Nothing.
    public init() {}
}
