import Control
import Devices
import EventLoop
import Logging
import Wire

/// Who captures what goes over the wires. A device that nobody listens to has no tap, and costs nothing.
final class DeviceCaptures {
    /// Captures at once, of all devices together: technicians with a terminal or two. Each costs the loop some
    /// microseconds for each frame.
    static let limit = 8

    private struct Capture {
        let listener: CaptureListener
        let began: Instant
        let withCodes: Bool
        var hasHeader = false
    }

    private let log: Logger
    /// By the device's place.
    private var captures: [Int: [Capture]] = [:]

    init(log: Logger) {
        self.log = log
    }

    /// Begins a capture of the device at `place`.
    func begin(
        _ place: Int, of session: DeviceSession, withCodes: Bool, for listener: CaptureListener, at now: Instant
    ) throws(ControlRefusal) {
        for other in captures.keys { removeEnded(other) }
        guard captures.values.reduce(0, { $0 + $1.count }) < Self.limit else {
            throw ControlRefusal(
                problem: "\(Self.limit) captures run already", remedy: "end one of them and try again")
        }
        let caller = "user \(listener.caller.user), process \(listener.caller.process)"
        log.notice("\(session.settings.name) is captured\(withCodes ? " with the text of codes" : "") by \(caller)")
        captures[place, default: []].append(Capture(listener: listener, began: now, withCodes: withCodes))
        // What is not known before the device is open belongs in the header too: it waits for the first entry.
        if session.descriptor != nil { tellHeaders(place, session) }
        session.tap = { [weak self, weak session] content, now in
            if let self, let session { self.take(content, place, session, at: now) }
        }
    }

    private func take(_ content: CaptureEntry.Content, _ place: Int, _ session: DeviceSession, at now: Instant) {
        removeEnded(place)
        guard let listening = captures[place] else {
            session.tap = nil
            return
        }
        tellHeaders(place, session)
        let masked = Self.readsCodes(session.settings) ? CaptureMask.masked(content, transport: kind(session)) : content
        for capture in listening {
            let time = Instant(nanoseconds: 0) + (now - capture.began)
            capture.listener.take(CaptureEntry(time: time, capture.withCodes ? content : masked))
        }
    }

    private func removeEnded(_ place: Int) {
        captures[place]?.removeAll { !$0.listener.isOpen }
        if captures[place]?.isEmpty == true { captures[place] = nil }
    }

    private func tellHeaders(_ place: Int, _ session: DeviceSession) {
        for index in captures[place]?.indices ?? 0..<0 where captures[place]?[index].hasHeader == false {
            captures[place]?[index].hasHeader = true
            guard let capture = captures[place]?[index] else { continue }
            var header = CaptureHeader(session)
            if Self.readsCodes(session.settings), !capture.withCodes { header.notes.append(CaptureMask.note) }
            capture.listener.begin(header)
        }
    }

    private func kind(_ session: DeviceSession) -> TransportKind {
        // Where nothing is known, less is shown.
        session.transportDescription?.kind ?? .hidraw
    }

    /// Whether what the device sends may be the text of codes: a scanner by its role or by its driver.
    private static func readsCodes(_ device: DeviceSettings) -> Bool {
        device.role == .scanner || DriverCatalogue.model(named: device.driver)?.kind == .scanner
    }
}
