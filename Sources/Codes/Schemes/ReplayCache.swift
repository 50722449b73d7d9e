/// Which codes were seen lately, and where: a scanner reads a code that is held before it again and again, and a code
/// that may be used once can be shown at two lanes.
public struct ReplayCache: Sendable {
    /// What a sighting of a code is.
    public enum Sighting: Hashable, Sendable {
        /// The code was not seen lately, or longer ago at this scanner than one scan lasts.
        case first
        /// The scanner reads the code that it read a moment ago: the same scan, with the answer that was given.
        case again
        /// Another scanner saw the code lately; its number.
        case elsewhere(scanner: UInt16)
    }

    private struct Entry {
        let digest: CodeDigest
        var scanner: UInt16
        var seen: UInt64
    }

    /// The same code at the same scanner within this time is one scan, and each repeat begins the time again. A phone
    /// that lies under a scanner is read about once a second; a person takes longer to come back.
    public static let oneScan: UInt64 = 5_000_000_000
    /// How long a code is remembered, in nanoseconds: the life of the shortest-lived codes in the field, and twice the
    /// time in which one person could walk from lane to lane with another's phone.
    public static let memory: UInt64 = 60_000_000_000
    /// How many codes are remembered; more within the memory's minute than any gate has lanes for.
    public static let usualCapacity = 256

    private let capacity: Int
    // In the order of the last sighting, the latest at the end.
    private var entries: [Entry] = []

    /// An empty cache of at most `capacity` codes (at least one).
    public init(capacity: Int = Self.usualCapacity) {
        self.capacity = max(1, capacity)
        entries.reserveCapacity(self.capacity)
    }

    /// How many codes are remembered.
    public var count: Int { entries.count }

    /// How many codes were forgotten before their time because the cache was full.
    public private(set) var overflows: UInt64 = 0

    /// Notes that `scanner` saw the code at `now`, in nanoseconds of a clock that never goes back.
    public mutating func note(_ digest: CodeDigest, scanner: UInt16, at now: UInt64) -> Sighting {
        entries.removeAll { now >= $0.seen && now - $0.seen >= Self.memory }
        let found = entries.firstIndex { $0.digest == digest }.map { entries.remove(at: $0) }
        if entries.count >= capacity {
            entries.removeFirst()
            overflows += 1
        }
        entries.append(Entry(digest: digest, scanner: scanner, seen: now))
        guard let found else { return .first }
        guard found.scanner == scanner else { return .elsewhere(scanner: found.scanner) }
        return now < found.seen || now - found.seen < Self.oneScan ? .again : .first
    }
}
