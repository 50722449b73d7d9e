import EventLoop
import Glibc
import Wire

extension DeviceSession {
    /// How often a device that hung up is still read, a budget each time: more than the 64 KiB that the kernel keeps for
    /// a terminal, and an end when something feeds it for ever.
    private static let lastReads = 20

    func ready(for events: EventSet, at now: Instant) {
        if events.contains(.hangup) {
            for _ in 0..<Self.lastReads where !read(at: now) { break }
            return lose("it hung up; plug it in again, or check its cable and power", at: now)
        }
        if events.contains(.writable) { flush(at: now) }
        if events.contains(.readable) { _ = read(at: now) }
    }

    /// Reads once, at most the buffer, and lets the driver have it. Returns whether there may be more.
    private func read(at now: Instant) -> Bool {
        guard let transport else { return false }
        switch transport.read(into: buffer) {
        case .bytes(let count):
            let bytes = UnsafeRawBufferPointer(rebasing: buffer[..<count]).assumingMemoryBound(to: UInt8.self)
            driver.receive(bytes.span, at: now) { inbox.append($0) }
            deliver(at: now)
            return true
        case .feature(let count):
            let bytes = UnsafeRawBufferPointer(rebasing: buffer[..<count]).assumingMemoryBound(to: UInt8.self)
            driver.receiveFeature(bytes.span, at: now) { inbox.append($0) }
            deliver(at: now)
            return true
        case .failed:
            // The device is there and refused one transfer; the driver misses the answer and asks again.
            totals.transferErrors += 1
            return true
        case .nothing:
            return false
        case .gone(let code):
            lose(Self.reason(code), at: now)
            return false
        }
    }

    private func setFeature(_ bytes: [UInt8], at now: Instant) {
        guard let transport else { return }
        if case .gone(let code) = transport.setFeature(bytes) { lose(Self.reason(code), at: now) }
    }

    private func getFeature(_ report: UInt8, length: Int, at now: Instant) {
        guard let transport else { return }
        if case .gone(let code) = transport.getFeature(report: report, length: length) {
            lose(Self.reason(code), at: now)
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
        hasBeenHeard = true
        backOff.reset()
        if silenceTimer.deadline == nil { watchSilence(from: now) }
        if state == .identifying || state == .stale || state == .opening { proved(at: now) }
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

    func watchSilence(from now: Instant) {
        lastHeard = now
        if let limit = settings.staleLimit { silenceTimer.arm(at: now + limit) }
    }

    /// The timer is not moved with every frame; it looks here when it fires, and is armed for the rest.
    func checkSilence(at now: Instant) {
        guard let limit = settings.staleLimit, transport != nil else { return }
        if now - lastHeard < limit { return silenceTimer.arm(at: lastHeard + limit) }
        switch state {
        case .ready, .warming:
            totals.silences += 1
            move(to: .stale, "silent for more than \(limit); check its power and cable", at: now)
        case .identifying:
            let advice = "check its power, `driver` and `baud` (\(settings.line))"
            move(to: .identifying, "it has sent no plausible frame since it was opened; \(advice)", at: now)
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
