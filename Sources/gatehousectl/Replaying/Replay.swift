import Admission
import Wire

/// Captures of a lane's devices, played together in the order of their times.
struct Replay {
    private var tracks: [ReplayTrack]
    private var lane: ReplayLane
    private var now = Instant(nanoseconds: 0)

    /// What happens after the last entry is played for so long: the longest of a passage's windows, and the display.
    private static let end = Duration.seconds(600)

    init(tracks: [ReplayTrack], lane: ReplayLane) {
        self.tracks = tracks
        self.lane = lane
    }

    /// Plays everything. `events` hears what drivers learned, `tell` what the lane said.
    mutating func run(
        events: (String, DriverEvent, Instant) -> Void, tell: (ReplayLane.Saying, Instant) -> Void
    ) {
        // A capture that does not say when its device was opened was taken from one that was open.
        for track in tracks { lane.device(track.role, is: .ready, at: now) { tell($0, now) } }
        while let place = tracks.indices.filter({ tracks[$0].due != nil }).min(by: earlier) {
            let time = tracks[place].due ?? now
            pass(until: time, tell)
            now = max(now, time)
            play(place, events, tell)
        }
        pass(until: now + Self.end, tell)
    }

    private func earlier(_ left: Int, _ right: Int) -> Bool {
        guard let first = tracks[left].due, let second = tracks[right].due else { return false }
        return first < second
    }

    private mutating func play(
        _ place: Int, _ events: (String, DriverEvent, Instant) -> Void, _ tell: (ReplayLane.Saying, Instant) -> Void
    ) {
        var learned: [DriverEvent] = []
        let entry = tracks[place].play { learned.append($0) }
        let (name, role, now) = (tracks[place].name, tracks[place].role, now)
        for event in learned {
            events(name, event, now)
            switch event {
            case .sample(let sample): lane.receive(sample, of: role, at: now) { tell($0, now) }
            case .scan(let scan): lane.receive(scan, at: now) { tell($0, now) }
            default: break
            }
        }
        guard case .remark(let words) = entry?.content else { return }
        if words.hasPrefix("lost") { lane.device(role, is: .lost, at: now) { tell($0, now) } }
        if words.hasPrefix("opened") { lane.device(role, is: .ready, at: now) { tell($0, now) } }
    }

    /// The lane's own deadlines up to `end`.
    private mutating func pass(until end: Instant, _ tell: (ReplayLane.Saying, Instant) -> Void) {
        while let deadline = lane.deadline, deadline <= end {
            let due = max(now, deadline)
            now = due
            lane.tick(at: due) { tell($0, due) }
            // A lane that does not move its deadline would never let the replay end.
            if let next = lane.deadline, next <= deadline { return }
        }
    }
}
