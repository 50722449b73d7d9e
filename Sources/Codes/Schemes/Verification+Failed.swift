extension Verification {
    /// A verification that begins, with what is to be said of the trust and of the clock whatever its end.
    init(of scheme: String, trust: TrustSnapshot, clock: ClockQuality, advisories: [String]) {
        self.init(scheme: scheme, outcome: .verified, advisories: advisories)
        if trust.manifest == nil { self.advisories.append("trust.freshness-unknown") }
        if clock == .freeRunning { self.advisories.append("clock.free-running") }
    }

    /// The same with another end.
    func failed(_ failure: CodeFailure) -> Verification {
        var result = self
        result.outcome = failure.outcome
        result.stage = failure.stage
        return result
    }

    /// The same, ended at its key or signature: a new key may just not have arrived, so that an old list is told.
    func failed(
        _ failure: CodeFailure, trust: TrustSnapshot, at time: UnixTime, clock: ClockQuality
    ) -> Verification {
        var result = failed(failure)
        if failure.outcome == .unknownKey, clock != .unset, trust.isStale(at: time) {
            result.advisories.append("trust.stale")
        }
        return result
    }
}
