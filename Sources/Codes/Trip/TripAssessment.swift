/// What a trip card comes to at a gate: a verification of the scheme `trip`, made of an observation, the list of risk
/// areas and a time. Pure.
///
/// Evidence kinds: `trip-code` for a green card without any risk area among its places, `trip-code-risk` for one whose
/// places hold an area of the list or carry the star, `trip-code-colour` for one that is not green. Only the first meets
/// the need of a trip code; the others are for the guard. A star alone never means that the person was there.
public struct TripAssessment: Hashable, Sendable {
    /// The scheme's name in records.
    public static let scheme = "trip"
    /// How old a card may be when it is shown, in seconds: the page renews itself whenever it is opened, so that an older
    /// one is a picture. Ours: long enough for a queue.
    public static let usualAge: Int64 = 30 * 60

    /// The oldest card that is taken, in seconds.
    public var longestAge: Int64

    /// An assessment with this limit of age.
    public init(longestAge: Int64 = Self.usualAge) {
        self.longestAge = longestAge
    }

    /// What `observation` comes to at `time`. Without a list of areas the star alone is looked at, and the advisory
    /// `trip.no-list` says so.
    public func verification(
        of observation: TripObservation, areas: RiskAreas?, at time: UnixTime, clock: ClockQuality
    ) -> Verification {
        var result = Verification(scheme: Self.scheme, outcome: .verified)
        if observation.witness == .guard { result.advisories.append("trip.seen-by-guard") }
        if let tail = observation.phoneTail { result.subject = CodeSubject(phoneTail: tail) }
        if let judgement = judgement(of: observation, at: time, clock: clock) {
            result.outcome = judgement
            result.stage = .time
            return result
        }
        guard let colour = observation.colour else {
            result.outcome = .unsupported
            result.stage = .content
            result.advisories.append("trip.no-colour")
            return result
        }
        if let areas, clock != .unset, time >= areas.freshUntil {
            result.outcome = .staleTrust
            result.stage = .key
            result.advisories.append("trip.list-stale")
            return result
        }
        let risk = self.risk(of: observation, areas: areas, at: time, &result)
        let kind = colour != .green ? "trip-code-colour" : risk ? "trip-code-risk" : "trip-code"
        let until = observation.updatedAt?.adding(seconds: longestAge)
        result.evidence = [CodeEvidence(kind: kind, validFrom: observation.updatedAt, validUntil: until)]
        return result
    }

    /// A card without a time has no age that could be judged.
    private func judgement(of observation: TripObservation, at time: UnixTime, clock: ClockQuality) -> CodeOutcome? {
        guard let updatedAt = observation.updatedAt else { return observation.witness == .guard ? nil : .expired }
        return TimeClaims(expires: updatedAt.adding(seconds: longestAge), issuedAt: updatedAt)
            .judgement(at: time, clock: clock)
    }

    private func risk(
        of observation: TripObservation, areas: RiskAreas?, at time: UnixTime, _ result: inout Verification
    ) -> Bool {
        let isStarred = observation.places.contains(where: \.isStarred)
        if isStarred { result.advisories.append("trip.starred") }
        guard let areas else {
            result.advisories.append("trip.no-list")
            return isStarred
        }
        let days = Int64(max(1, min(observation.windowDays, 60)))
        let span = TimeSpan(from: time.adding(seconds: -days * 86_400), until: time.adding(seconds: 1))
        let levels = observation.places.compactMap { areas.level(of: $0, in: span) }
        if levels.contains(.high) {
            result.advisories.append("trip.high-risk-area")
        } else if levels.contains(.medium) {
            result.advisories.append("trip.medium-risk-area")
        }
        return isStarred || !levels.isEmpty
    }
}
