import Admission
import Configuration
import Control
import Devices
import EventLoop
import Logging
import Wire

/// The devices of the gate, each wired to its lane by places in arrays, so that a sample is looked up nowhere.
final class DeviceBoard {
    private struct Place {
        let configuration: DeviceConfiguration
        /// The place of the lane among the gate's lanes; `nil` for a device of the whole gate.
        let lane: Int?
        let role: DeviceRole
        var summary: SampleSummarizer
        var lastSample: Instant?
        var since: Instant
        var state = DeviceState.absent
        var scans = 0
        /// What the device has said about itself, the newest of each name, in the order in which the names first came.
        var facts: [DeviceFact] = []

        mutating func learn(_ fact: DeviceFact) -> Bool {
            guard let known = facts.firstIndex(where: { $0.name == fact.name }) else {
                facts.append(fact)
                return true
            }
            defer { facts[known] = fact }
            return facts[known] != fact
        }
    }

    private unowned let gate: Gate
    private let manager: DeviceManager
    private let captures: DeviceCaptures
    private var places: [Place]

    init(gate: Gate) throws(GateError) {
        self.gate = gate
        captures = DeviceCaptures(log: gate.log)
        places = gate.configuration.devices.map { device in
            Place(
                configuration: device, lane: gate.lanes.firstIndex { $0.settings.name == device.lane },
                role: DeviceRole(rawValue: device.role.rawValue) ?? .output,
                summary: SampleSummarizer(device: device.name), since: gate.reactor.now)
        }
        do {
            let sentry = try BarrierGuard(reactor: gate.reactor, log: gate.log)
            manager = try DeviceManager(
                settings: gate.configuration.devices.map(DeviceSettings.init), sentry: sentry, reactor: gate.reactor,
                log: gate.log, watch: Self.watch(gate))
        } catch {
            throw GateError(what: "the devices cannot be set up", error)
        }
        manager.onEvent = { [unowned self] place, event, now in received(event, place, at: now) }
        manager.onMissedPulse = { [unowned self] place, words, _ in
            guard let lane = places[place].configuration.lane else { return }
            barrierStaysShut(lane, "\(places[place].configuration.name): \(words)")
        }
        manager.onState = { [unowned self] place, state, now in changed(to: state, place, at: now) }
    }

    /// Who tells of nodes; `nil` when no device is found among them, or nobody can. Devices with a path are polled then.
    private static func watch(_ gate: Gate) -> DeviceMonitor? {
        guard gate.configuration.devices.contains(where: { $0.match.identity != nil }) else { return nil }
        do throws(DeviceMonitorError) {
            return try DeviceMonitor(reactor: gate.reactor, log: gate.log)
        } catch {
            gate.log.error("\(error)")
            return nil
        }
    }

    func start() {
        manager.start()
    }

    func stop() {
        manager.stop()
    }

    /// The names of devices that do not deliver.
    var troubled: [String] {
        places.filter { $0.state != .ready && $0.state != .warming }.map {
            "\($0.configuration.name) (\($0.state.rawValue))"
        }
    }

    /// Pulses every barrier of the lane. A barrier that cannot be told stays shut: the guard is told, and opens.
    func openBarrier(ofLane name: String) {
        for (index, place) in places.enumerated()
        where place.configuration.lane == name && manager.opensBarriers(index) {
            do {
                try manager.pulse(
                    index, channel: place.configuration.channel,
                    for: .milliseconds(place.configuration.pulseMilliseconds))
            } catch {
                barrierStaysShut(name, error.description)
            }
        }
    }

    /// Somebody was admitted and stands before a barrier that is shut: the log says why, and the lane what to do.
    private func barrierStaysShut(_ lane: String, _ why: String) {
        gate.log.error("the barrier of \(lane) was not opened: \(why)")
        gate.barrierStaysShut(lane)
    }

    private func received(_ event: DriverEvent, _ index: Int, at now: Instant) {
        let place = places[index]
        switch event {
        case .sample(let sample):
            places[index].lastSample = now
            if let lane = place.lane {
                switch place.configuration.role {
                case .thermometer: gate.lanes[lane].receive(sample, at: now)
                case .ambient:
                    if let ambient = sample.ambient ?? sample.object {
                        gate.lanes[lane].ambientChanged(ambient, at: now)
                    }
                case .scanner, .output: break
                }
            }
            if gate.isMonitored, let summary = places[index].summary.take(sample, at: now) {
                gate.tell(.sample(summary, time: gate.timestamp))
            }
        case .scan(let scan):
            places[index].lastSample = now
            places[index].scans += 1
            if let lane = place.lane { gate.scanned(scan, scanner: index, lane: lane, at: now) }
            gate.tell(
                .scan(ScanNotice(device: place.configuration.name, count: place.scans + 1), time: gate.timestamp))
        case .fact(let fact):
            // Told again only when it changed: some devices repeat theirs with each frame.
            guard places[index].learn(fact) else { return }
            gate.tell(
                .fact(
                    FactNotice(device: place.configuration.name, name: fact.name.rawValue, value: fact.value),
                    time: gate.timestamp))
        case .fault, .identified, .output, .transmit, .setFeature, .getFeature:
            break  // counted by the session, and told by its state
        }
    }

    private func changed(to state: DeviceState, _ index: Int, at now: Instant) {
        let before = places[index].state
        if before != state {
            places[index].state = state
            places[index].since = now
        }
        let place = places[index]
        if let lane = place.lane, let condition = DeviceCondition(rawValue: state.rawValue) {
            gate.lanes[lane].deviceChanged(place.role, to: condition, at: now)
        }
        gate.tell(
            .state(
                StateChange(
                    subject: "device", name: place.configuration.name, state: state.rawValue, before: before.rawValue,
                    notes: manager.session(at: index).problem.map { [$0] } ?? []),
                time: gate.timestamp))
        gate.statusChanged()
    }

    /// How all devices are.
    func status(at now: Instant) -> [Control.DeviceStatus] {
        zip(places.indices, manager.status).map { index, device in
            let place = places[index]
            var status = Control.DeviceStatus(
                name: place.configuration.name, role: place.configuration.role.rawValue,
                driver: place.configuration.driver, lane: place.configuration.lane, state: place.state.rawValue,
                since: seconds(now - place.since), port: device.node?.devnode ?? device.settings.paths.first,
                problem: device.problem,
                lastSampleAge: place.lastSample.map { seconds(now - $0) }, counters: DeviceCounters(device))
            let session = manager.session(at: index)
            let header = CaptureHeader(session)
            status.node = session.node ?? (session.descriptor == nil ? nil : device.node?.devnode)
            status.transport = header.transportWords
            status.match = place.configuration.match.words
            status.staleLimit = session.silenceLimit.map(seconds)
            status.warmUp = seconds(device.settings.warmUp)
            status.settings = header.settings.map { NamedValue(name: $0.key, value: $0.value) }
            status.facts = place.facts.map { NamedValue(name: $0.name.rawValue, value: $0.value) }
            return status
        }
    }

    /// Begins a capture of the device with this name.
    func capture(_ name: String, withCodes: Bool, for listener: CaptureListener) throws(ControlRefusal) {
        guard let place = manager.place(of: name) else {
            throw ControlRefusal(
                problem: "there is no device \(name)",
                remedy: "name one of: \(places.map(\.configuration.name).joined(separator: ", "))")
        }
        try captures.begin(
            place, of: manager.session(at: place), withCodes: withCodes, for: listener, at: gate.reactor.now)
    }
}

extension DeviceCounters {
    /// What was counted of a device.
    init(_ device: Devices.DeviceStatus) {
        let (session, driver) = (device.counters, device.counters.driver)
        self.init(
            frames: driver.frames, droppedBytes: driver.droppedBytes, checksumFailures: driver.checksumFailures,
            faults: driver.faults, reopened: session.reconnects)
        receivedBytes = driver.receivedBytes
        sentBytes = session.bytesSent
        controlBytes = driver.controlBytes
        opened = session.opened
        openFailures = session.openFailures
        silences = session.silences
        refusedWrites = session.refusedWrites
        transferErrors = session.transferErrors
        resets = session.resets
        pulses = device.pulses
        refusedPulses = device.refusedPulses
        missedPulses = device.missedPulses
        sentencesSaid = device.sentences.said
        sentencesRefused = device.sentences.refused
        sentencesReplaced = device.sentences.replaced
        sentencesLost = device.sentences.lost
    }
}

extension DeviceSettings {
    /// The device as the configuration has it.
    init(_ device: DeviceConfiguration) {
        let role = Role(rawValue: device.role.rawValue) ?? .ambient
        let paths = device.match.tty.map { [$0] } ?? device.match.path.map { Self.paths(forPort: $0) } ?? []
        self.init(
            name: device.name, role: role, driver: device.driver, lane: device.lane, identity: device.match.identity,
            transports: device.transport.map { [$0] }, paths: paths,
            line: SerialLineSettings(baud: UInt32(device.baud)), warmUp: .seconds(device.warmUpSeconds),
            driverSettings: device.driverSettings)
    }
}

extension GateConfiguration {
    /// The thermometer that measures at the lane; a lane without one has a name only, and never delivers.
    func thermometer(ofLane lane: String) -> Thermometer {
        let device = devices.first { $0.role == .thermometer && $0.lane == lane }
        // ±0.5 °C is what the common modules are sold with (device reference, A.3 and A.5).
        return Thermometer(name: device?.name ?? "none", driver: device?.driver ?? "none", classUncertainty: 0.5)
    }
}
