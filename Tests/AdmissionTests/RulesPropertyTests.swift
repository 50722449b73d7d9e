import Codes
import Testing
import Wire

@testable import Admission

/// What must hold for all evidence, whatever it is.
struct RulesPropertyTests {
    /// SplitMix64: the same cases in every run.
    struct Generator: RandomNumberGenerator {
        var state: UInt64
        mutating func next() -> UInt64 {
            state &+= 0x9E37_79B9_7F4A_7C15
            var mixed = state
            mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
            mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
            return mixed ^ (mixed >> 31)
        }
    }

    static let pieces: [Evidence] = [
        .reading(Fixture.reading(36.5, at: 2)),
        .reading(Fixture.reading(37.5, at: 4)),
        .reading(Fixture.reading(36.8, at: 6)),
        .refusal(Fixture.refusal(.temperatureUnstable, at: 5)),
        .code(Fixture.pass("resident")),
        .code(Fixture.pass("courier")),
        .code(Fixture.certificate),
        .code(Fixture.bad(.expired)),
        .code(Fixture.bad(.unsupported, scheme: nil)),
        .attestation(.confirmation),
        .attestation(.tripCode),
    ]

    /// Pieces that are rarer, drawn beside the others by the seeded tests.
    static let rare: [Evidence] = [
        .reading(Fixture.reading(38.2, at: 8)),
        .reading(Fixture.reading(36.4, at: 8, ambient: 4)),
        .reading(Fixture.reading(36.4, at: 9, calibration: nil)),
        .refusal(Fixture.refusal(.sensorWarming, at: 7)),
        .code(Fixture.pass("hospital-slip")), .code(Fixture.pass("visitor")), .code(Fixture.pass("returnee")),
        .code(Fixture.pass("staff")), .code(Fixture.pass("emperor")),
        .code(Fixture.bad(.revoked)), .code(Fixture.bad(.unknownKey)), .code(Fixture.bad(.invalid, scheme: "hc1")),
        .attestation(.category(.observed)), .attestation(.category(.delivery)), .attestation(.registration),
        .attestation(.healthCode), .attestation(.report),
    ]

    /// Whether a piece speaks for the person: what is bad, or says who the person is, is no support.
    static func isSupport(_ piece: Evidence) -> Bool {
        switch piece {
        case .reading(let reading): reading.temperature < 37.3 && reading.ambient.celsius >= 15 && reading.isCalibrated
        case .refusal: false
        case .code(let code): code == Fixture.certificate
        case .attestation(.category): false
        case .attestation: true
        }
    }

    static func settings(_ generator: inout Generator) -> LaneSettings {
        var settings = LaneSettings(number: 1, name: "any")
        settings.direction = Direction.allCases.randomElement(using: &generator) ?? .in
        settings.defaultCategory = Category.allCases.randomElement(using: &generator) ?? .none
        for category in Category.allCases where Bool.random(using: &generator) {
            settings.needs[category] = Needs(rawValue: UInt8.random(in: 0..<64, using: &generator))
        }
        for category in Category.allCases where Int.random(in: 0..<8, using: &generator) == 0 {
            settings.categories.remove(category)
        }
        settings.failRules.code = FailRule.allCases.randomElement(using: &generator) ?? .hold
        settings.failRules.sensor = FailRule.allCases.randomElement(using: &generator) ?? .hold
        return settings
    }

    @Test func theOrderNeverMatters() {
        var generator = Generator(state: 2022)
        for _ in 0..<3000 {
            let settings = RulesPropertyTests.settings(&generator)
            var evidence = (RulesPropertyTests.pieces + RulesPropertyTests.rare).filter { _ in
                Int.random(in: 0..<4, using: &generator) == 0
            }
            let first = RulesTests.evaluate(evidence, settings: settings)
            for _ in 0..<4 {
                evidence.shuffle(using: &generator)
                #expect(RulesTests.evaluate(evidence, settings: settings) == first)
            }
        }
    }

    @Test func sayingItTwiceChangesNothing() {
        var generator = Generator(state: 7)
        for piece in RulesPropertyTests.pieces + RulesPropertyTests.rare {
            // The same reading cannot come twice: another one at the same time would be another measurement.
            if case .reading = piece { continue }
            let settings = RulesPropertyTests.settings(&generator)
            #expect(
                RulesTests.evaluate([piece, piece], settings: settings)
                    == RulesTests.evaluate([piece], settings: settings))
        }
    }

    /// Over every subset of the common pieces: taking one supporting piece away never makes an `admit`. One piece at a
    /// time is enough, since it holds for every subset.
    @Test(arguments: [Category.resident, .none, .visitor])
    func takingSupportAwayNeverAdmits(category: Category) {
        var settings = LaneSettings(number: 1, name: "any")
        settings.defaultCategory = category
        let pieces = RulesPropertyTests.pieces
        let verdicts = (0..<(1 << pieces.count)).map { subset in
            RulesTests.evaluate(
                pieces.indices.filter { subset >> $0 & 1 == 1 }.map { pieces[$0] }, settings: settings
            ).verdict
        }
        for subset in verdicts.indices where verdicts[subset] != .admit {
            for index in pieces.indices where subset >> index & 1 == 1 && RulesPropertyTests.isSupport(pieces[index]) {
                #expect(verdicts[subset & ~(1 << index)] != .admit, "\(subset) without \(index)")
            }
        }
        #expect(verdicts.contains(.admit))
        #expect(verdicts[0] == .hold)
    }

    @Test func takingSupportAwayNeverAdmitsUnderAnySettings() {
        var generator = Generator(state: 36)
        var admitted = 0
        for _ in 0..<4000 {
            let settings = RulesPropertyTests.settings(&generator)
            let evidence = (RulesPropertyTests.pieces + RulesPropertyTests.rare).filter { _ in
                Int.random(in: 0..<4, using: &generator) == 0
            }
            let whole = RulesTests.evaluate(evidence, settings: settings)
            if whole.verdict == .admit { admitted += 1 }
            for index in evidence.indices where RulesPropertyTests.isSupport(evidence[index]) {
                var less = evidence
                less.remove(at: index)
                let verdict = RulesTests.evaluate(less, settings: settings).verdict
                #expect(whole.verdict == .admit || verdict != .admit)
            }
        }
        #expect(admitted > 20, "the cases must reach what they are about")
    }

    @Test func nobodyIsAdmittedOnAHighOrDoubtfulReading() {
        var generator = Generator(state: 373)
        for _ in 0..<4000 {
            let settings = RulesPropertyTests.settings(&generator)
            let evidence = (RulesPropertyTests.pieces + RulesPropertyTests.rare).filter { _ in
                Int.random(in: 0..<3, using: &generator) == 0
            }
            let evaluation = RulesTests.evaluate(evidence, settings: settings)
            guard evaluation.verdict == .admit else { continue }
            #expect(evaluation.isSettled)
            #expect(evaluation.missing.isEmpty)
            #expect(evaluation.category != .none)
            #expect(!evaluation.reasons.contains(.temperatureHigh))
            let readings = evidence.compactMap { if case .reading(let reading) = $0 { reading } else { nil } }
            #expect(readings.count { $0.temperature >= 37.3 } < 2)
            if let last = readings.max(by: { $0.completed < $1.completed }) { #expect(last.temperature < 37.3) }
            let allowed = Reasons(.temperatureNormal, .temperatureRetested, .codeVerified)
            #expect(evaluation.reasons.isSubset(of: allowed))
        }
    }
}
