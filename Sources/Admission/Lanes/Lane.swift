public import Wire

/// One lane: passages of one person at a time, from samples, codes and attestations to records and the barrier.
///
/// Inputs and a time go in, effects come out, in order. Effects are handed over while the lane is being changed, so the
/// receiver must not call the lane from inside; it keeps them until the call has returned.
///
/// * Evidence opens a passage, or belongs to the one that is open. Each piece that leaves it undecided makes a record
///   with what is missing or bad; the piece that settles it makes the final record; the end of the window makes one that
///   says so.
/// * The barrier opens only for a final `admit`, only after `recordDurable`, and only within `openingLimit` of the verdict.
/// * After a final record only new evidence counts: another code, or somebody who came anew.
public struct Lane {
    /// How late a record may become durable for the barrier to open still: after 5 s the person has turned to the guard
    /// or gone, and an opening barrier would let somebody else through.
    public static let openingLimit: Duration = .seconds(5)
    /// How long a final verdict stays on the display: 5 s, in which it is read and walked by.
    public static let displayTime: Duration = .seconds(5)
    /// How long a passage waits at least for an answer about a code that was shown in it: half a second more than any
    /// question is out, so that the answer, or its absence, is always heard.
    public static let questionTime: Duration = .seconds(3)
    /// How many admissions may wait for the journal at once. A person needs a second or more to be measured, so that more
    /// than this means a journal that does not answer; the oldest then counts as too late.
    static let pendingLimit = 8

    struct PendingOpening {
        var ticket: EntryRecord.Ticket
        var decided: Instant
        var view: LaneView
    }

    /// What the configuration says of the lane.
    public let settings: LaneSettings
    /// The measurement at the lane's thermometer.
    public internal(set) var measurement: Measurement
    /// What the display shows.
    public internal(set) var view: LaneView
    /// Records that became durable too late for the barrier to open.
    public internal(set) var lateRecords: UInt64 = 0

    var passage: Passage?
    var pending: [PendingOpening] = []
    var clearAt: Instant?
    private var nextPassage: UInt64
    private var nextTicket: EntryRecord.Ticket

    /// A lane that waits for somebody. `seed` is random for each life of the daemon and lane, so that passages of two
    /// lives have different identifiers.
    public init(settings: LaneSettings, thermometer: Thermometer, seed: UInt64) {
        self.settings = settings
        measurement = Measurement(settings: settings.measurement, thermometer: thermometer)
        view = LaneView(lane: settings.number, laneName: settings.name)
        nextPassage = seed
        nextTicket = UInt64(settings.number) << 48
    }

    /// When `tick` is to be called next, if nothing arrives before; `nil` while nothing is waited for.
    public var deadline: Instant? {
        var next = passage?.deadline
        if let opening = pending.first { next = min(next ?? .never, opening.decided + Lane.openingLimit) }
        if let clearAt { next = min(next ?? .never, clearAt) }
        return next
    }

    /// The open passage; `nil` between passages.
    public var openPassage: PassageID? { passage?.id }

    mutating func newPassage(at now: Instant) -> Passage {
        defer { nextPassage &+= 1 }
        return Passage(id: PassageID(rawValue: nextPassage), opened: now, deadline: now + settings.window)
    }

    mutating func newTicket() -> EntryRecord.Ticket {
        defer { nextTicket &+= 1 }
        return nextTicket
    }
}

extension Instant {
    /// The end of time, later than every deadline.
    static let never = Instant(nanoseconds: .max)
}
