import EventLoop
import Glibc
import Logging
import Wire

/// A device that is wedged is reset on USB: at most once for each step of the back-off, never while it is open, and never
/// one that is not known to be on USB.
extension DeviceSession {
    /// Whether a reset is something that can be done for it.
    var canBeReset: Bool { deviceReset?.target() != nil }

    /// The wait before an attempt is over.
    func retry(at now: Instant) {
        guard let reason = distress.reason, !isResetting, let reset = deviceReset, let path = reset.target() else {
            return attempt(at: now)
        }
        isResetting = true
        tap?(.remark("reset"), now)
        reset.begin(path) { [weak self] code in self?.wasReset(path, because: reason, code) }
    }

    private func wasReset(_ path: String, because reason: String, _ code: Int32) {
        isResetting = false
        distress.wasReset()
        switch code {
        case 0, ENODEV:
            // A device that came back as another one has another node, and that will be told of.
            totals.resets += 1
            log.warning("\(settings.name) was reset: \(reason)")
        case EACCES, EPERM:
            log.warning("\(settings.name) could not be reset: \(TransportError.denied(path)); \(reason)")
        default:
            let words = String(cString: strerror(code))
            log.warning("\(settings.name) could not be reset: \(words); unplug it and plug it in again; \(reason)")
        }
        guard isStarted, transport == nil else { return }
        attempt(at: reactor.now)
    }
}
