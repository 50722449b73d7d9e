import CLinux
import EventLoop
import Glibc
import Wire

/// One peer of a server: moves bytes between its socket and its session, as the loop says.
final class VarlinkConnection {
    /// Calls answered in one pass of the loop, so that a peer who sends a thousand at once keeps no sensor waiting.
    static let callBudget = 4

    /// When bytes last went either way.
    private(set) var lastActivity = Instant(nanoseconds: 0)

    private let fd: Int32
    private let session: VarlinkSession
    private let reactor: any Reactor
    private let ended: (Int32, VarlinkDisconnect) -> Void
    private var registration: Registration?
    private var nextPass: Timer?
    /// The peer sends nothing more, but may still read.
    private var inputEnded = false
    /// The peer is gone: nothing can be written.
    private var isBroken = false
    private var isWorking = false
    private var buffer = [UInt8](repeating: 0, count: EventLoop.budget)

    init(
        fd: Int32, session: VarlinkSession, reactor: any Reactor, ended: @escaping (Int32, VarlinkDisconnect) -> Void
    ) {
        self.fd = fd
        self.session = session
        self.reactor = reactor
        self.ended = ended
    }

    func start(at now: Instant) throws(EventLoopError) {
        lastActivity = now
        registration = try reactor.register(fd, events: .readable) { [weak self] events, now in
            self?.ready(events, at: now)
        }
        nextPass = reactor.makeTimer { [weak self] _ in self?.work() }
        session.onChange = { [weak self] in self?.work() }
    }

    /// Ends the connection; what has not been written is lost.
    func close(_ reason: VarlinkDisconnect) {
        guard let registration else { return }
        registration.cancel()
        self.registration = nil
        nextPass?.cancel()
        session.onChange = nil
        session.end(reason)
        Glibc.close(fd)
        ended(fd, reason)
    }

    private func ready(_ events: EventSet, at now: Instant) {
        lastActivity = now
        if events.contains(.readable) || events.contains(.hangup) { read() }
        // Calls that came before the hang-up are still done, such as a one-way report; nobody reads the replies.
        work()
        if events.contains(.hangup) { close(.closed) }
    }

    private func read() {
        guard session.wantsBytes, !inputEnded else { return }
        let count = gh_receive(fd, &buffer, buffer.count)
        if count > 0 {
            session.receive(buffer[..<count])
        } else if count != -Int(EAGAIN) {
            inputEnded = true
        }
    }

    /// Answers some calls, writes what can be written, and says what is waited for.
    private func work() {
        guard !isWorking, registration != nil else { return }
        isWorking = true
        session.process(budget: Self.callBudget)
        write()
        isWorking = false
        if let reason = session.ended { return close(reason) }
        if isBroken { return close(.closed) }
        if inputEnded, !session.hasWork, !session.isCalling, session.outbox.count == 0 { return close(.closed) }
        if session.hasWork { nextPass?.arm(at: reactor.now) }
        updateInterest()
    }

    private func write() {
        session.drain { bytes in
            let sent = gh_send(fd, bytes.baseAddress, bytes.count)
            if sent > 0 { lastActivity = reactor.now }
            if sent < 0, sent != -Int(EAGAIN) { isBroken = true }
            return sent
        }
    }

    private func updateInterest() {
        var events: EventSet = []
        if session.wantsBytes, !inputEnded { events.insert(.readable) }
        if session.outbox.count > 0 { events.insert(.writable) }
        try? registration?.update(events: events)
    }
}
