import Codes
import Testing

@testable import Admission

struct RulesTests {
    /// A gate where calibration is done and everybody is served.
    static func evaluate(
        _ evidence: [Evidence], settings: LaneSettings = LaneSettings(number: 1, name: "west-in"),
        circumstances: Circumstances = Circumstances(), clock: LaneClock = Fixture.clock
    ) -> Evaluation {
        Rules.evaluate(evidence, in: circumstances, settings: settings, clock: clock)
    }

    static let normal = Evidence.reading(Fixture.reading(36.5))

    @Test func nothingIsNeverAdmitted() {
        var settings = LaneSettings(number: 1, name: "west-in")
        for category in Category.allCases { settings.needs[category] = Needs() }
        for category in Category.allCases {
            settings.defaultCategory = category
            let evaluation = RulesTests.evaluate([], settings: settings)
            #expect(evaluation.verdict == .hold)
            #expect(evaluation.reasons.contains(.temperatureMissing))
        }
    }

    @Test func aNormalReadingAloneAdmitsTheDefaultCategory() {
        let evaluation = RulesTests.evaluate([RulesTests.normal])
        #expect(evaluation.verdict == .admit)
        #expect(evaluation.reasons == Reasons(.temperatureNormal))
        #expect(evaluation.category == .resident)
        #expect(evaluation.isSettled)
    }

    @Test func withoutADefaultCategoryAReadingAloneWaits() {
        var settings = LaneSettings(number: 1, name: "west-in")
        settings.defaultCategory = .none
        let evaluation = RulesTests.evaluate([RulesTests.normal], settings: settings)
        #expect(evaluation.verdict == .hold)
        #expect(evaluation.reasons == Reasons(.temperatureNormal, .categoryUnknown))
        #expect(!evaluation.isSettled)
        let shown = RulesTests.evaluate([RulesTests.normal, .code(Fixture.pass("resident"))], settings: settings)
        #expect(shown.verdict == .admit)
    }

    @Test(arguments: [
        (37.29, Verdict.admit), (37.3, .retest), (37.31, .retest), (41.9, .retest),
    ])
    func theThresholdItselfIsHigh(celsius: Double, verdict: Verdict) {
        #expect(RulesTests.evaluate([.reading(Fixture.reading(celsius))]).verdict == verdict)
    }

    @Test func aTemperatureThatIsNoNumberIsNotNormal() {
        var reading = Fixture.reading(36.5)
        reading.temperature = .nan
        let evaluation = RulesTests.evaluate([.reading(reading), .reading(Fixture.reading(36.5, at: 9))])
        #expect(evaluation.verdict == .hold)
        #expect(evaluation.reasons.contains(.temperatureOutOfWindow))
    }

    @Test func theSecondMeasurementDecides() {
        let first = Evidence.reading(Fixture.reading(37.6, at: 1))
        let high = RulesTests.evaluate([first, .reading(Fixture.reading(37.4, at: 5))])
        #expect(high.verdict == .hold)
        #expect(high.reasons == Reasons(.temperatureHigh, .temperatureConfirmed))
        #expect(high.isSettled)
        let normal = RulesTests.evaluate([first, .reading(Fixture.reading(36.9, at: 5))])
        #expect(normal.verdict == .admit)
        #expect(normal.reasons == Reasons(.temperatureNormal, .temperatureRetested))
    }

    @Test func aHighReadingAfterANormalOneAsksForAnother() {
        let evaluation = RulesTests.evaluate([RulesTests.normal, .reading(Fixture.reading(37.6, at: 5))])
        #expect(evaluation.verdict == .retest)
        #expect(evaluation.awaitsRetest)
    }

    @Test func anUnmeasurableRetestHolds() {
        let first = Evidence.reading(Fixture.reading(37.6, at: 2))
        let after = RulesTests.evaluate([first, .refusal(Fixture.refusal(.temperatureUnstable, at: 6))])
        #expect(after.verdict == .hold)
        #expect(after.reasons == Reasons(.temperatureHigh, .temperatureUnstable))
        let before = RulesTests.evaluate([first, .refusal(Fixture.refusal(.temperatureUnstable, at: 1))])
        #expect(before.verdict == .retest, "what the reading has settled is no reason any more")
    }

    @Test(arguments: [
        (Reason.temperatureTooLow), .temperatureOutOfWindow, .temperatureUnstable, .ambientMissing, .sensorWarming,
        .sensorStale,
    ])
    func aRefusalHoldsUntilThereIsAReading(reason: Reason) {
        let refusal = Evidence.refusal(Fixture.refusal(reason))
        let evaluation = RulesTests.evaluate([refusal])
        #expect(evaluation.verdict == .hold)
        #expect(evaluation.reasons == Reasons(reason, .temperatureMissing))
        #expect(!evaluation.isSettled)
        #expect(RulesTests.evaluate([refusal, RulesTests.normal]).verdict == .admit)
    }

    @Test func ambientAndCalibrationHold() {
        let cold = RulesTests.evaluate([.reading(Fixture.reading(34.5, ambient: 4.25))])
        #expect(cold.verdict == .hold)
        #expect(cold.reasons == Reasons(.temperatureNormal, .ambientOutOfRange))
        let raw = Evidence.reading(Fixture.reading(36.5, calibration: nil))
        #expect(RulesTests.evaluate([raw]).reasons == Reasons(.temperatureNormal, .calibrationMissing))
        #expect(RulesTests.evaluate([raw]).verdict == .hold)
        var settings = LaneSettings(number: 1, name: "west-in")
        settings.measurement.calibrationRequired = false
        #expect(RulesTests.evaluate([raw], settings: settings).verdict == .admit)
    }

    @Test func theBuiltInTableIsTheOneOfTheStory() {
        let attested: [Evidence] = [
            .attestation(.healthCode), .attestation(.tripCode), .attestation(.confirmation), .attestation(.report),
        ]
        #expect(
            RulesTests.evaluate([.code(Fixture.pass("courier")), RulesTests.normal]).missing
                == Needs([.healthCode, .tripCode, .confirmation]))
        #expect(
            RulesTests.evaluate([.code(Fixture.pass("returnee")), RulesTests.normal]).missing
                == Needs([.healthCode, .tripCode, .report]))
        #expect(
            RulesTests.evaluate([.code(Fixture.pass("visitor")), RulesTests.normal]).missing
                == Needs([.healthCode, .tripCode]))
        #expect(
            RulesTests.evaluate([.attestation(.category(.visitor)), RulesTests.normal]).missing
                == Needs([.healthCode, .tripCode, .registration]))
        for kind in ["resident", "staff", "visitor", "courier", "returnee", "hospital-slip"] {
            let all = attested + [.code(Fixture.pass(kind)), RulesTests.normal]
            #expect(RulesTests.evaluate(all).verdict == .admit, "\(kind)")
        }
    }

    @Test func theConfigurationOverridesOneCategory() {
        var settings = LaneSettings(number: 1, name: "west-in")
        settings.needs[.delivery] = Needs([.temperature, .confirmation])
        let courier = [Evidence.code(Fixture.pass("courier")), RulesTests.normal, .attestation(.confirmation)]
        #expect(RulesTests.evaluate(courier, settings: settings).verdict == .admit)
        #expect(settings.needs(of: .visitor) == Needs.builtIn(for: .visitor))
        settings.needs[.resident] = Needs()
        let pass = RulesTests.evaluate([.code(Fixture.pass("resident"))], settings: settings)
        #expect(pass.verdict == .admit, "who shows a pass may be let in without a temperature")
        let high = RulesTests.evaluate(
            [.code(Fixture.pass("resident")), .reading(Fixture.reading(38))], settings: settings)
        #expect(high.verdict == .retest, "but never with a high one")
        let nothing = RulesTests.evaluate([.refusal(Fixture.refusal(.temperatureTooLow))], settings: settings)
        #expect(nothing.verdict == .hold, "and who shows nothing has the reading to show")
    }

    @Test func closedAndNotServedHold() throws {
        var settings = LaneSettings(number: 2, name: "east-peak")
        settings.hours = OpeningHours([try #require(MinuteRange("07:00-09:00"))])
        settings.categories = [.resident]
        func reasons(_ evidence: [Evidence], minute: Int, _ quality: ClockQuality = .synchronised) -> Evaluation {
            RulesTests.evaluate(
                evidence, settings: settings, clock: Fixture.clock(minute: minute, quality: quality))
        }
        #expect(reasons([RulesTests.normal], minute: 420).verdict == .admit)
        #expect(reasons([RulesTests.normal], minute: 540).reasons == Reasons(.temperatureNormal, .laneClosed))
        #expect(reasons([RulesTests.normal], minute: 540).verdict == .hold)
        #expect(
            reasons([RulesTests.normal], minute: 420, .unset).reasons == Reasons(.temperatureNormal, .clockUntrusted))
        #expect(reasons([RulesTests.normal], minute: 420, .freeRunning).verdict == .admit)
        let staff = reasons([RulesTests.normal, .code(Fixture.pass("staff"))], minute: 420)
        #expect(staff.reasons == Reasons(.temperatureNormal, .codeVerified, .categoryNotServed))
        #expect(staff.verdict == .hold)
    }

    @Test func observedPeopleNeedTheirSlip() {
        let observed: [Evidence] = [.attestation(.category(.observed)), RulesTests.normal]
        var settings = LaneSettings(number: 1, name: "west")
        for (direction, verdict) in [(Direction.in, Verdict.hold), (.both, .hold), (.out, .refuse)] {
            settings.direction = direction
            let without = RulesTests.evaluate(observed, settings: settings)
            #expect(without.verdict == verdict)
            #expect(without.reasons.contains(.slipMissing))
            #expect(without.reasons.contains(.observedLeaving) == (direction == .out))
            #expect(!without.isSettled, "the slip can still come")
            let with = RulesTests.evaluate(observed + [.code(Fixture.pass("hospital-slip"))], settings: settings)
            #expect(with.verdict == .admit)
            let late = Fixture.pass("hospital-slip", until: UnixTime(seconds: Fixture.clock.unix.seconds - 1))
            #expect(RulesTests.evaluate(observed + [.code(late)], settings: settings).verdict == verdict)
        }
    }

    @Test func whateverIsUnavailableHoldsOrRefusesByTheFailRules() {
        var settings = LaneSettings(number: 1, name: "west-in")
        let pass = [Evidence.code(Fixture.pass("resident"))]
        let silent = Circumstances(thermometer: .stale)
        let unwritten = Circumstances(journalAvailable: false)
        let unknown = [RulesTests.normal, .code(Fixture.bad(.unknownKey))]
        for rule in FailRule.allCases {
            settings.failRules.sensor = rule
            settings.failRules.journal = rule
            settings.failRules.code = rule
            let sensor = RulesTests.evaluate(pass, settings: settings, circumstances: silent)
            #expect(sensor.verdict == rule.verdict)
            #expect(sensor.reasons == Reasons(.codeVerified, .temperatureMissing, .sensorStale))
            let journal = RulesTests.evaluate([RulesTests.normal], settings: settings, circumstances: unwritten)
            #expect(journal.verdict == rule.verdict)
            #expect(journal.reasons == Reasons(.temperatureNormal, .journalUnavailable))
            #expect(RulesTests.evaluate(unknown, settings: settings).verdict == rule.verdict)
        }
        let warming = RulesTests.evaluate(pass, circumstances: Circumstances(thermometer: .warming))
        #expect(warming.reasons == Reasons(.codeVerified, .temperatureMissing, .sensorWarming))
    }
}
