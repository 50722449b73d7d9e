import Codes
import Wire

// From evidence to verdicts.
extension Lane {
    /// Ends what is due: admissions whose record came too late, a passage at the end of its window, a verdict shown.
    mutating func settle(at now: Instant, clock: LaneClock, _ emit: (LaneEffect) -> Void) {
        while let opening = pending.first, now >= opening.decided + Lane.openingLimit {
            drop(opening, at: now, emit)
        }
        if let passage, now >= passage.deadline { timeOut(passage, at: now, clock: clock, emit) }
        if let clearAt, now >= clearAt { clear(emit) }
    }

    mutating func take(
        _ event: MeasurementEvent, at now: Instant, clock: LaneClock, _ emit: (LaneEffect) -> Void
    ) {
        switch event {
        case .reading(let reading): take(.reading(reading), digest: nil, at: now, clock: clock, emit)
        case .refused(let refusal): take(.refusal(refusal), digest: nil, at: now, clock: clock, emit)
        }
    }

    mutating func take(
        _ evidence: Evidence, digest: CodeDigest?, at now: Instant, clock: LaneClock, _ emit: (LaneEffect) -> Void
    ) {
        if passage == nil, !evidence.isMeasured {
            // Whoever stands there was measured for a passage that has ended: the new one needs its own reading.
            measurement.requestRetest(at: now, after: settings.retestPause)
        }
        var passage = passage ?? newPassage(at: now)
        let isNew = passage.add(evidence, digest: digest, at: now)
        self.passage = passage
        guard isNew else { return }

        let evaluation = evaluate(passage, clock)
        if let before = passage.missing, !before.subtracting(evaluation.missing).isEmpty {
            passage.deadline = now + settings.window
        }
        passage.missing = evaluation.missing
        if evaluation.awaitsRetest, !passage.retestRequested {
            passage.retestRequested = true
            passage.deadline = now + settings.window
            measurement.requestRetest(at: now, after: settings.retestPause)
        }
        self.passage = passage
        if evaluation.isSettled {
            finish(passage, evaluation, at: now, clock: clock, emit)
        } else {
            var open = evaluation
            open.reasons.insert(.passageOpen)
            emit(.record(record(passage, open, isFinal: false, at: now, clock: clock)))
            show(passage, open, as: open.verdict == .refuse ? .refused : .waiting, emit)
        }
    }

    private func evaluate(_ passage: Passage, _ clock: LaneClock) -> Evaluation {
        Rules.evaluate(
            passage.evidence,
            in: Circumstances(thermometer: measurement.condition, journalAvailable: view.journalAvailable),
            settings: settings, clock: clock)
    }

    private mutating func timeOut(
        _ passage: Passage, at now: Instant, clock: LaneClock, _ emit: (LaneEffect) -> Void
    ) {
        var evaluation = evaluate(passage, clock)
        evaluation.reasons.insert(.passageTimeout)
        if evaluation.verdict != .refuse { evaluation.verdict = .hold }
        finish(passage, evaluation, at: now, clock: clock, emit)
    }

    private mutating func finish(
        _ passage: Passage, _ evaluation: Evaluation, at now: Instant, clock: LaneClock,
        _ emit: (LaneEffect) -> Void
    ) {
        self.passage = nil
        // Whoever came after the last evidence is somebody else, and their measurement goes on.
        measurement.conclude(presentBy: passage.lastEvidence)
        let record = record(passage, evaluation, isFinal: true, at: now, clock: clock)
        emit(.record(record))
        switch evaluation.verdict {
        case .admit:
            show(passage, evaluation, as: .recording, emit)
            if pending.count == Lane.pendingLimit, let oldest = pending.first { drop(oldest, at: now, emit) }
            pending.append(PendingOpening(ticket: record.ticket, decided: now, view: view))
        case .refuse:
            show(passage, evaluation, as: .refused, emit)
            clearAt = now + Lane.displayTime
        case .none, .retest, .hold:
            show(passage, evaluation, as: .held, emit)
            clearAt = now + Lane.displayTime
        }
    }

    private mutating func record(
        _ passage: Passage, _ evaluation: Evaluation, isFinal: Bool, at now: Instant, clock: LaneClock
    ) -> EntryRecord {
        EntryRecord(
            ticket: newTicket(), passage: passage.id, verdict: evaluation.verdict, reasons: evaluation.reasons,
            category: evaluation.category, lane: settings.number, laneName: settings.name, isFinal: isFinal,
            reading: passage.reading, refusal: passage.refusal, verification: passage.verification,
            codes: passage.codes, evidence: passage.evidence.map(\.kind), repeats: passage.repeats,
            dropped: passage.dropped, threshold: settings.measurement.threshold, opened: passage.opened,
            lastEvidence: passage.lastEvidence, decided: now, clock: clock)
    }
}

// What the display shows, and what becomes of admissions.
extension Lane {
    private mutating func show(
        _ passage: Passage, _ evaluation: Evaluation, as state: LaneView.State, _ emit: (LaneEffect) -> Void
    ) {
        view.state = state
        view.verdict = evaluation.verdict
        view.reasons = evaluation.reasons
        view.category = evaluation.category
        view.temperature = passage.reading?.temperature
        view.passage = passage.id
        clearAt = nil
        emit(.show(view))
    }

    /// Shows again what was decided, with the lamps as they are now.
    mutating func show(
        _ decided: LaneView, as state: LaneView.State, at now: Instant, _ emit: (LaneEffect) -> Void
    ) {
        view.state = state
        view.verdict = decided.verdict
        view.reasons = decided.reasons
        view.category = decided.category
        view.temperature = decided.temperature
        view.passage = decided.passage
        clearAt = now + Lane.displayTime
        emit(.show(view))
    }

    /// An admission that will not open the barrier: the guard is told why, unless the next person is already there.
    mutating func withdraw(
        _ opening: PendingOpening, because reason: Reason, verdict: Verdict, at now: Instant,
        _ emit: (LaneEffect) -> Void
    ) {
        guard passage == nil else { return }
        var decided = opening.view
        decided.verdict = verdict
        decided.reasons.insert(reason)
        show(decided, as: verdict == .refuse ? .refused : .held, at: now, emit)
    }

    private mutating func drop(_ opening: PendingOpening, at now: Instant, _ emit: (LaneEffect) -> Void) {
        pending.removeAll { $0.ticket == opening.ticket }
        lateRecords += 1
        withdraw(opening, because: .journalLate, verdict: .hold, at: now, emit)
    }

    private mutating func clear(_ emit: (LaneEffect) -> Void) {
        clearAt = nil
        var idle = LaneView(lane: settings.number, laneName: settings.name)
        idle.thermometer = view.thermometer
        idle.scanner = view.scanner
        idle.journalAvailable = view.journalAvailable
        view = idle
        emit(.show(view))
    }
}

extension Evidence {
    /// Whether the measurement brought it, and not a code or a person.
    var isMeasured: Bool {
        switch self {
        case .reading, .refusal: true
        case .code, .attestation: false
        }
    }
}
