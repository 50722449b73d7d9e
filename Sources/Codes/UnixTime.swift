/// A point of civil time: microseconds since 1970-01-01T00:00:00Z, without leap seconds (POSIX).
public struct UnixTime: Hashable, Comparable, Sendable {
    /// Microseconds since the epoch; negative before it.
    public var microseconds: Int64

    /// The time `microseconds` after the epoch.
    public init(microseconds: Int64) {
        self.microseconds = microseconds
    }

    /// The time `seconds` after the epoch (a NumericDate of RFC 8392 and RFC 7519), saturated to the range of the type.
    public init(seconds: Int64) {
        let (product, overflow) = seconds.multipliedReportingOverflow(by: 1_000_000)
        microseconds = overflow ? (seconds < 0 ? .min : .max) : product
    }

    /// Whole seconds since the epoch, rounded down.
    public var seconds: Int64 {
        microseconds / 1_000_000 - (microseconds % 1_000_000 < 0 ? 1 : 0)
    }

    /// Whether `lhs` is before `rhs`.
    public static func < (lhs: UnixTime, rhs: UnixTime) -> Bool {
        lhs.microseconds < rhs.microseconds
    }
}

/// How far the wall clock can be believed. The raw value is the byte in the leaf of a record and never changes.
public enum ClockQuality: UInt8, Hashable, Sendable, CaseIterable {
    /// Nothing is known of the clock, or it stands before the build of the program: it was never set.
    case unset = 0
    /// The clock was set once and now runs free; the kernel says that it is not synchronised.
    case freeRunning = 1
    /// The kernel says that the clock is synchronised (`STA_UNSYNC` is clear).
    case synchronised = 2

    /// The word in documents and JSON.
    public var name: String {
        switch self {
        case .unset: "unset"
        case .freeRunning: "free-running"
        case .synchronised: "synchronised"
        }
    }
}
