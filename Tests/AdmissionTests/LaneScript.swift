import Codes
import Wire

@testable import Admission

/// A lane on a virtual clock: the journal answers when the script says so, and timers fire when they are due.
struct LaneScript {
    var lane: Lane
    var now = Instant(nanoseconds: 1_000_000_000_000)
    var clock = Fixture.clock
    var effects: [LaneEffect] = []

    init(
        _ change: (inout LaneSettings) -> Void = { _ in }, calibration: Calibration? = Fixture.calibration,
        ready: Bool = true
    ) {
        var settings = LaneSettings(number: 3, name: "west-in")
        change(&settings)
        lane = Lane(settings: settings, thermometer: Fixture.thermometer(calibration), seed: 0xABCD)
        if ready { device(.thermometer, .ready) }
        effects = []
    }

    var records: [EntryRecord] {
        effects.compactMap { if case .record(let record) = $0 { record } else { nil } }
    }

    var opened: [EntryRecord.Ticket] {
        effects.compactMap { if case .open(let ticket) = $0 { ticket } else { nil } }
    }

    /// Verdict, reasons, and whether it ends the passage: one line for each record.
    var story: [String] {
        records.map { record in
            let words = record.reasons.codes.joined(separator: " ")
            return "\(record.verdict.name ?? "-")\(record.isFinal ? "!" : "") \(words)"
        }
    }

    /// Time passes; deadlines fire at their time.
    mutating func wait(_ duration: Duration) {
        let end = now + duration
        while let due = lane.deadline, due <= end {
            now = max(due, now)
            let before = lane.deadline
            lane.tick(at: now, clock: clock) { effects.append($0) }
            precondition(lane.deadline != before, "a deadline that stays is a busy loop")
        }
        now = end
    }

    mutating func see(_ object: Double, ambient: Double = 22.5, frames: Int = 6) {
        for _ in 0..<frames {
            wait(.milliseconds(100))
            let sample = Sample(object: Fixture.temperature(object), ambient: Fixture.temperature(ambient))
            lane.receive(sample: sample, at: now, clock: clock) { effects.append($0) }
        }
    }

    mutating func nobody(frames: Int = 3) { see(22.61, frames: frames) }

    mutating func scan(_ verification: Verification, text: UInt8 = 1) {
        lane.receive(verification: verification, code: CodeDigest(bytes: [text]), at: now, clock: clock) {
            effects.append($0)
        }
    }

    mutating func attest(_ attestation: Attestation) {
        lane.receive(attestation: attestation, at: now, clock: clock) { effects.append($0) }
    }

    mutating func device(_ role: DeviceRole, _ condition: DeviceCondition) {
        lane.deviceChanged(role, to: condition, at: now, clock: clock) { effects.append($0) }
    }

    mutating func journal(available: Bool) {
        lane.journalChanged(available: available, at: now, clock: clock) { effects.append($0) }
    }

    mutating func durable(_ ticket: EntryRecord.Ticket) {
        lane.recordDurable(ticket: ticket, at: now, clock: clock) { effects.append($0) }
    }

    mutating func failed(_ ticket: EntryRecord.Ticket) {
        lane.recordFailed(ticket: ticket, at: now, clock: clock) { effects.append($0) }
    }
}
