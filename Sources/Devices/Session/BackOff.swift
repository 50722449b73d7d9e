/// How long to wait before the next attempt to open: doubles with every failure.
struct BackOff {
    /// A device that was unplugged and plugged again is back before a person notices.
    static let shortest: Duration = .milliseconds(250)
    /// An attempt is one system call; a guard who plugs a device in waits this long at most.
    static let longest: Duration = .seconds(5)

    private var following = shortest

    /// The wait before the next attempt.
    mutating func next() -> Duration {
        defer { following = min(following * 2, Self.longest) }
        return following
    }

    /// The device was well: a loss is new.
    mutating func reset() {
        following = Self.shortest
    }
}
