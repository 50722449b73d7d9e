import Admission
import CLinux
import Codes
import Wire

/// A lane that is played to: the rules of the house with a journal that takes every record at once.
struct ReplayLane {
    /// What the lane said.
    enum Saying {
        /// A record, as the journal would have had it.
        case record(EntryRecord)
        /// The barrier was told to open.
        case open
    }

    private var lane: Lane
    private let reader: CodeReader
    private let trust: TrustSnapshot
    private let key = CodeDigestKey()
    private var replays = ReplayCache()
    /// The civil time at the beginning of the captures.
    private let start: UnixTime
    private let zone: String

    init(
        settings: LaneSettings, thermometer: Thermometer, reader: CodeReader, trust: TrustSnapshot, start: UnixTime,
        zone: String
    ) {
        lane = Lane(settings: settings, thermometer: thermometer, seed: 0)
        self.reader = reader
        self.trust = trust
        self.start = start
        self.zone = zone
    }

    /// When the lane has something to say by itself.
    var deadline: Instant? { lane.deadline }

    mutating func receive(_ sample: Sample, of role: DeviceRole, at now: Instant, _ tell: (Saying) -> Void) {
        if role == .ambient {
            if let ambient = sample.ambient ?? sample.object { lane.ambientChanged(ambient, at: now) }
            return
        }
        var effects: [LaneEffect] = []
        lane.receive(sample: sample, at: now, clock: clock(now)) { effects.append($0) }
        settle(effects, at: now, tell)
    }

    mutating func receive(_ scan: Scan, at now: Instant, _ tell: (Saying) -> Void) {
        let clock = clock(now)
        let result = reader.read(scan.bytes, trust: trust, at: clock.unix, clock: clock.quality, key: key)
        // One scanner for each lane: whatever is seen again is the same code held before it.
        guard case .first = replays.note(result.digest, scanner: 0, at: now.nanoseconds) else { return }
        var effects: [LaneEffect] = []
        lane.receive(verification: result.verification, code: result.digest, at: now, clock: clock) {
            effects.append($0)
        }
        settle(effects, at: now, tell)
    }

    mutating func device(_ role: DeviceRole, is condition: DeviceCondition, at now: Instant, _ tell: (Saying) -> Void) {
        var effects: [LaneEffect] = []
        lane.deviceChanged(role, to: condition, at: now, clock: clock(now)) { effects.append($0) }
        settle(effects, at: now, tell)
    }

    mutating func tick(at now: Instant, _ tell: (Saying) -> Void) {
        var effects: [LaneEffect] = []
        lane.tick(at: now, clock: clock(now)) { effects.append($0) }
        settle(effects, at: now, tell)
    }

    /// Carries out effects until none is left: a durable record opens the barrier.
    private mutating func settle(_ first: [LaneEffect], at now: Instant, _ tell: (Saying) -> Void) {
        var effects = first
        while !effects.isEmpty {
            switch effects.removeFirst() {
            case .record(let record):
                tell(.record(record))
                lane.recordDurable(ticket: record.ticket, at: now, clock: clock(now)) { effects.append($0) }
            case .open: tell(.open)
            case .show: break
            }
        }
    }

    private func clock(_ now: Instant) -> LaneClock {
        let unix = UnixTime(microseconds: start.microseconds + Int64(clamping: now.nanoseconds / 1000))
        var weekday: Int32 = 0
        let local = gh_local_minute(unix.seconds, zone, &weekday)
        return LaneClock(
            unix: unix, quality: .synchronised, minuteOfDay: local >= 0 ? Int(local) : Int(unix.seconds / 60 % 1440))
    }
}
