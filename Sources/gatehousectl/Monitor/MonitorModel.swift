import Control
import Wire

/// What the monitor of devices knows: told by events and by the status, asked by the screen. Pure.
struct MonitorModel {
    /// How far back the chart reaches.
    static let window = Duration.seconds(60)
    /// Samples that are kept of one device: summaries come five times a second, and a minute has sixty.
    static let mostSamples = 400
    /// Samples that one summary may stand for: what the fastest line could carry, and no number that overflows.
    static let mostInOne = 100_000
    /// Rates are over the time between two looks at the status, at least this long: a glance says nothing.
    static let shortestLook = Duration.milliseconds(500)

    /// What a thermometer said.
    struct Point: Hashable {
        var time: Instant
        var object: Double?
        var ambient: Double?
        var body: Double?
        /// How many samples it stands for.
        var count: Int
    }

    /// One device.
    struct Device {
        var status: DeviceStatus
        /// When it took its state, and when the newest sample or scan came.
        var since: Instant
        var lastHeard: Instant?
        var points: [Point] = []
        var scans = 0
        /// Per second, between the last two looks.
        var byteRate: Double?
        var frameRate: Double?
        fileprivate var looked: (time: Instant, counters: DeviceCounters)?

        /// Samples per second over the last five seconds.
        func sampleRate(at now: Instant) -> Double {
            let span = Duration.seconds(5)
            let count = points.reduce(0) { now - $1.time <= span ? $0 + $1.count : $0 }
            return Double(count) / (span / .seconds(1))
        }
    }

    private(set) var site = ""
    private(set) var gate = ""
    private(set) var devices: [Device] = []
    private(set) var selected = 0
    /// Why nothing new is told; `nil` while the daemon answers.
    var trouble: String?
    /// Only this device is shown.
    let only: String?

    /// A monitor of one device, or of all.
    init(only: String? = nil) {
        self.only = only
    }

    /// The device that is looked at.
    var current: Device? { devices.indices.contains(selected) ? devices[selected] : nil }

    /// Takes the status, which says everything but the samples.
    mutating func take(_ status: GateStatus, at now: Instant) {
        (site, gate) = (status.site, status.gate)
        trouble = nil
        let name = current?.status.name
        devices = status.devices.filter { only == nil || $0.name == only }.map { fresh in
            let known = devices.first { $0.status.name == fresh.name }
            var device = known ?? Device(status: fresh, since: now)
            device.status = fresh
            device.since = now + .nanoseconds(-Self.nanoseconds(fresh.since))
            if let age = fresh.lastSampleAge { device.lastHeard = now + .nanoseconds(-Self.nanoseconds(age)) }
            device.look(at: now)
            return device
        }
        selected = devices.firstIndex { $0.status.name == name } ?? min(selected, max(devices.count - 1, 0))
    }

    /// Takes what happened. What is not of a device is passed over.
    mutating func take(_ event: GateEvent, at now: Instant) {
        if let sample = event.sample {
            change(sample.device) { $0.take(sample, at: now) }
        } else if let scan = event.scan {
            change(scan.device) { device in
                device.scans = scan.count
                device.lastHeard = now
            }
        } else if let fact = event.fact {
            change(fact.device) { device in
                var facts = (device.status.facts ?? []).filter { $0.name != fact.name }
                facts.append(NamedValue(name: fact.name, value: fact.value))
                device.status.facts = facts
            }
        } else if let state = event.state, state.subject == "device" {
            change(state.name) { device in
                if device.status.state != state.state { device.since = now }
                device.status.state = state.state
                device.status.problem = state.notes.isEmpty ? nil : state.notes.joined(separator: ", ")
            }
        }
    }

    /// Chooses another device.
    mutating func press(_ key: Key) {
        switch key {
        case .up, .left: selected = max(selected - 1, 0)
        case .down, .right: selected = min(selected + 1, max(devices.count - 1, 0))
        case .digit(let number) where number <= devices.count: selected = number - 1
        case .digit, .space, .quit: break
        }
    }

    private mutating func change(_ name: String, _ body: (inout Device) -> Void) {
        guard let place = devices.firstIndex(where: { $0.status.name == name }) else { return }
        body(&devices[place])
    }

    /// A time of the daemon in whole nanoseconds: 0 for what is no time, at most a century.
    private static func nanoseconds(_ seconds: Double) -> Int64 {
        seconds.isFinite ? Int64(min(max(seconds, 0), 3.2e9) * 1e9) : 0
    }
}

extension MonitorModel.Device {
    fileprivate mutating func take(_ sample: SampleSummary, at now: Instant) {
        points.append(
            MonitorModel.Point(
                time: now, object: sample.object, ambient: sample.ambient, body: sample.body,
                count: min(max(sample.count, 1), MonitorModel.mostInOne)))
        let old = points.firstIndex { now - $0.time <= MonitorModel.window } ?? points.count
        points.removeFirst(max(old, points.count - MonitorModel.mostSamples))
        lastHeard = now
    }

    fileprivate mutating func look(at now: Instant) {
        guard let before = looked else {
            looked = (now, status.counters)
            return
        }
        let time = now - before.time
        guard time >= MonitorModel.shortestLook else { return }
        func rate(_ count: KeyPath<DeviceCounters, UInt64>) -> Double? {
            let (fresh, old) = (status.counters[keyPath: count], before.counters[keyPath: count])
            // Fewer than before: the daemon was started again.
            return fresh >= old ? Double(fresh - old) / (time / .seconds(1)) : nil
        }
        byteRate = rate(\.receivedBytes)
        frameRate = rate(\.frames)
        looked = (now, status.counters)
    }
}
