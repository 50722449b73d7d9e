import Testing
import Wire

@testable import Simulator

/// A fake device and the real driver, with the line between them, in virtual time: what one sends the other hears, and
/// nothing else.
final class ClosedLoop {
    var device: any FakeDevice
    var driver: any Driver
    var line: FaultyLine
    private(set) var now = Instant(nanoseconds: 1_000_000_000)
    private(set) var events: [DriverEvent] = []
    /// What went over the line, in both directions.
    private(set) var fromDevice: [[UInt8]] = []
    private(set) var toDevice: [[UInt8]] = []

    private var isOpen = true

    /// More steps than this without the end of the time are a loop that stands still.
    private static let mostSteps = 1_000_000

    init(_ device: any FakeDevice, _ driver: any Driver, seed: UInt64 = 1) {
        self.device = device
        self.driver = driver
        line = FaultyLine(seed: seed)
        self.device.powerOn(at: now)
    }

    /// The device and the driver with these names, as a site would have them.
    convenience init(
        _ name: String, _ settings: DriverSettings = DriverSettings(),
        _ options: FakeDeviceOptions = FakeDeviceOptions()
    )
        throws
    {
        let fake: any FakeDevice
        if let serial = FakeDeviceCatalogue.makeSerial(name, options) {
            fake = serial
        } else {
            fake = try #require(FakeDeviceCatalogue.makeHID(name, options)).0
        }
        let driver = FakeDeviceCatalogue.driver(of: name)
        var settings = settings
        settings.profile = driver.profile ?? settings.profile
        self.init(fake, try #require(DriverCatalogue.makeDriver(name: driver.name, settings: settings)))
    }

    /// The driver opens the device.
    func start() {
        if let hid = device as? any FakeHIDDevice {
            driver.describe(TransportDescription(kind: .hidraw, reportDescriptor: hid.reportDescriptor))
        }
        withDriver { $0.start(at: $1, $2) }
    }

    /// Time passes; both sides and the line do what they have to, in the order of time.
    func pass(_ duration: Duration) {
        let end = now + duration
        for _ in 0..<Self.mostSteps {
            let driverDue = isOpen ? driver.deadline : nil
            let due = [device.deadline, line.deadline, driverDue].compactMap(\.self).min()
            guard let due, due <= end else {
                now = end
                return
            }
            now = max(now, due)
            if let deadline = device.deadline, deadline <= now { withDevice { $0.tick(at: $1, $2) } }
            deliver()
            if let driverDue, driverDue <= now, isOpen { withDriver { $0.tick(at: $1, $2) } }
        }
        Issue.record("the loop stands still at \(now)")
    }

    /// Somebody does something to the device or to its line.
    func perform(_ command: DeviceCommand) throws {
        if !line.perform(command, at: now) {
            var failure: CommandError?
            withDevice { device, now, send in
                do throws(CommandError) { try device.perform(command, at: now, send) } catch { failure = error }
            }
            if let failure { throw failure }
        }
        deliver()
    }

    /// The same, in words.
    func perform(_ words: String) throws {
        guard case .device(let command) = try CommandText(words, devices: []).request else { return }
        try perform(command)
    }

    /// The cable is pulled, and put back after `pause`; the daemon starts the driver anew. In between it has nothing open,
    /// and drives nothing.
    func replug(after pause: Duration) {
        device.powerOff(at: now)
        line.reset()
        isOpen = false
        pass(pause)
        isOpen = true
        device.powerOn(at: now)
        start()
    }

    /// Somebody wants something of the driver.
    @discardableResult
    func drive<Result>(_ body: (inout any Driver, Instant, (DriverEvent) -> Void) -> Result) -> Result {
        var heard: [DriverEvent] = []
        let result = body(&driver, now) { heard.append($0) }
        take(heard)
        return result
    }

    func forget() {
        events = []
        fromDevice = []
        toDevice = []
    }

    // MARK: What was heard

    var samples: [Sample] { events.compactMap { if case .sample(let sample) = $0 { sample } else { nil } } }
    var scans: [Scan] { events.compactMap { if case .scan(let scan) = $0 { scan } else { nil } } }
    var texts: [String] { scans.map(\.text) }
    var faults: [WireFault] { events.compactMap { if case .fault(let fault) = $0 { fault } else { nil } } }
    var facts: [DeviceFact] { events.compactMap { if case .fact(let fact) = $0 { fact } else { nil } } }
    var outputs: [OutputState] { events.compactMap { if case .output(let state) = $0 { state } else { nil } } }
    var isIdentified: Bool { events.contains(.identified) }

    /// No byte is unaccounted for.
    var isBalanced: Bool {
        let counters = driver.counters
        return counters.receivedBytes == counters.takenBytes + counters.droppedBytes + counters.pendingBytes
    }

    // MARK: -

    private func withDevice(_ body: (inout any FakeDevice, Instant, ([UInt8]) -> Void) -> Void) {
        var sent: [[UInt8]] = []
        body(&device, now) { sent.append($0) }
        fromDevice += sent
        for frame in sent { line.send(frame, at: now) }
    }

    private func deliver() {
        var arrived: [[UInt8]] = []
        line.deliver(at: now) { arrived.append($0) }
        for bytes in arrived { withDriver { $0.receive(bytes.span, at: $1, $2) } }
    }

    private func withDriver(_ body: (inout any Driver, Instant, (DriverEvent) -> Void) -> Void) {
        var heard: [DriverEvent] = []
        body(&driver, now) { heard.append($0) }
        take(heard)
    }

    private func take(_ heard: [DriverEvent]) {
        events += heard
        for event in heard { carry(event) }
        deliver()
    }

    /// Does what the transport would do.
    private func carry(_ event: DriverEvent) {
        switch event {
        case .transmit(let bytes):
            // A report of a device without numbers has a 0 before it, which stays in the kernel.
            let isReport = device is any FakeHIDDevice
            let bytes = isReport && bytes.first == 0 ? Array(bytes.dropFirst()) : bytes
            toDevice.append(bytes)
            withDevice { $0.receive(bytes, at: $1, $2) }
        case .setFeature(let report):
            guard var hid = device as? any FakeHIDDevice, let number = report.first else { return }
            toDevice.append(report)
            let isTaken = hid.setFeature(number == 0 ? Array(report.dropFirst()) : report, number: number, at: now)
            #expect(isTaken, "the device has no feature report \(number)")
            device = hid
        case .getFeature(let number, let length):
            guard var hid = device as? any FakeHIDDevice else { return }
            let answer = hid.featureReport(number, at: now)
            device = hid
            // A transfer that fails is told to nobody: the driver notices that nothing came.
            guard let answer else { return }
            let bytes = Array(answer.prefix(length))
            withDriver { $0.receiveFeature(bytes.span, at: $1, $2) }
        default: break
        }
    }
}
