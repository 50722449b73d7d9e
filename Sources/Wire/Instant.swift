/// A point on the monotonic clock (`CLOCK_BOOTTIME`), in nanoseconds since boot.
///
/// Every timeout of the house is a difference of two instants; the wall clock is only ever stamped into records.
public struct Instant: Hashable, Comparable, Sendable {
    /// Nanoseconds since boot; 0 is boot itself. 64 bits last 584 years.
    public var nanoseconds: UInt64

    /// An instant `nanoseconds` after boot.
    @inlinable
    public init(nanoseconds: UInt64) {
        self.nanoseconds = nanoseconds
    }

    /// The instant `duration` later. Saturates at both ends instead of trapping: a deadline may be far away.
    @inlinable
    public static func + (instant: Instant, duration: Duration) -> Instant {
        let delta = duration.nanoseconds
        if delta >= 0 {
            let (sum, overflow) = instant.nanoseconds.addingReportingOverflow(UInt64(delta))
            return Instant(nanoseconds: overflow ? .max : sum)
        }
        let (sum, overflow) = instant.nanoseconds.subtractingReportingOverflow(delta.magnitude)
        return Instant(nanoseconds: overflow ? 0 : sum)
    }

    /// The time from `earlier` to `later`; negative when they are swapped.
    @inlinable
    public static func - (later: Instant, earlier: Instant) -> Duration {
        .nanoseconds(Int64(bitPattern: later.nanoseconds &- earlier.nanoseconds))
    }

    /// Whether `lhs` is before `rhs`.
    @inlinable
    public static func < (lhs: Instant, rhs: Instant) -> Bool {
        lhs.nanoseconds < rhs.nanoseconds
    }
}

extension Duration {
    /// The duration in whole nanoseconds, saturated to 64 bits (±292 years).
    @inlinable
    public var nanoseconds: Int64 {
        let (seconds, attoseconds) = components
        let (scaled, overflow) = seconds.multipliedReportingOverflow(by: 1_000_000_000)
        if overflow { return seconds < 0 ? .min : .max }
        let (sum, carried) = scaled.addingReportingOverflow(attoseconds / 1_000_000_000)
        return carried ? (seconds < 0 ? .min : .max) : sum
    }
}
