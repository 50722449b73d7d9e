/// The times that a code claims, and the one rule by which all schemes judge them.
///
/// A code is good from `notBefore` on (inclusive) until `expires` (exclusive), with 30 seconds of grace on either side for
/// clocks that differ. A code from the future says that one of two clocks is wrong, not that its holder lies.
public struct TimeClaims: Hashable, Sendable {
    /// From this time on the code is good.
    public var notBefore: UnixTime?
    /// At this time the code is good no more.
    public var expires: UnixTime?
    /// When the code was issued.
    public var issuedAt: UnixTime?

    /// The grace for clocks that differ, in seconds: what verifiers in the field allow, and well above what a
    /// synchronised clock is ever off.
    public static let skew: Int64 = 30

    /// Times, as far as the code has them.
    public init(notBefore: UnixTime? = nil, expires: UnixTime? = nil, issuedAt: UnixTime? = nil) {
        self.notBefore = notBefore
        self.expires = expires
        self.issuedAt = issuedAt
    }

    /// What the times say at `time`; `nil` when they say nothing against the code.
    ///
    /// With a clock that was never set no time decides: any claim gives `clock-untrusted`.
    public func judgement(at time: UnixTime, clock: ClockQuality) -> CodeOutcome? {
        guard notBefore != nil || expires != nil || issuedAt != nil else { return nil }
        if clock == .unset { return .clockUntrusted }
        let latest = time.adding(seconds: Self.skew)
        let earliest = time.adding(seconds: -Self.skew)
        if let issuedAt, issuedAt > latest { return .clockUntrusted }
        if let notBefore, notBefore > latest { return .notYetValid }
        if let expires, expires <= earliest { return .expired }
        return nil
    }
}
