public import Codes
public import Wire

// What arrives at a lane. Every call first ends what is due, so that a late `tick` changes no verdict.
extension Lane {
    /// A raw value of the lane's thermometer. While nothing completes, nothing is allocated.
    public mutating func receive(
        sample: Sample, at now: Instant, clock: LaneClock, _ emit: (LaneEffect) -> Void
    ) {
        settle(at: now, clock: clock, emit)
        guard let event = measurement.receive(sample, at: now) else { return }
        take(event, at: now, clock: clock, emit)
    }

    /// A code was shown and verified. `code` is the keyed digest of its text, so that different codes can be counted.
    public mutating func receive(
        verification: Verification, code: CodeDigest?, at now: Instant, clock: LaneClock,
        _ emit: (LaneEffect) -> Void
    ) {
        receive(verifications: [verification], code: code, at: now, clock: clock, emit)
    }

    /// A code was shown that says several things at once: they are judged together.
    public mutating func receive(
        verifications: [Verification], code: CodeDigest?, at now: Instant, clock: LaneClock,
        _ emit: (LaneEffect) -> Void
    ) {
        settle(at: now, clock: clock, emit)
        take(verifications.map { .code($0) }, digest: code, at: now, clock: clock, emit)
    }

    /// A code was shown that somebody has to be asked about. Nothing is admitted until the answer is there, or its
    /// absence is certain: `receive(answer:)` has to follow within `questionTime`.
    ///
    /// - Returns: the passage that the answer is for; `nil` when the passage has asked too often.
    public mutating func ask(at now: Instant, clock: LaneClock, _ emit: (LaneEffect) -> Void) -> PassageID? {
        settle(at: now, clock: clock, emit)
        return askForPassage(at: now, clock: clock, emit)
    }

    /// What came of a question. It counts only for the passage in which the code was shown.
    ///
    /// - Returns: whether that passage is still open.
    @discardableResult
    public mutating func receive(
        answer verifications: [Verification], to passage: PassageID, code: CodeDigest?, at now: Instant,
        clock: LaneClock, _ emit: (LaneEffect) -> Void
    ) -> Bool {
        settle(at: now, clock: clock, emit)
        guard self.passage?.id == passage else { return false }
        self.passage?.answered()
        take(verifications.map { .code($0) }, digest: code, isAnswer: true, at: now, clock: clock, emit)
        return true
    }

    /// A guard, a form or the committee spoke for whoever stands there.
    public mutating func receive(
        attestation: Attestation, at now: Instant, clock: LaneClock, _ emit: (LaneEffect) -> Void
    ) {
        settle(at: now, clock: clock, emit)
        take([.attestation(attestation)], digest: nil, at: now, clock: clock, emit)
    }

    /// A separate ambient thermometer of the lane reported `temperature`.
    public mutating func ambientChanged(_ temperature: Temperature, at now: Instant) {
        measurement.ambientChanged(temperature, at: now)
    }

    /// Another device, or another calibration of it, measures from now on.
    public mutating func thermometerChanged(_ thermometer: Thermometer) {
        measurement.thermometerChanged(thermometer)
    }

    /// A device of the lane came, went or fell silent.
    public mutating func deviceChanged(
        _ role: DeviceRole, to state: DeviceCondition, at now: Instant, clock: LaneClock,
        _ emit: (LaneEffect) -> Void
    ) {
        settle(at: now, clock: clock, emit)
        switch role {
        case .thermometer:
            guard state != view.thermometer else { return }
            view.thermometer = state
            emit(.show(view))
            if let event = measurement.conditionChanged(state, at: now) { take(event, at: now, clock: clock, emit) }
        case .scanner:
            guard state != view.scanner else { return }
            view.scanner = state
            emit(.show(view))
        case .output, .ambient:
            break
        }
    }

    /// The journal can or cannot take records.
    public mutating func journalChanged(
        available: Bool, at now: Instant, clock: LaneClock, _ emit: (LaneEffect) -> Void
    ) {
        settle(at: now, clock: clock, emit)
        guard available != view.journalAvailable else { return }
        view.journalAvailable = available
        emit(.show(view))
    }

    /// The record with `ticket` is durable.
    public mutating func recordDurable(
        ticket: EntryRecord.Ticket, at now: Instant, clock: LaneClock, _ emit: (LaneEffect) -> Void
    ) {
        settle(at: now, clock: clock, emit)
        guard let index = pending.firstIndex(where: { $0.ticket == ticket }) else { return }
        let opening = pending.remove(at: index)
        emit(.open(ticket))
        guard passage == nil else { return }
        show(opening.view, as: .admitted, at: now, emit)
    }

    /// The record with `ticket` could not be made: whatever it decided, nothing opens for it.
    public mutating func recordFailed(
        ticket: EntryRecord.Ticket, at now: Instant, clock: LaneClock, _ emit: (LaneEffect) -> Void
    ) {
        settle(at: now, clock: clock, emit)
        if let index = pending.firstIndex(where: { $0.ticket == ticket }) {
            let opening = pending.remove(at: index)
            withdraw(opening, because: .journalUnavailable, verdict: settings.failRules.journal.verdict, at: now, emit)
        } else {
            view.reasons.insert(.journalUnavailable)
            if view.state == .idle {
                view.state = .held
                view.verdict = .hold
                clearAt = now + Lane.displayTime
            }
            emit(.show(view))
        }
    }

    /// The deadline was reached.
    public mutating func tick(at now: Instant, clock: LaneClock, _ emit: (LaneEffect) -> Void) {
        settle(at: now, clock: clock, emit)
    }
}
