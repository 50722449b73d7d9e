import Admission
import Codes
import EventLoop
import Wire

/// What a lane's runner asks of the gate around it.
protocol LaneHouse: AnyObject {
    /// Puts `record` on its way to the journal; `false` when the journal cannot take it, and then nothing comes of it.
    func submit(_ record: EntryRecord, from runner: LaneRunner) -> Bool

    /// Tells the barrier of `runner` to open: the record with `ticket` is durable.
    func open(_ ticket: EntryRecord.Ticket, at runner: LaneRunner)

    /// Something that people at the lane see has changed.
    func show(_ view: LaneView, at runner: LaneRunner)
}

/// One lane at work: the pure state machine with its timer, and the effects carried out in order.
///
/// Lives on the loop's thread. While no reading completes, a sample allocates nothing.
final class LaneRunner {
    let settings: LaneSettings
    private(set) var lane: Lane

    private let clock: WallClock
    private unowned let house: any LaneHouse
    private let reactor: any Reactor
    private var timer: Timer?
    private var effects: [LaneEffect] = []
    private var isSettling = false

    init(
        settings: LaneSettings, thermometer: Thermometer, seed: UInt64, clock: WallClock, reactor: any Reactor,
        house: any LaneHouse
    ) {
        self.settings = settings
        self.clock = clock
        self.house = house
        self.reactor = reactor
        lane = Lane(settings: settings, thermometer: thermometer, seed: seed)
        // A lane emits a handful of effects at once; their place is made before anybody stands there.
        effects.reserveCapacity(8)
        timer = reactor.makeTimer { [weak self] now in self?.tick(at: now) }
    }

    /// Whether the lane is within its opening hours.
    var isOpen: Bool { settings.hours.isOpen(at: clock.read().minuteOfDay) }

    func receive(_ sample: Sample, at now: Instant) {
        lane.receive(sample: sample, at: now, clock: clock.read()) { effects.append($0) }
        settle()
    }

    /// What a code says; several things at once are judged together.
    func receive(_ verifications: [Verification], digest: CodeDigest, at now: Instant) {
        lane.receive(verifications: verifications, code: digest, at: now, clock: clock.read()) { effects.append($0) }
        settle()
    }

    /// A code was shown that a service is asked about; the passage that the answer is for.
    func ask(at now: Instant) -> PassageID? {
        defer { settle() }
        return lane.ask(at: now, clock: clock.read()) { effects.append($0) }
    }

    /// What came of the question; `false` when its passage has ended.
    func receive(answer: [Verification], to passage: PassageID, digest: CodeDigest, at now: Instant) -> Bool {
        defer { settle() }
        return lane.receive(answer: answer, to: passage, code: digest, at: now, clock: clock.read()) {
            effects.append($0)
        }
    }

    func deviceChanged(_ role: DeviceRole, to condition: DeviceCondition, at now: Instant) {
        lane.deviceChanged(role, to: condition, at: now, clock: clock.read()) { effects.append($0) }
        settle()
    }

    func ambientChanged(_ temperature: Temperature, at now: Instant) {
        lane.ambientChanged(temperature, at: now)
    }

    func journalChanged(available: Bool, at now: Instant) {
        lane.journalChanged(available: available, at: now, clock: clock.read()) { effects.append($0) }
        settle()
    }

    func recordDurable(_ ticket: EntryRecord.Ticket, at now: Instant) {
        lane.recordDurable(ticket: ticket, at: now, clock: clock.read()) { effects.append($0) }
        settle()
    }

    func recordFailed(_ ticket: EntryRecord.Ticket, at now: Instant) {
        lane.recordFailed(ticket: ticket, at: now, clock: clock.read()) { effects.append($0) }
        settle()
    }

    private func tick(at now: Instant) {
        lane.tick(at: now, clock: clock.read()) { effects.append($0) }
        settle()
    }

    /// Carries out the effects in order. An effect may lead to further ones (a record that is refused at once), which
    /// join the end of the line.
    private func settle() {
        guard !isSettling else { return }
        isSettling = true
        var next = 0
        while next < effects.count {
            let effect = effects[next]
            next += 1
            switch effect {
            case .record(let record):
                if !house.submit(record, from: self) {
                    lane.recordFailed(ticket: record.ticket, at: reactor.now, clock: clock.read()) {
                        effects.append($0)
                    }
                }
            case .open(let ticket): house.open(ticket, at: self)
            case .show(let view): house.show(view, at: self)
            }
        }
        effects.removeAll(keepingCapacity: true)
        isSettling = false
        if let deadline = lane.deadline {
            if timer?.deadline != deadline { timer?.arm(at: deadline) }
        } else {
            timer?.cancel()
        }
    }
}
