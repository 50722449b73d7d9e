import Devices
import EventLoop
import Wire

/// A session on a scripted transport, under virtual time.
final class Bench {
    let loop = VirtualLoop(start: Instant(nanoseconds: 1_000_000_000_000))
    let session: DeviceSession
    let log = LogLines()
    /// What the next attempts to open give; after the last, the device is absent.
    var openings: [Result<ScriptedTransport, TransportError>] = []
    private(set) var attempts: [Int64] = []
    private(set) var states: [String] = []
    private(set) var events: [DriverEvent] = []

    init(
        role: DeviceSettings.Role = .thermometer, staleLimit: Duration? = .seconds(2), warmUp: Duration = .zero,
        greeting: [UInt8] = []
    ) {
        var settings = DeviceSettings(
            name: "thermo-1", role: role, driver: "fake", paths: ["/dev/thermo"], warmUp: warmUp)
        settings.staleLimit = staleLimit
        var open: DeviceSession.Open = { () throws(TransportError) in throw .absent(["/dev/thermo"]) }
        session = DeviceSession(
            settings: settings, driver: FakeDriver(greeting: greeting), reactor: loop, log: log.logger
        ) { () throws(TransportError) in try open() }
        let start = loop.now
        open = { [unowned self] () throws(TransportError) in
            attempts.append((loop.now - start).nanoseconds / 1_000_000)
            if openings.isEmpty { throw .absent(["/dev/thermo"]) }
            return try openings.removeFirst().get()
        }
        session.onState = { [unowned self] state, _ in states.append(state.rawValue) }
        session.onEvent = { [unowned self] event, _ in events.append(event) }
    }

    /// A device that is there at the next attempt.
    func plug() -> ScriptedTransport {
        let transport = ScriptedTransport()
        openings.append(.success(transport))
        return transport
    }

    /// The device sends `bytes`, and the loop says so.
    func receive(_ bytes: [UInt8], from transport: ScriptedTransport) {
        transport.incoming += bytes
        loop.deliver(.readable, to: transport.fd)
    }

    /// The states since the last time.
    func takeStates() -> [String] {
        defer { states = [] }
        return states
    }

    /// The events since the last time.
    func takeEvents() -> [DriverEvent] {
        defer { events = [] }
        return events
    }
}

/// A sample of so many degrees.
func sample(_ degrees: Int32) -> DriverEvent {
    .sample(Sample(object: Temperature(hundredths: degrees * 100)))
}
