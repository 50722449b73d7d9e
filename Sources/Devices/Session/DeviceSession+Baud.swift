import Logging
import Wire

/// Devices of one kind are delivered with different speeds: where the driver's model knows of others, they are tried in
/// turn for as long as the device says nothing plausible.
extension DeviceSession {
    /// The configured speed, then the others.
    private var bauds: [UInt32] {
        [settings.line.baud] + settings.otherBauds.filter { $0 != settings.line.baud }
    }

    /// How the serial line is set now, where the device has one.
    public var line: SerialLineSettings { line(baud ?? settings.line.baud) }

    /// What was or will be tried, for people.
    var triedLines: String {
        guard settings.identifiesItself, bauds.count > 1, transport?.description.kind == .serial else {
            return settings.line.description
        }
        return bauds.map { line($0).description }.joined(separator: ", ")
    }

    /// A port that was just opened takes the speed at which the device was heard before.
    func takeBaud() {
        guard let wanted = baud, let transport else { return }
        if !transport.retune(to: line(wanted)) { baud = nil }
    }

    /// The device said nothing at this speed.
    func tryNextBaud(at now: Instant) {
        guard bauds.count > 1, !hasBeenHeard, let transport, let place = bauds.firstIndex(of: baud ?? bauds[0]) else {
            return
        }
        let next = bauds[(place + 1) % bauds.count]
        guard transport.retune(to: line(next)) else { return }
        baud = next == settings.line.baud ? nil : next
        tap?(.remark("the line is at \(line(next))"), now)
        // The handshake again, at the new speed.
        driver.start(at: now) { inbox.append($0) }
        deliver(at: now)
        watchSilence(from: now)
    }

    /// The first plausible frame: the speed is known now.
    func sayBaud() {
        guard let baud, baud != saidBaud else { return }
        saidBaud = baud
        log.notice(
            "\(settings.name) speaks at \(baud) baud, not at \(settings.line.baud); write baud = \(baud) for it")
    }

    private func line(_ baud: UInt32) -> SerialLineSettings {
        var line = settings.line
        line.baud = baud
        return line
    }
}
