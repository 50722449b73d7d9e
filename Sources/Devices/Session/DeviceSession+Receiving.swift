import EventLoop
import Glibc
import Wire

extension DeviceSession {
    /// How often a device that hung up is still read, a budget each time: more than the 64 KiB that the kernel keeps for
    /// a terminal, and an end when something feeds it for ever.
    private static let lastReads = 20

    /// How many packets of one device are taken in a pass: what `hidraw` keeps for a reader (`HIDRAW_BUFFER_SIZE`).
    private static let packetsPerPass = 64

    func ready(for events: EventSet, at now: Instant) {
        if events.contains(.hangup) {
            for _ in 0..<Self.lastReads where !pass(at: now) { break }
            return lose("it hung up; plug it in again, or check its cable and power", at: now)
        }
        if events.contains(.writable) { flush(at: now) }
        if events.contains(.readable) { _ = pass(at: now) }
    }

    /// Reads what one pass of the loop allows. Returns whether there may be more.
    private func pass(at now: Instant) -> Bool {
        if hasPackets { return readPackets(at: now) }
        return read(into: UnsafeMutableRawBufferPointer(rebasing: buffer[..<EventLoop.budget]), at: now) != nil
    }

    /// Reads packet after packet. A transport that was full says by being readable that it may have room.
    private func readPackets(at now: Instant) -> Bool {
        let opening = totals.opened
        var bytes = 0
        for _ in 0..<Self.packetsPerPass where bytes < EventLoop.budget {
            let count = read(into: buffer, at: now)
            // A receiver may have closed the device, and even opened it again.
            guard transport != nil, totals.opened == opening else { return false }
            guard let count else {
                if !outgoing.isEmpty { flush(at: now) }
                return false
            }
            bytes += count
        }
        return true
    }

    /// Reads once, and lets the driver have it. Returns how many bytes it was; `nil` when there was nothing more.
    private func read(into buffer: UnsafeMutableRawBufferPointer, at now: Instant) -> Int? {
        guard let transport else { return nil }
        switch transport.read(into: buffer) {
        case .bytes(let count):
            let bytes = UnsafeRawBufferPointer(rebasing: buffer[..<count]).assumingMemoryBound(to: UInt8.self)
            distress.transferred()
            if let tap { tap(.received(Array(bytes)), now) }
            driver.receive(bytes.span, at: now) { inbox.append($0) }
            deliver(at: now)
            if settings.staleLimit == nil { noticeLife(at: now) }
            return count
        case .feature(let count):
            let bytes = UnsafeRawBufferPointer(rebasing: buffer[..<count]).assumingMemoryBound(to: UInt8.self)
            distress.transferred()
            if let tap { tap(.featureReceived(Array(bytes)), now) }
            driver.receiveFeature(bytes.span, at: now) { inbox.append($0) }
            deliver(at: now)
            return count
        case .failed(let code):
            if let tap { tap(.remark("a transfer failed: \(String(cString: strerror(code)))"), now) }
            // The device is there and refused one transfer.
            totals.transferErrors += 1
            if canBeReset, distress.transferFailed() {
                lose("transfers fail again and again; it is reset", at: now)
                return nil
            }
            driver.transferFailed(at: now) { inbox.append($0) }
            deliver(at: now)
            return 0
        case .settled:
            distress.opened()
            begin(at: now)
            return 0
        case .nothing:
            return nil
        case .gone(let code):
            // It was opened, and could not say what it is.
            if transport.isSettling { distress.openingFailed(code) }
            lose(Self.reason(code), at: now)
            return nil
        }
    }

    private func setFeature(_ bytes: [UInt8], at now: Instant) {
        guard let transport else { return }
        tap?(.featureSent(bytes), now)
        requested(transport.setFeature(bytes), at: now)
    }

    private func getFeature(_ report: UInt8, length: Int, at now: Instant) {
        guard let transport else { return }
        requested(transport.getFeature(report: report, length: length), at: now)
    }

    /// A request that a transport has no room for is lost, and counted; the driver misses the answer.
    private func requested(_ result: TransportWrite, at now: Instant) {
        switch result {
        case .taken(0): totals.refusedWrites += 1
        case .taken: break
        case .gone(let code): lose(Self.reason(code), at: now)
        }
    }

    func tickDriver(at now: Instant) {
        guard transport != nil else { return }
        driver.tick(at: now) { inbox.append($0) }
        deliver(at: now)
    }

    /// Hands on what the driver has said. A receiver that makes the session run the driver again is served in order.
    func deliver(at now: Instant) {
        while let event = inbox.take() {
            switch event {
            case .transmit(let bytes):
                // A refusal is counted; the driver learns of it as it learns of a lost request, by its deadline.
                try? send(bytes)
            case .sample, .scan, .identified:
                heard(at: now)
                onEvent(event, now)
            case .output(let state):
                // What is only assumed proves nothing about the device.
                if state.isVerified { heard(at: now) }
                onEvent(event, now)
            case .setFeature(let bytes):
                setFeature(bytes, at: now)
            case .getFeature(let report, let length):
                getFeature(report, length: length, at: now)
            case .fault, .fact:
                onEvent(event, now)
            }
        }
        if transport != nil, driverTimer.deadline != driver.deadline {
            if let deadline = driver.deadline { driverTimer.arm(at: deadline) } else { driverTimer.cancel() }
        }
    }

    /// A plausible frame: the device is what it should be, and alive.
    private func heard(at now: Instant) {
        guard transport != nil else { return }
        lastHeard = now
        if !hasBeenHeard {
            sayBaud()
            // The time that it had for its first words is over.
            watchSilence(from: now)
        }
        hasBeenHeard = true
        distress = Distress()
        backOff.reset()
        if silenceTimer.deadline == nil || state == .stale { watchSilence(from: now) }
        if state == .identifying || state == .stale || state == .opening { proved(at: now) }
    }

    /// Of a device that need not say anything, every frame is a sign of life: an answer that is no code, too.
    private func noticeLife(at now: Instant) {
        let frames = driver.counters.frames
        guard frames != framesSeen, driver.silenceLimit != nil else { return }
        framesSeen = frames
        heard(at: now)
    }

    /// Warming first, if it must and has not since it was opened.
    func proved(at now: Instant) {
        let warm = warmAt ?? now + settings.warmUp
        warmAt = warm
        if now < warm {
            warmTimer.arm(at: warm)
            move(to: .warming, at: now)
        } else {
            move(to: .ready, at: now)
        }
    }

    func warmedUp(at now: Instant) {
        if state == .warming { move(to: .ready, at: now) }
    }

    /// How long after it became stale a device is closed and opened again. After certain errors of the bus a converter's
    /// driver has no transfer left and says nothing for ever (`ch341` after a stall); opening starts it again. Longer
    /// than a sensor takes to restart by itself, because opening a port restarts some boards.
    static let reopenAfterSilence: Duration = .seconds(10)

    /// How long a device may take to its first words after its port was opened, beyond its usual silence: boards that a
    /// port's opening restarts (DTR) wait up to 2 s in their boot loader. No other speed is tried before.
    static let startUp: Duration = .seconds(2)

    func watchSilence(from now: Instant) {
        lastHeard = now
        if let limit = silenceLimit { silenceTimer.arm(at: now + limit) }
    }

    /// The timer is not moved with every frame; it looks here when it fires, and is armed for the rest.
    func checkSilence(at now: Instant) {
        guard let limit = silenceLimit, transport != nil else { return }
        if now - lastHeard < limit { return silenceTimer.arm(at: lastHeard + limit) }
        // On a machine that was busy, timer and bytes are due together: what has come is heard first.
        let opening = totals.opened
        _ = pass(at: now)
        guard transport != nil, totals.opened == opening else { return }
        if now - lastHeard < limit { return silenceTimer.arm(at: lastHeard + limit) }
        switch state {
        case .ready, .warming:
            totals.silences += 1
            move(to: .stale, "silent for more than \(limit); check its power and cable", at: now)
            silenceTimer.arm(at: now + Self.reopenAfterSilence)
        case .stale:
            distress.fellSilent()
            lose("silent for more than \(limit + Self.reopenAfterSilence); it is opened again", at: now)
        case .identifying where distress.isWorthAReset && canBeReset && problem != nil:
            // It spoke before; what opening did not wake may be wedged.
            distress.fellSilent()
            lose("silent since it was opened again", at: now)
        case .identifying:
            let advice = "check its power, `driver` and `baud` (\(triedLines))"
            move(to: .identifying, "it has sent no plausible frame since it was opened; \(advice)", at: now)
            tryNextBaud(at: now)
            if distress.isWorthAReset, canBeReset { silenceTimer.arm(at: now + Self.reopenAfterSilence) }
        default:
            break
        }
    }

    func flush(at now: Instant) {
        guard let transport else { return }
        switch outgoing.flush(to: transport) {
        case .taken(let count):
            totals.bytesSent += UInt64(count)
            do {
                try registration?.update(events: outgoing.isEmpty ? .readable : [.readable, .writable])
            } catch {
                lose(error.description, at: now)
            }
        case .gone(let code):
            lose(Self.reason(code), at: now)
        }
    }

    private static func reason(_ code: Int32) -> String {
        let advice = "plug it in again, or check its cable and power"
        return code == 0 ? "its line ended; \(advice)" : "\(String(cString: strerror(code))); \(advice)"
    }
}
