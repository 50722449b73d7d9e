import Control

/// What the daemon has said of itself, over all its lives.
struct GateNews {
    /// All records of passages that were announced.
    private(set) var announced: [PassageEvent] = []
    /// The devices' states in the present life.
    private(set) var devices: [String: String] = [:]
    /// Up to which size upstream has cosigned the journal.
    private(set) var cosigned = 0
    /// How many records the journal has, as far as it is known.
    private(set) var size = 0
    /// How many it had in the last status.
    private(set) var statusSize = 0

    /// How many records upstream does not have.
    var waiting: Int { max(0, size - cosigned) }

    /// Whether upstream has all that the daemon has told of, and no less than the daemon has now.
    var isDrained: Bool { statusSize >= size && cosigned >= size && size > 0 }

    /// The daemon was started anew.
    mutating func forgetDevices() { devices = [:] }

    /// Takes a piece of news; returns the record of a passage when it is one.
    mutating func take(_ news: GateFollower.News) -> PassageEvent? {
        switch news {
        case .status(let status):
            statusSize = status.journal.size
            size = max(size, statusSize)
            cosigned = max(cosigned, status.journal.cosigned.map(\.size).max() ?? 0)
        case .event(let event):
            if let state = event.state, state.subject == "device" { devices[state.name] = state.state }
            guard let passage = event.passage else { return nil }
            announced.append(passage)
            if let index = passage.index { size = max(size, index + 1) }
            return passage
        }
        return nil
    }
}
