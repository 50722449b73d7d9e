import Wire

/// How long to wait before the next try: full jitter below a ceiling that doubles from try to try, for ever.
///
/// Full jitter (uniform from nothing to the ceiling) spreads the gates of a city whose desk comes back after an outage.
public struct Backoff: Hashable, Sendable {
    /// The ceiling of the first wait.
    public var minimum: Duration
    /// The ceiling that is never passed.
    public var maximum: Duration
    /// Failures since the last success.
    public private(set) var failures = 0

    /// The waits of the protocol: ceilings from 1 s to 5 min.
    public init(minimum: Duration = .seconds(1), maximum: Duration = .seconds(300)) {
        self.minimum = minimum
        self.maximum = max(minimum, maximum)
    }

    /// The longest wait that the next failure can bring.
    public var ceiling: Duration {
        // 2^40 times any sensible minimum is beyond any maximum; more doublings would overflow.
        min(maximum, minimum * (1 << min(failures, 40)))
    }

    /// Counts a failure and draws the wait. `atLeast` is what the upstream asked for; the jitter comes on top of it.
    public mutating func next(
        atLeast: Duration = .zero, using random: inout some RandomNumberGenerator
    ) -> Duration {
        let limit = max(0, ceiling.nanoseconds)
        failures = min(failures + 1, 1000)
        return atLeast + .nanoseconds(Int64.random(in: 0...limit, using: &random))
    }

    /// A try succeeded.
    public mutating func reset() {
        failures = 0
    }
}
