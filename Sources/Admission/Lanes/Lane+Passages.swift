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
        case .reading(let reading): take([.reading(reading)], digest: nil, at: now, clock: clock, emit)
        case .refused(let refusal): take([.refusal(refusal)], digest: nil, at: now, clock: clock, emit)
        }
    }

    /// Takes what became known at once, and judges it together.
    mutating func take(
        _ evidence: [Evidence], digest: CodeDigest?, isAnswer: Bool = false, at now: Instant, clock: LaneClock,
        _ emit: (LaneEffect) -> Void
    ) {
        var passage = open(isMeasured: evidence.allSatisfy(\.isMeasured), at: now)
        var isNew = false
        for piece in evidence where passage.add(piece, digest: digest, at: now) { isNew = true }
        self.passage = passage
        // An answer that says nothing new still ends the wait for it.
        guard isNew || isAnswer else { return }
        judge(passage, isNew: isNew, at: now, clock: clock, emit)
    }

    /// The open passage, or a new one.
    private mutating func open(isMeasured: Bool, at now: Instant) -> Passage {
        if passage == nil, !isMeasured {
            // Whoever stands there was measured for a passage that has ended: the new one needs its own reading.
            measurement.requestRetest(at: now, after: settings.retestPause)
        }
        return passage ?? newPassage(at: now)
    }

    mutating func askForPassage(at now: Instant, clock: LaneClock, _ emit: (LaneEffect) -> Void) -> PassageID? {
        var passage = open(isMeasured: false, at: now)
        let asks = passage.ask()
        if asks { passage.deadline = max(passage.deadline, now + Lane.questionTime) }
        self.passage = passage
        guard asks else { return nil }
        var open = evaluate(passage, clock)
        open.reasons.insert(.passageOpen)
        if open.verdict == .admit { open.verdict = .hold }
        show(passage, open, as: open.verdict == .refuse ? .refused : .waiting, emit)
        return passage.id
    }

    private mutating func judge(
        _ judged: Passage, isNew: Bool, at now: Instant, clock: LaneClock, _ emit: (LaneEffect) -> Void
    ) {
        var passage = judged
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
        // While a question is out, nothing is decided but a refusal: the answer would come too late, and the verdict would
        // hang on who is quicker, the service or the thermometer.
        if evaluation.isSettled, passage.questions == 0 || evaluation.verdict == .refuse {
            finish(passage, evaluation, at: now, clock: clock, emit)
        } else {
            var open = evaluation
            open.reasons.insert(.passageOpen)
            if open.verdict == .admit { open.verdict = .hold }
            if isNew { emit(.record(record(passage, open, isFinal: false, at: now, clock: clock))) }
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
            verifications: passage.verifications, questions: passage.questions, codes: passage.codes,
            evidence: passage.evidence.map(\.kind), repeats: passage.repeats,
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
        view.isAsking = self.passage != nil && passage.questions > 0
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
        view.isAsking = false
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
