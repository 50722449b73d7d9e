import EventLoop
import Glibc
import Logging
import Synchronization
import Testing
import Wire

@testable import Devices

/// One device of a gate that is plugged and unplugged again and again, with all that a leak would show in.
final class CycledGate {
    /// The most that a device may take to be back: the longest pause of the back-off.
    static let limit = Duration.seconds(5)

    final class NoSentry: BarrierSentry {
        func arm(device: String, descriptor: Int32, off: [[UInt8]], limit: Duration) throws(BarrierGuardError) {}
        func disarm(device: String) {}
    }

    final class Lines: Sendable {
        let all = Mutex<[String]>([])
    }

    private struct Handler: LogHandler {
        let lines: Lines
        var logLevel = Logger.Level.trace
        var metadata: Logger.Metadata = [:]
        subscript(metadataKey key: String) -> Logger.Metadata.Value? {
            get { metadata[key] }
            set { metadata[key] = newValue }
        }
        func log(event: LogEvent) { lines.all.withLock { $0.append("\(event.message)") } }
    }

    let loop = PolledLoop()
    let manager: DeviceManager
    private let monitor: DeviceMonitor?
    private let lines = Lines()
    private var changes: [DeviceState] = []
    private var deliveries = 0
    private var session: ObjectIdentifier?
    private var baseline: [String]?

    /// A gate with this device, which is not there yet.
    init(_ device: DeviceSettings, watched: Bool) throws {
        let lines = lines
        let log = Logger(label: "test") { _ in Handler(lines: lines) }
        monitor = watched ? try DeviceMonitor(reactor: loop, log: log, isUdevRunning: { false }) : nil
        manager = try DeviceManager(settings: [device], sentry: NoSentry(), reactor: loop, log: log, watch: monitor)
        manager.onState = { [unowned self] _, state, _ in changes.append(state) }
        manager.onEvent = { [unowned self] _, event, _ in
            switch event {
            case .sample, .scan: deliveries += 1
            default: break
            }
        }
        manager.start()
        session = ObjectIdentifier(manager.session(at: 0))
        #expect(manager.status[0].state == .absent)
        forget()
    }

    /// One cycle: `plug` puts the device in, `speak` makes it deliver once, `unplug` pulls it out.
    func cycle(
        _ round: Int, expecting: [DeviceState], plug: () throws -> Void, speak: () throws -> Void,
        unplug: () throws -> Void
    ) throws {
        try plug()
        let opened = try loop.run(within: Self.limit) { manager.session(at: 0).transportDescription != nil }
        try #require(opened != nil, "round \(round): \(manager.status[0].problem ?? "no problem is told")")
        try speak()
        while deliveries == 0 { try loop.turn(waiting: true) }
        #expect(manager.status[0].state == .ready)
        try unplug()
        let lost = try loop.run(within: Self.limit) { manager.status[0].state == .lost }
        #expect(lost != nil, "round \(round)")
        try loop.turn()
        #expect(changes == expecting, "round \(round)")
        let said = lines.all.withLock { $0 }
        #expect(said.count == changes.count, "round \(round): \(said)")
        #expect(deliveries == 1, "round \(round)")
        checkDescriptors(round)
        #expect(session == ObjectIdentifier(manager.session(at: 0)))
        forget()
    }

    /// Another bed has taken the place of the one before: the monitor listens anew.
    func bedChanged() throws {
        monitor?.lost("another bed", at: loop.now)
        loop.timeline.advance(by: DeviceMonitor.settle)
        try loop.turn()
        forget()
        baseline = nil
    }

    /// There are as many as after the first cycle on a bed: the runtime opens some of its own at first, and umockdev.
    private func checkDescriptors(_ round: Int) {
        var now = Self.descriptors()
        let known = baseline ?? now
        // Of a HID device the last ones are closed by its thread.
        for _ in 0..<10_000 where now.count > known.count {
            sched_yield()
            now = Self.descriptors()
        }
        #expect(now.count <= known.count, "round \(round): \(now), not \(known)")
        baseline = known
    }

    private func forget() {
        changes = []
        deliveries = 0
        lines.all.withLock { $0 = [] }
    }

    /// What the descriptors of this process lead to, but for the bed's own: it keeps its ends of all that was ever plugged in.
    private static func descriptors() -> [String] {
        guard let folder = opendir("/proc/self/fd") else { return [] }
        defer { closedir(folder) }
        var targets: [String] = []
        while let entry = readdir(folder) {
            let name = withUnsafeBytes(of: entry.pointee.d_name) { bytes in
                String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
            }
            var target = [UInt8](repeating: 0, count: 64)
            let length = readlink("/proc/self/fd/\(name)", &target, target.count)
            let text = String(decoding: target.prefix(max(0, length)), as: UTF8.self)
            let isOfTheBed = ["socket:", "/dev/ptmx", "/dev/pts/ptmx", "/dev/null"].contains(where: text.hasPrefix)
            if !isOfTheBed { targets.append(text) }
        }
        return targets.sorted()
    }
}

@available(*, unavailable)
extension CycledGate: Sendable {}
