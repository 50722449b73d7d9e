/// Leaves a service alone that does not answer: people at the gate would wait for nothing, and the service has trouble
/// enough. Pure; times are nanoseconds of a clock that never goes back.
public struct CircuitBreaker: Hashable, Sendable {
    /// How many failures in a row open it: one or two are a lost packet, three are a pattern.
    public static let threshold = 3
    /// How long it stays open at first: two people long.
    public static let firstPause: UInt64 = 5_000_000_000
    /// ... and at most: a service that comes back is found within a minute.
    public static let longestPause: UInt64 = 60_000_000_000

    private var failures = 0
    private var pause = Self.firstPause
    private var openUntil: UInt64?
    private var isProbing = false

    /// A closed breaker.
    public init() {}

    /// Whether a question may go out now. After a pause one question tries, and the others wait for how it ends.
    public mutating func admits(at now: UInt64) -> Bool {
        guard let openUntil else { return true }
        guard now >= openUntil, !isProbing else { return false }
        isProbing = true
        return true
    }

    /// Whether questions are turned away at `now`.
    public func isOpen(at now: UInt64) -> Bool {
        openUntil.map { now < $0 || isProbing } ?? false
    }

    /// A question was answered.
    public mutating func succeeded() {
        self = CircuitBreaker()
    }

    /// A question ended without the service having had its say: the next one may try in its place.
    public mutating func forgotten() {
        isProbing = false
    }

    /// A question was not answered.
    public mutating func failed(at now: UInt64) {
        failures += 1
        if isProbing {
            isProbing = false
            pause = min(pause * 2, Self.longestPause)
            openUntil = now + pause
        } else if failures >= Self.threshold, openUntil == nil {
            openUntil = now + pause
        }
    }
}
