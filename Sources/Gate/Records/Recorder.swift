import Admission
import Codes
import EventLoop
import Journal
import Wire

/// Carries records from the lanes to the journal's writer, and what became of them back. Lives on the loop's thread.
final class Recorder {
    /// A heartbeat is due when nothing was recorded for this long, so that silence and truncation are seen upstream: the
    /// interval of the design (§11).
    static let heartbeat: Duration = .seconds(60)

    /// Tickets of records that belong to no lane; lanes have their number in the upper 16 bits.
    private static let houseTickets: UInt64 = 0xFFFF << 48

    private struct Pending {
        let record: EntryRecord
        let runner: LaneRunner
        /// From the last byte of the evidence to the verdict, in nanoseconds; `nil` where a timer decided.
        let verdictLatency: UInt64?
    }

    private let writer: JournalWriter
    private let clock: WallClock
    private let reactor: EventLoop
    private var pending: [EntryRecord.Ticket: Pending] = [:]
    private var houseTicket = Recorder.houseTickets
    private var heartbeatTimer: Timer?
    private var registration: Registration?
    private(set) var isAvailable = true
    /// Why the journal did not take a record lately.
    private(set) var problem: JournalError?

    /// Called after each lane record that became durable or failed, after the lane was told.
    var onOutcome: (EntryRecord, RecordOutcome) -> Void = { _, _ in }
    /// Called when the journal stops or begins to take records.
    var onAvailability: (Bool, Instant) -> Void = { _, _ in }

    init(writer: JournalWriter, clock: WallClock, reactor: EventLoop) throws(EventLoopError) {
        self.writer = writer
        self.clock = clock
        self.reactor = reactor
        registration = try reactor.register(writer.wakeup) { [weak self] now in self?.drain(at: now) }
        heartbeatTimer = reactor.makeTimer { [weak self] now in self?.beat(at: now) }
        heartbeatTimer?.arm(at: reactor.now + Self.heartbeat)
    }

    /// Puts a lane's record on its way; `false` when the journal does not take it.
    func submit(_ record: EntryRecord, from runner: LaneRunner) -> Bool {
        let draft = RecordDraft(
            kind: .entry, verdict: record.verdict, category: record.category, lane: record.lane,
            time: record.clock.unix, clock: record.clock.quality, uptime: record.decided, reasons: record.reasons,
            detail: record.detail(), personal: record.personal())
        guard writer.submit(draft, ticket: record.ticket) else {
            setAvailable(false, at: reactor.now)
            onOutcome(record, RecordOutcome(index: nil, verdictLatency: nil, durableLatency: nil))
            return false
        }
        pending[record.ticket] = Pending(record: record, runner: runner, verdictLatency: latency(of: record))
        heartbeatTimer?.arm(at: reactor.now + Self.heartbeat)
        return true
    }

    /// The time from the readable byte to now, where the record rests on evidence of this very pass.
    private func latency(of record: EntryRecord) -> UInt64? {
        guard record.lastEvidence == record.decided else { return nil }
        return BootClock.now.nanoseconds &- record.lastEvidence.nanoseconds
    }

    private func beat(at now: Instant) {
        let stamp = clock.read()
        houseTicket &+= 1
        let draft = RecordDraft(
            kind: .heartbeat, time: stamp.unix, clock: stamp.quality, uptime: now, detail: .map(CBORMap()))
        setAvailable(writer.submit(draft, ticket: houseTicket), at: now)
        heartbeatTimer?.arm(at: now + Self.heartbeat)
    }

    private func drain(at now: Instant) {
        writer.drainCompletions { completion in
            switch completion.outcome {
            case .durable(let index):
                setAvailable(true, at: now)
                finish(completion.ticket, index: index, at: now)
            case .failed(let error):
                problem = error
                setAvailable(false, at: now)
                finish(completion.ticket, index: nil, at: now)
            }
        }
    }

    private func finish(_ ticket: EntryRecord.Ticket, index: UInt64?, at now: Instant) {
        guard let entry = pending.removeValue(forKey: ticket) else { return }
        if index != nil {
            entry.runner.recordDurable(ticket, at: now)
        } else {
            entry.runner.recordFailed(ticket, at: now)
        }
        let durableLatency = entry.verdictLatency.map { _ in
            now.nanoseconds &- entry.record.lastEvidence.nanoseconds
        }
        onOutcome(
            entry.record,
            RecordOutcome(index: index, verdictLatency: entry.verdictLatency, durableLatency: durableLatency))
    }

    private func setAvailable(_ available: Bool, at now: Instant) {
        guard available != isAvailable else { return }
        isAvailable = available
        onAvailability(available, now)
    }
}

/// What became of a record.
struct RecordOutcome {
    /// Its index in the journal; `nil` when it could not be made.
    var index: UInt64?
    /// From the last byte that the verdict rests on to the verdict, in nanoseconds; `nil` where a timer decided.
    var verdictLatency: UInt64?
    /// From that byte to the durable record, in nanoseconds.
    var durableLatency: UInt64?
}
