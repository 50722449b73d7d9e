import Codes
import Testing

@testable import Admission

/// What codes do to a verdict.
struct CodeRulesTests {
    @Test(arguments: CodeOutcome.allCases.filter { $0 != .verified })
    func everyBadOutcomeHoldsWithItsReason(outcome: CodeOutcome) {
        let evaluation = RulesTests.evaluate([RulesTests.normal, .code(Fixture.bad(outcome))])
        #expect(evaluation.verdict == (outcome == .revoked ? .refuse : .hold))
        #expect(evaluation.reasons == Reasons(.temperatureNormal, Reason(outcome)))
        #expect(evaluation.isSettled)
    }

    @Test(arguments: CodeOutcome.allCases.filter { $0 != .verified })
    func aPassReplacesEveryBadCode(outcome: CodeOutcome) {
        for scheme in ["gh1", "hc1", nil] {
            let evaluation = RulesTests.evaluate(
                [RulesTests.normal, .code(Fixture.bad(outcome, scheme: scheme)), .code(Fixture.pass("resident"))])
            #expect(evaluation.verdict == .admit)
            #expect(evaluation.reasons == Reasons(.temperatureNormal, .codeVerified))
        }
    }

    @Test func anotherCodeReplacesOnlyItsOwnSchemeAndWhatNobodyKnows() {
        func verdict(_ outcome: CodeOutcome, _ scheme: String?) -> Verdict {
            RulesTests.evaluate(
                [RulesTests.normal, .code(Fixture.bad(outcome, scheme: scheme)), .code(Fixture.certificate)]
            ).verdict
        }
        #expect(verdict(.expired, "hc1") == .admit)
        #expect(verdict(.unsupported, nil) == .admit)
        #expect(verdict(.expired, "gh1") == .hold)
        #expect(verdict(.revoked, "gh1") == .refuse)
    }

    @Test func aCertificateIsAHealthCodeAndNoPass() {
        let visitor: [Evidence] = [
            RulesTests.normal, .code(Fixture.pass("visitor")), .code(Fixture.certificate), .attestation(.tripCode),
        ]
        #expect(RulesTests.evaluate(visitor).verdict == .admit)
        let forged = Verification(
            scheme: "hc1", outcome: .verified, evidence: [CodeEvidence(kind: "staff"), CodeEvidence(kind: "test")])
        let evaluation = RulesTests.evaluate([RulesTests.normal, .code(forged)])
        #expect(evaluation.category == .resident, "only the community's own scheme says who somebody is")
    }

    @Test func onlyVerifiedCodesFeedTheRules() {
        var claims = Fixture.pass("staff")
        claims.outcome = .expired
        let evaluation = RulesTests.evaluate([RulesTests.normal, .code(claims)])
        #expect(evaluation.category == .resident)
        #expect(evaluation.verdict == .hold)
    }

    @Test func aPassOfAnUnknownKindIsNotNothing() {
        for evidence in [[CodeEvidence(kind: "president")], []] {
            let pass = Verification(scheme: "gh1", outcome: .verified, evidence: evidence)
            let evaluation = RulesTests.evaluate([RulesTests.normal, .code(pass)])
            #expect(evaluation.verdict == .hold)
            #expect(evaluation.reasons == Reasons(.temperatureNormal, .codeUnsupported))
        }
    }

    @Test func theEvidenceHasItsOwnExpiry() {
        let now = Fixture.clock.unix
        let earlier = UnixTime(seconds: now.seconds - 1)
        let later = UnixTime(seconds: now.seconds + 1)
        func reasons(_ from: UnixTime?, _ until: UnixTime?, _ quality: ClockQuality = .synchronised) -> Reasons {
            RulesTests.evaluate(
                [RulesTests.normal, .code(Fixture.pass("resident", from: from, until: until))],
                clock: Fixture.clock(minute: 0, quality: quality)
            ).reasons
        }
        #expect(reasons(earlier, later) == Reasons(.temperatureNormal, .codeVerified))
        #expect(reasons(now, now) == Reasons(.temperatureNormal, .codeVerified))
        #expect(reasons(nil, earlier) == Reasons(.temperatureNormal, .codeExpired))
        #expect(reasons(later, nil) == Reasons(.temperatureNormal, .codeNotYetValid))
        #expect(reasons(earlier, later, .unset) == Reasons(.temperatureNormal, .clockUntrusted))
    }

    @Test func ofSeveralPassesTheOneThatNeedsMostCounts() {
        let both: [Evidence] = [.code(Fixture.pass("courier")), .code(Fixture.pass("resident")), RulesTests.normal]
        #expect(RulesTests.evaluate(both).category == .delivery)
        #expect(RulesTests.evaluate(both.reversed()).category == .delivery)
    }
}
