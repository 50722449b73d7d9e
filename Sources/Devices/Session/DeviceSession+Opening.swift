import EventLoop
import Wire

extension DeviceSession {
    /// One attempt to open; on failure the next one is in the timer.
    func attempt(at now: Instant) {
        do throws(TransportError) {
            try opened(try open(), at: now)
        } catch {
            failed(error, at: now)
        }
    }

    private func opened(_ transport: any Transport, at now: Instant) throws(TransportError) {
        do {
            registration = try reactor.register(transport.fd, events: .readable) { [weak self] events, now in
                self?.ready(for: events, at: now)
            }
        } catch {
            transport.close()
            throw .system(settings.paths.first ?? settings.name, call: error.call, code: error.code)
        }
        self.transport = transport
        hasPackets = transport.description.kind.hasPackets
        outgoing = OutgoingQueue(keepsBorders: hasPackets)
        lastFailure = nil
        if !transport.isSettling { distress.opened() }
        takeBaud()
        if totals.opened > 0 { totals.reconnects += 1 }
        totals.opened += 1
        openedAt = now
        hasBeenHeard = false
        warmAt = nil
        tap?(.remark("opened"), now)
        begin(at: now)
    }

    /// What the driver sends first goes out before anybody hears that the device is there. Begins anew when the transport
    /// has settled.
    func begin(at now: Instant) {
        if transport?.isSettling == true { return move(to: .opening, at: now) }
        if let obstacle = transport?.obstacle { return move(to: .opening, obstacle, at: now) }
        move(to: .opening, at: now)
        if let transport { driver.describe(transport.description) }
        driver.start(at: now) { inbox.append($0) }
        deliver(at: now)
        guard transport != nil, state == .opening else { return }
        // From when the port is open and was spoken to, which on a slow machine is long after the pass began.
        watchSilence(from: reactor.now + (settings.identifiesItself ? Self.startUp : .zero))
        if settings.identifiesItself {
            move(to: .identifying, at: now)
        } else {
            proved(at: now)
        }
    }

    private func failed(_ error: TransportError, at now: Instant) {
        switch error {
        // Whoever watches the nodes will say when to look again.
        case .awaited, .refused: retryTimer.cancel()
        default: retryTimer.arm(at: now + backOff.next())
        }
        switch error {
        case .absent, .awaited: break
        default: totals.openFailures += 1
        }
        if case .system(_, _, let code) = error { distress.openingFailed(code) }
        if error == lastFailure { return }  // said already
        lastFailure = error
        switch error {
        // Why it was lost says more.
        case .awaited where state == .lost: break
        case .awaited:
            move(to: totals.opened > 0 ? .lost : .absent, error.description, at: now)
        case .absent:
            move(to: totals.opened > 0 ? .lost : .absent, error.description, at: now)
        case .busy(let path):
            let holders = PortHolder.find(path: path).map(\.description).joined(separator: ", ")
            let who = holders.isEmpty ? "run `fuser -v \(path)` as root to see by which" : "it is \(holders)"
            move(to: .opening, "\(error); \(who)", at: now)
        default:
            move(to: .opening, error.description, at: now)
        }
    }

    /// Nodes came, went or changed: what could not be opened may be there now. Does nothing to a device that is open.
    func look(at now: Instant) {
        guard isStarted, transport == nil, !isResetting else { return }
        retryTimer.cancel()
        attempt(at: now)
    }

    /// Another node than the open one is the right one.
    func moveElsewhere(at now: Instant) {
        lose("it was opened by another interface than its own", at: now)
        look(at: now)
    }

    /// The node that was open is gone from the system. It is not looked for by time: a node that comes will be told of.
    func unplugged(at now: Instant) {
        // What comes next is not what was wedged.
        distress = Distress()
        guard transport != nil else { return }
        lose("it was unplugged; plug it in again", at: now)
        retryTimer.cancel()
    }

    /// The device went away. It is looked for at once if it was well, later and later if it is lost again and again.
    func lose(_ reason: String, at now: Instant) {
        guard transport != nil else { return }
        tap?(.remark("lost"), now)
        closeTransport()
        if hasBeenHeard || now - openedAt >= BackOff.longest { backOff.reset() }
        retryTimer.arm(at: now + backOff.next())
        move(to: .lost, reason, at: now)
    }

    func closeTransport() {
        for timer in [driverTimer, silenceTimer, warmTimer] { timer.cancel() }
        registration?.cancel()
        registration = nil
        if let transport {
            if distress.reason != nil, canBeReset { transport.abandon() } else { transport.close() }
            if let remains = transport.remains { keep(remains) }
        }
        transport = nil
        lastFailure = nil
        outgoing.removeAll()
        inbox.removeAll()
    }

    /// Brings what a transport left to its end.
    private func keep(_ remains: any TransportRemains) {
        remainders.removeAll { $0.isOver }
        if let remainder = Remainder(remains, reactor) { remainders.append(remainder) }
    }
}
