import Admission
import Codes
import Configuration
import Control
import EventLoop
import Journal
import Logging
import Wire

// What those who ask over the control socket are told.
final class ControlDesk: ControlService {
    private unowned let gate: Gate

    init(gate: Gate) {
        self.gate = gate
    }

    func status() -> GateStatus {
        let stamp = gate.clock.read()
        return GateStatus(
            site: gate.configuration.site.name, gate: gate.configuration.site.gate, version: Gate.version,
            uptime: seconds(gate.reactor.now - gate.started),
            clock: ClockStatus(time: stamp.unix.rfc3339, quality: stamp.quality.name),
            lanes: gate.lanes.indices.map(laneStatus), devices: gate.devices?.status(at: gate.reactor.now) ?? [],
            journal: journalStatus())
    }

    func currentStates() -> [GateEvent] {
        let lanes = gate.lanes.map { runner in
            StateChange(subject: "lane", name: runner.settings.name, state: runner.lane.view.state.rawValue)
        }
        let devices = (gate.devices?.status(at: gate.reactor.now) ?? []).map { device in
            StateChange(
                subject: "device", name: device.name, state: device.state, notes: device.problem.map { [$0] } ?? [])
        }
        return (lanes + devices).map { .state($0, time: gate.timestamp) }
    }

    func reportCosignature(note: String) throws(ControlRefusal) -> Int {
        let (note, size) = try gate.cosignatures.accept(note, at: gate.reactor.now)
        gate.writer.keepCosigned(note)
        return Int(clamping: size)
    }

    func reload() throws(ControlRefusal) {
        try gate.reloadConfiguration()
    }

    func capture(device: String, withCodes: Bool, for listener: CaptureListener) throws(ControlRefusal) {
        guard let devices = gate.devices else {
            throw ControlRefusal(problem: "the gate has no devices yet", remedy: "ask again when it runs")
        }
        try devices.capture(device, withCodes: withCodes, for: listener)
    }

    func lookups(for listener: LookupListener) throws(ControlRefusal) {
        guard !gate.configuration.resolvers.isEmpty, let lookups = gate.lookups else {
            throw ControlRefusal(
                problem: "no service is asked about codes here", remedy: "add a [[resolver]] to gatehouse.toml")
        }
        lookups.attach(listener)
        gate.log.notice("an uplink answers questions about codes", metadata: ["user": "\(listener.caller.user)"])
    }

    func answerLookup(_ answer: LookupAnswer) throws(ControlRefusal) -> Bool {
        gate.lookups?.answer(answer.id, answer.outcome, at: gate.reactor.now) ?? false
    }

    private func laneStatus(_ place: Int) -> LaneStatus {
        let runner = gate.lanes[place]
        let view = runner.lane.view
        return LaneStatus(
            name: runner.settings.name, direction: runner.settings.direction.rawValue, open: runner.isOpen,
            state: view.state.rawValue, reasons: view.reasons.codes, passage: view.passage?.description,
            verdicts: gate.counts[place])
    }

    private func journalStatus() -> JournalStatus {
        let state = gate.writer.state
        let segmentBytes = gate.writer.geometry.segmentByteCount
        var problem: String?
        switch state.condition {
        case .open: problem = state.remark
        case .ringFull: problem = "the ring is full: bring the upstream back, or give it more segments"
        case .closed(let why): problem = why
        }
        return JournalStatus(
            origin: gate.writer.enrolment.origin, size: Int(clamping: state.size), durable: Int(clamping: state.size),
            ringUsed: state.segmentsUsed * segmentBytes, ringCapacity: state.segmentsTotal * segmentBytes,
            available: state.condition == .open, problem: problem,
            cosigned: gate.cosignatures.status(at: gate.reactor.now),
            oldestUncosignedAge: nil)
    }
}
