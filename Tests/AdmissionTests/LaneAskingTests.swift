import Codes
import Testing
import Wire

@testable import Admission

/// A lane while a service is asked about a code.
struct LaneAskingTests {
    private static func colour(_ colour: HealthColour) -> Verification {
        Verification(
            scheme: "resolver", outcome: .verified, advisories: ["resolver.provider.city"],
            subject: CodeSubject(name: "张*"), evidence: [CodeEvidence(kind: colour.evidenceKind)])
    }

    private static let unreachable = Verification(unreachable: .timeout, provider: "city")

    /// Residents need a health code here.
    private func lane(_ change: (inout LaneSettings) -> Void = { _ in }) -> LaneScript {
        LaneScript {
            $0.needs[.resident] = Needs([.temperature, .healthCode])
            change(&$0)
        }
    }

    @Test func whoIsQuickerDoesNotMatter() throws {
        for colour in HealthColour.allCases {
            var answerFirst = lane()
            let early = try answerFirst.begin()
            answerFirst.answer([Self.colour(colour)], to: early)
            answerFirst.see(36.5)
            var readingFirst = lane()
            let late = try readingFirst.begin()
            readingFirst.see(36.5)
            #expect(readingFirst.records.allSatisfy { !$0.isFinal && $0.verdict == .hold })
            readingFirst.answer([Self.colour(colour)], to: late)
            let (one, other) = (try #require(answerFirst.records.last), try #require(readingFirst.records.last))
            #expect(one.verdict == (colour == .green ? .admit : .hold))
            #expect(one.verdict == other.verdict)
            #expect(one.reasons.contains(.healthCodeNotGreen) == (colour != .green))
            if colour == .green { #expect(one.isFinal && other.isFinal) }
        }
    }

    /// Somebody who needs no health code and shows a red one must not slip through while the service thinks.
    @Test func nothingIsAdmittedWhileAQuestionIsOut() throws {
        var script = LaneScript()
        let passage = try script.begin()
        #expect(script.lane.view.isAsking)
        #expect(script.lane.view.state == .waiting)
        #expect(script.lane.view.phrases.contains(.asking))
        script.see(36.5)
        #expect(script.story == ["hold temperature.normal passage.open"])
        #expect(script.records[0].questions == 1)
        #expect(script.records[0].detail()["asking"]?.integer == 1)
        script.answer([Self.colour(.red)], to: passage)
        #expect(script.story.last == "hold! temperature.normal health-code.not-green")
        #expect(!script.lane.view.isAsking)
        #expect(script.opened.isEmpty)
    }

    @Test func aRefusalDoesNotWait() throws {
        var script = LaneScript()
        _ = try script.begin()
        script.scan(Fixture.bad(.revoked))
        script.see(36.5)
        #expect(script.records.last?.verdict == .refuse)
        #expect(script.records.last?.isFinal == true)
        #expect(!script.lane.view.isAsking)
    }

    @Test func noAnswerFollowsTheFailRule() throws {
        for rule in FailRule.allCases {
            var script = lane { $0.failRules.code = rule }
            let passage = try script.begin()
            script.see(36.5)
            script.wait(.milliseconds(2500))
            script.answer([Self.unreachable], to: passage)
            let record = try #require(script.records.last)
            #expect(record.verdict == rule.verdict)
            #expect(record.reasons.contains(.codeUnreachable))
            #expect(record.reasons.contains(.healthCodeMissing))
            #expect(record.detail()["outcome"]?.text == "unreachable")
            #expect(record.detail()["attests"]?.array?.isEmpty == true, "what was unknown stays unknown")
        }
    }

    @Test func anAnswerIsNeverForTheNextPerson() throws {
        var script = lane()
        let first = try script.begin()
        script.wait(.seconds(21))
        #expect(script.lane.openPassage == nil)
        let records = script.records.count
        let isTaken = script.answer([Self.colour(.green)], to: first)
        #expect(!isTaken)
        #expect(script.records.count == records)
        let second = try script.begin()
        #expect(second != first)
        let isTakenNow = script.answer([Self.colour(.green)], to: first)
        #expect(!isTakenNow)
        script.see(36.5)
        #expect(script.records.last?.verdict == .hold)
        #expect(script.lane.view.isAsking, "the answer for somebody else ends nobody's wait")
        #expect(script.opened.isEmpty)
    }

    @Test func aQuestionAtTheEndOfTheWindowIsStillHeard() throws {
        var script = lane()
        script.see(36.5)
        script.wait(.seconds(19))
        let passage = try script.begin()
        script.wait(.milliseconds(2500))
        let isTaken = script.answer([Self.colour(.green)], to: passage)
        #expect(isTaken)
        #expect(script.records.last?.verdict == .admit)
        #expect(script.records.last?.isFinal == true)
    }

    @Test func twoQuestionsHaveToBeAnsweredBoth() throws {
        var script = lane()
        let passage = try script.begin()
        let second = script.ask()
        #expect(second == passage)
        script.see(36.5)
        #expect(script.lane.view.verdict == .hold, "the display promises nothing")
        script.answer([Self.colour(.green)], to: passage)
        #expect(script.records.allSatisfy { !$0.isFinal })
        script.answer([Self.unreachable], to: passage)
        #expect(script.records.last?.isFinal == true)
        #expect(script.records.last?.verdict == .admit, "a good code of the same kind replaces the one without answer")
    }

    @Test func aPassageAsksSoOftenAndNoMore() {
        var script = lane()
        let asked = (0..<40).compactMap { _ in script.ask() }
        #expect(asked.count == 16)
        #expect(Set(asked).count == 1)
    }

    /// The health code and the trip card of one answer are judged together, so that the first cannot end the passage.
    @Test func theTripCardOfTheSameAnswerCounts() throws {
        for (kind, reason) in [("trip-code-risk", Reason.tripRiskArea), ("trip-code-colour", .tripNotGreen)] {
            var script = lane()
            let passage = try script.begin()
            script.see(36.5)
            let trip = Verification(scheme: "trip", outcome: .verified, evidence: [CodeEvidence(kind: kind)])
            script.answer([Self.colour(.green), trip], to: passage)
            let record = try #require(script.records.last)
            #expect(record.isFinal)
            #expect(record.verdict == .hold)
            #expect(record.reasons.contains(reason))
            #expect(script.records.count == 2)
            let seen = record.detail()["verifications"]?.array?.compactMap { $0["scheme"]?.text }
            #expect(seen == ["resolver", "trip"])
        }
    }

    @Test func nothingShownAfterwardsTakesBackWhatAServiceSaid() {
        let risk = Verification(scheme: "trip", outcome: .verified, evidence: [CodeEvidence(kind: "trip-code-risk")])
        let later: [Evidence] = [
            .code(Self.colour(.green)), .code(Fixture.pass("resident")), .code(Fixture.certificate),
        ]
        for bad in [Self.colour(.red), Self.colour(.yellow), Self.colour(.pending), risk] {
            for order in [[.code(bad)] + later, later + [.code(bad)]] {
                let evaluation = RulesTests.evaluate([RulesTests.normal] + order)
                #expect(evaluation.verdict == .hold)
            }
        }
    }

    @Test func theAgeOfTheAnswerIsRecorded() throws {
        var script = lane()
        let passage = try script.begin()
        var answer = Self.colour(.green)
        answer.answered = script.now.nanoseconds - 1_500_000_000
        script.answer([answer], to: passage)
        #expect(script.records.last?.detail()["answer-age-ms"]?.integer == 1500)
        #expect(script.records.last?.detail()["advisories"] == ["resolver.provider.city"])
    }

    @Test func whatOtherCodesSayOfAPersonIsSealedToo() throws {
        var script = lane()
        let passage = try script.begin()
        script.answer([Self.colour(.green)], to: passage)
        script.scan(Fixture.pass("resident", id: "4711"), text: 2)
        let record = try #require(script.records.last)
        #expect(record.personal()?["id"]?.text == "4711")
        #expect(record.personal()?["others"]?.array?.first?["name"]?.text == "张*")
        #expect(!record.detail().json().contains("张"))
    }
}

extension LaneScript {
    mutating func ask() -> PassageID? {
        lane.ask(at: now, clock: clock) { effects.append($0) }
    }

    mutating func begin() throws -> PassageID {
        let passage = ask()
        return try #require(passage)
    }

    @discardableResult
    mutating func answer(_ verifications: [Verification], to passage: PassageID) -> Bool {
        lane.receive(answer: verifications, to: passage, code: CodeDigest(bytes: [9]), at: now, clock: clock) {
            effects.append($0)
        }
    }
}
