import Admission
import Codes
import Control
import Journal
import Logging
import Wire

// What the lanes ask of the gate, and what becomes of their records.
extension Gate: LaneHouse {
    func submit(_ record: EntryRecord, from runner: LaneRunner) -> Bool {
        recorder.submit(record, from: runner)
    }

    func open(_ ticket: EntryRecord.Ticket, at runner: LaneRunner) {
        devices?.openBarrier(ofLane: runner.settings.name)
    }

    func show(_ view: LaneView, at runner: LaneRunner) {
        tell(
            .state(
                StateChange(
                    subject: "lane", name: view.laneName, state: view.state.rawValue,
                    notes: view.phrases.map { "\($0.chinese) / \($0.english)" }),
                time: timestamp))
    }

    /// Whom the lane admitted cannot pass, because its barrier did not open.
    func barrierStaysShut(_ name: String) {
        guard let runner = lanes.first(where: { $0.settings.name == name }) else { return }
        tell(
            .state(
                StateChange(
                    subject: "lane", name: name, state: runner.lane.view.state.rawValue,
                    notes: (runner.lane.view.phrases + [.barrierShut]).map { "\($0.chinese) / \($0.english)" }),
                time: timestamp))
    }

    /// A record became durable, or could not be made.
    func recorded(_ record: EntryRecord, _ outcome: RecordOutcome) {
        if let place = lanes.firstIndex(where: { $0.settings.number == record.lane }), outcome.index != nil {
            counts[place].add(record.verdict)
        }
        tell(.passage(PassageEvent(record, outcome), time: timestamp))
    }

    func journalChanged(available: Bool, at now: Instant) {
        if available {
            log.notice("the journal takes records again")
        } else {
            let why = recorder.problem.map { "\($0)" } ?? "its queue is full: the disk does not keep up"
            log.critical("the journal takes no records: \(why). The fail rule of each lane applies: the guard decides")
        }
        for runner in lanes { runner.journalChanged(available: available, at: now) }
        statusChanged()
    }

    /// A code of the scanner at lane `place`.
    func scanned(_ scan: Scan, scanner: Int, lane place: Int, at now: Instant) {
        let stamp = clock.read()
        guard
            let result = scans.read(
                scan, scanner: UInt16(clamping: scanner), trust: trust, clock: (stamp.unix, stamp.quality), at: now)
        else { return }
        switch result {
        case .verified(let verification, let digest): lanes[place].receive([verification], digest: digest, at: now)
        case .question(let question):
            lookups?.ask(question, lane: place, at: now) { lanes[place].ask(at: now) }
        }
    }

    /// Now, as messages have it.
    var timestamp: String { clock.read().unix.rfc3339 }
}

extension VerdictCounts {
    mutating func add(_ verdict: Verdict) {
        switch verdict {
        case .none: break
        case .admit: admit += 1
        case .retest: retest += 1
        case .hold: hold += 1
        case .refuse: refuse += 1
        }
    }
}

extension PassageEvent {
    init(_ record: EntryRecord, _ outcome: RecordOutcome) {
        self.init(
            passage: record.passage.description, lane: record.laneName, category: record.category.name,
            verdict: record.verdict.name, final: record.isFinal, reasons: record.reasons.codes,
            temperature: record.reading?.temperature, scheme: record.verification?.scheme,
            outcome: record.verification?.outcome.rawValue, index: outcome.index.map { Int(clamping: $0) },
            verdictLatency: outcome.verdictLatency.map { Int(clamping: $0 / 1000) },
            durableLatency: outcome.durableLatency.map { Int(clamping: $0 / 1000) })
    }
}
