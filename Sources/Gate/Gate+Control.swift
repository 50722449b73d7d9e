import Admission
import Codes
import Control
import Journal

// What those who ask over the control socket are told.
extension Gate: ControlService {
    func status() -> GateStatus {
        let stamp = clock.read()
        return GateStatus(
            site: configuration.site.name, gate: configuration.site.gate, version: Gate.version,
            uptime: seconds(reactor.now - started),
            clock: ClockStatus(time: RecordJSON.timestamp(stamp.unix), quality: stamp.quality.name),
            lanes: lanes.indices.map(laneStatus), devices: devices?.status(at: reactor.now) ?? [],
            journal: journalStatus())
    }

    func currentStates() -> [GateEvent] {
        let lanes = lanes.map { runner in
            StateChange(subject: "lane", name: runner.settings.name, state: runner.lane.view.state.rawValue)
        }
        let devices = (devices?.status(at: reactor.now) ?? []).map { device in
            StateChange(subject: "device", name: device.name, state: device.state)
        }
        return (lanes + devices).map { .state($0, time: timestamp) }
    }

    func reportCosignature(note: String) throws(ControlRefusal) -> Int {
        let (note, size) = try cosignatures.accept(note, at: reactor.now)
        writer.keepCosigned(note)
        return Int(clamping: size)
    }

    func reload() throws(ControlRefusal) {
        try reloadConfiguration()
    }

    private func laneStatus(_ place: Int) -> LaneStatus {
        let runner = lanes[place]
        let view = runner.lane.view
        return LaneStatus(
            name: runner.settings.name, direction: runner.settings.direction.rawValue, open: runner.isOpen,
            state: view.state.rawValue, reasons: view.reasons.codes, passage: view.passage?.description,
            verdicts: counts[place])
    }

    private func journalStatus() -> JournalStatus {
        let state = writer.state
        let segmentBytes = JournalGeometry.standard.segmentByteCount
        var problem: String?
        switch state.condition {
        case .open: problem = state.remark
        case .ringFull: problem = "the ring is full: bring the upstream back, or give it more segments"
        case .closed(let why): problem = why
        }
        return JournalStatus(
            origin: writer.enrolment.origin, size: Int(clamping: state.size), durable: Int(clamping: state.size),
            ringUsed: state.segmentsUsed * segmentBytes, ringCapacity: state.segmentsTotal * segmentBytes,
            available: state.condition == .open, problem: problem, cosigned: cosignatures.status(at: reactor.now),
            oldestUncosignedAge: nil)
    }
}
