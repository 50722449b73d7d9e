public import Wire

/// The contacts of a relay board, and what became of them.
struct RelayContacts {
    /// How many switchings are remembered: a day at a busy lane.
    static let logCapacity = 10_000

    /// How many there are.
    let count: Int
    /// The latest switchings, oldest first. What changes nothing is not in it.
    private(set) var log: [RelaySwitching] = []

    private var closedSince: [Instant?]
    private var pulses: [UInt64]
    private var lastPulse: [Duration?]
    private var longestPulse: [Duration]

    init(_ count: Int) {
        self.count = count
        closedSince = Array(repeating: nil, count: count)
        pulses = Array(repeating: 0, count: count)
        lastPulse = Array(repeating: nil, count: count)
        longestPulse = Array(repeating: .zero, count: count)
    }

    /// Whether the contact of `channel`, from 1, is closed.
    func isOn(_ channel: Int) -> Bool { (1...count).contains(channel) && closedSince[channel - 1] != nil }

    /// How often the contact of `channel` was closed since the simulation began.
    func pulses(_ channel: Int) -> UInt64 { (1...count).contains(channel) ? pulses[channel - 1] : 0 }

    mutating func turn(_ channel: Int, on: Bool, at now: Instant) {
        let index = channel - 1
        if on, closedSince[index] == nil {
            closedSince[index] = now
            pulses[index] += 1
        } else if !on, let since = closedSince[index] {
            closedSince[index] = nil
            lastPulse[index] = now - since
            longestPulse[index] = max(longestPulse[index], now - since)
        } else {
            return
        }
        if log.count == Self.logCapacity { log.removeFirst(Self.logCapacity / 2) }
        log.append(RelaySwitching(channel: channel, isOn: on, time: now))
    }

    /// Power is gone: springs open all of them.
    mutating func openAll(at now: Instant) {
        for channel in 1...count { turn(channel, on: false, at: now) }
    }

    /// Each relay as JSON.
    var list: String {
        let relays = (1...count).map { channel in
            let last = lastPulse[channel - 1].map { "\($0.nanoseconds / 1_000_000)" } ?? "null"
            let longest = longestPulse[channel - 1].nanoseconds / 1_000_000
            return "{\"channel\":\(channel),\"on\":\(isOn(channel)),\"pulses\":\(pulses(channel)),"
                + "\"last_pulse_ms\":\(last),\"longest_pulse_ms\":\(longest)}"
        }
        return "[\(relays.joined(separator: ","))]"
    }
}

/// One switching of one relay.
public struct RelaySwitching: Hashable, Sendable {
    /// The relay, from 1.
    public let channel: Int
    /// Whether its contact closed.
    public let isOn: Bool
    /// When.
    public let time: Instant
}
