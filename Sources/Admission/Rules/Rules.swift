import Codes

/// The rules of a lane: evidence, configuration and time in, a verdict with all its reasons out.
///
/// * The order of the evidence does not matter; readings are told apart by the time at which they were made.
/// * `admit` is what is left when nothing is missing, unknown or bad. Whatever is, holds, so that a guard decides; only
///   two things refuse by themselves: a pass that the committee revoked, and a person under home observation at the way
///   out without a slip. Both were decided by the committee, and no guard at the lane may decide otherwise. A lane
///   without a guard may have fail rules that refuse as well.
/// * Taking supporting evidence away never turns another verdict into `admit`. Objections (a bad code, a high reading)
///   and what says who the person is are no support: without them the rules judge another case.
public enum Rules {
    /// The verdict on `evidence` at the time `clock`.
    public static func evaluate(
        _ evidence: [Evidence], in circumstances: Circumstances, settings: LaneSettings, clock: LaneClock
    ) -> Evaluation {
        var reasons = Reasons()
        let codes = CodeFindings(evidence, clock: clock)
        reasons.formUnion(codes.reasons)
        var claims = codes.categories
        var met = codes.met
        for case .attestation(let attestation) in evidence {
            if case .category(let category) = attestation { claims.insert(category) }
            if let need = attestation.need { met.insert(need) }
        }
        let claim = strictest(claims)
        let category = claim ?? settings.defaultCategory
        var needs = settings.needs(of: category)
        // Who shows nothing is let in by the reading alone, so that the reading cannot be waived.
        if claim == nil { needs.insert(.temperature) }

        let temperature = TemperatureFindings(evidence, in: circumstances, settings: settings.measurement)
        if temperature.isMet { met.insert(.temperature) }
        reasons.formUnion(temperature.reasons(needed: needs.contains(.temperature)))
        reasons.formUnion(laneReasons(category, codes, settings, clock))
        if !circumstances.journalAvailable { reasons.insert(.journalUnavailable) }
        let missing = needs.subtracting(met)
        for need in missing.all { reasons.insert(need.missing) }
        return Evaluation(
            verdict: verdict(reasons, awaitsRetest: temperature.awaitsRetest, settings.failRules), reasons: reasons,
            category: category, missing: missing, awaitsRetest: temperature.awaitsRetest)
    }

    /// Of several things that somebody claims to be, the one that needs most.
    static func strictest(_ categories: Set<Category>) -> Category? {
        [Category.observed, .returnee, .delivery, .visitor, .staff, .resident].first { categories.contains($0) }
    }

    private static func laneReasons(
        _ category: Category, _ codes: CodeFindings, _ settings: LaneSettings, _ clock: LaneClock
    ) -> Reasons {
        var reasons = Reasons()
        if category == .none {
            reasons.insert(.categoryUnknown)
        } else if !settings.categories.contains(category) {
            reasons.insert(.categoryNotServed)
        }
        if !settings.hours.isAlways {
            if clock.quality == .unset { reasons.insert(.clockUntrusted) }
            if !settings.hours.isOpen(at: clock.minuteOfDay) { reasons.insert(.laneClosed) }
        }
        if category == .observed, !codes.hasSlip {
            reasons.insert(.slipMissing)
            if settings.direction == .out { reasons.insert(.observedLeaving) }
        }
        return reasons
    }

    private static func verdict(_ reasons: Reasons, awaitsRetest: Bool, _ rules: FailRules) -> Verdict {
        var worst = awaitsRetest ? Verdict.retest : .admit
        for reason in Reason.allCases where reasons.contains(reason) {
            // Before the second measurement a high reading asks for it and no more.
            if reason == .temperatureHigh, awaitsRetest { continue }
            let consequence = reason.consequence(rules)
            if consequence.rawValue > worst.rawValue { worst = consequence }
        }
        return worst
    }
}

extension Attestation {
    /// The need that the attestation meets.
    var need: Need? {
        switch self {
        case .category: nil
        case .registration: .registration
        case .confirmation: .confirmation
        case .report: .report
        case .healthCode: .healthCode
        case .tripCode: .tripCode
        }
    }
}

extension Reason {
    /// What the reason leads to by itself, from `admit` (nothing) to `refuse`.
    func consequence(_ rules: FailRules) -> Verdict {
        switch self {
        case .temperatureNormal, .temperatureRetested, .codeVerified, .passageOpen: .admit
        case .codeRevoked, .observedLeaving: .refuse
        case .sensorStale: rules.sensor.verdict
        case .clockUntrusted: rules.clock.verdict
        case .codeUnreachable, .codeStaleTrust, .codeUnknownKey: rules.code.verdict
        case .journalUnavailable, .journalLate: rules.journal.verdict
        case .temperatureHigh, .temperatureConfirmed, .temperatureMissing, .temperatureTooLow,
            .temperatureOutOfWindow, .temperatureUnstable, .ambientOutOfRange, .ambientMissing, .sensorWarming,
            .calibrationMissing, .codeInvalid, .codeExpired, .codeNotYetValid, .codeUnsupported, .codeDuplicate,
            .healthCodeMissing, .tripCodeMissing, .registrationMissing, .confirmationMissing, .reportMissing,
            .healthCodeNotGreen, .tripRiskArea, .tripNotGreen, .slipMissing, .laneClosed, .categoryNotServed,
            .categoryUnknown, .passageTimeout:
            .hold
        }
    }
}
