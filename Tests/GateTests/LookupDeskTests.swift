import Admission
import Codes
import Control
import EventLoop
import Testing
import Wire

@testable import Gate

/// What becomes of questions when services are slow, dead, lying, or answer out of order: on a virtual clock.
@Suite struct LookupDeskTests {
    @Test func aGreenAnswerAdmits() throws {
        let bench = LookupBench()
        let question = bench.show("https://codes.example/1")
        #expect(bench.uplink.codes == ["https://codes.example/1"])
        #expect(bench.uplink.lookups == [Lookup(id: 1, provider: "city", code: "", place: "site west")])
        #expect(question.code.isEmpty, "the text was overwritten when the question had gone out")
        #expect(bench.lanes[0].views.last?.isAsking == true)
        bench.lanes[0].stand()
        #expect(bench.lanes[0].records.allSatisfy { !$0.isFinal })
        bench.wait(.milliseconds(400))
        #expect(bench.answer(1))
        #expect(bench.lanes[0].last == "admit! temperature.normal code.verified")
        let detail = try #require(bench.lanes[0].records.last?.detail())
        #expect(detail["scheme"]?.text == "resolver")
        #expect(detail["outcome"]?.text == "verified")
        #expect(detail["advisories"] == ["resolver.provider.city"])
        #expect(detail["answer-age-ms"]?.integer == 0)
        #expect(bench.desk.counters.answered == 1)
    }

    @Test(arguments: ["yellow", "red", "pending"])
    func anyOtherColourHolds(colour: String) {
        let bench = LookupBench()
        bench.lanes[0].stand()
        bench.show()
        bench.answer(1, colour: colour)
        #expect(bench.lanes[0].last.hasPrefix("hold"))
        #expect(bench.lanes[0].last.contains("health-code.not-green"))
    }

    @Test(arguments: [(FailRule.hold, "hold"), (.refuse, "refuse")])
    func aSlowServiceFollowsTheFailRuleWithinItsLimit(rule: FailRule, verdict: String) {
        let bench = LookupBench { $0.failRules.code = rule }
        bench.show()
        let asked = bench.loop.now
        bench.lanes[0].stand()
        bench.loop.advance(to: asked + (LookupDesk.softLimit - Duration.nanoseconds(1)))
        #expect(bench.lanes[0].records.last?.verification == nil, "before the limit nothing is said of the code")
        bench.loop.advance(to: asked + LookupDesk.softLimit)
        #expect(
            bench.lanes[0].last
                == "\(verdict) temperature.normal code.unreachable health-code.missing passage.open")
        #expect(bench.lanes[0].code == "unreachable resolver.provider.city resolver.timeout")
        #expect(bench.lanes[0].records.last?.decided == asked + LookupDesk.softLimit)
        #expect(bench.lanes[0].views.last?.isAsking == false)
        // The answer comes after all: too late for anybody.
        let records = bench.lanes[0].records.count
        #expect(!bench.answer(1))
        #expect(bench.lanes[0].records.count == records)
        #expect(bench.desk.counters.late == 1)
        #expect(bench.lanes[0].opened == 0)
    }

    @Test func anotherLaneFeelsNothingOfIt() {
        let bench = LookupBench { if $0.name == "lane-1" { $0.needs[.resident] = Needs([.temperature]) } }
        bench.show()
        let before = bench.loop.now
        bench.lanes[1].stand()
        #expect(bench.lanes[1].last == "admit! temperature.normal")
        #expect(bench.lanes[1].records.allSatisfy { $0.decided < before + .seconds(1) })
        #expect(bench.lanes[1].views.allSatisfy { !$0.isAsking })
        // ... not even a question of its own to another service.
        bench.show(provider: "province", at: 1)
        bench.answer(bench.uplink.last, colour: "red")
        #expect(bench.lanes[1].last.contains("health-code.not-green"))
        #expect(bench.desk.outstanding == 1)
    }

    @Test func answersOutOfOrderReachTheirOwnPassages() {
        let bench = LookupBench(lanes: 4)
        for lane in 0..<4 { bench.show(at: lane) }
        let colours = ["green", "red", "green", "yellow"]
        for lane in [2, 0, 3, 1] { #expect(bench.answer(lane + 1, colour: colours[lane])) }
        for lane in 0..<4 {
            let colour = bench.lanes[lane].records.last?.verification?.evidence.first?.kind
            #expect(colour == (colours[lane] == "green" ? "health-code" : "health-code-\(colours[lane])"))
        }
        for id in 1...4 { #expect(!bench.answer(id, colour: "green"), "a second answer to the same question") }
        #expect(!bench.answer(99))
        #expect(!bench.answer(-1))
        #expect(bench.desk.counters.late == 6)
    }

    @Test func anAnswerIsNotForTheNextPerson() {
        // Revoked: the passage ends at once, while the question about the first code is still out.
        let bench = LookupBench { $0.needs[.resident] = Needs([.temperature]) }
        bench.show()
        let revoked = Verification(scheme: "gh1", outcome: .revoked, stage: .revocation)
        bench.lanes[0].stand()
        bench.lanes[0].runner.receive([revoked], digest: CodeDigest(bytes: [1]), at: bench.loop.now)
        bench.wait(.milliseconds(100))
        let ended = bench.lanes[0].records.count
        bench.lanes[0].runner.receive(
            [Verification(scheme: "gh1", outcome: .verified, evidence: [CodeEvidence(kind: "resident")])],
            digest: CodeDigest(bytes: [2]), at: bench.loop.now)
        let next = bench.lanes[0].records.last?.passage
        if bench.lanes[0].records[ended - 1].isFinal {
            #expect(next != bench.lanes[0].records[ended - 1].passage)
            #expect(bench.answer(1), "it was open")
            #expect(bench.desk.counters.unclaimed == 1)
            #expect(bench.lanes[0].records.last?.verification?.scheme == "gh1", "nothing of it reaches the next person")
        } else {
            Issue.record("the refusal did not end the passage: \(bench.lanes[0].last)")
        }
    }

    @Test func withoutAnUplinkNobodyWaits() {
        let bench = LookupBench(connected: false)
        let question = bench.show()
        #expect(question.code.isEmpty)
        #expect(bench.lanes[0].code == "unreachable resolver.provider.city resolver.offline")
        #expect(bench.desk.outstanding == 0)
        bench.desk.attach(bench.uplink)
        bench.uplink.isOpen = false
        bench.show()
        #expect(bench.uplink.lookups.isEmpty)
        bench.uplink.isOpen = true
        bench.show()
        #expect(bench.uplink.lookups.count == 1, "being offline is not the service's failure")
        // The uplink dies with the question.
        bench.uplink.isOpen = false
        bench.wait(.seconds(3))
        #expect(bench.lanes[0].code == "unreachable resolver.provider.city resolver.offline")
        #expect(bench.troubles.isEmpty)
    }

    @Test func aServiceThatFailsIsLeftAloneAndFoundAgain() {
        let bench = LookupBench(lanes: 8)
        for (lane, word) in ["resolver.connection", "resolver.status", "resolver.malformed"].enumerated() {
            bench.show(at: lane)
            bench.fail(bench.uplink.last, word)
            #expect(bench.lanes[lane].code.hasSuffix(word))
        }
        #expect(bench.troubles == ["city resolver.malformed"])
        bench.show(at: 3)
        #expect(bench.uplink.lookups.count == 3)
        #expect(bench.lanes[3].code == "unreachable resolver.provider.city resolver.circuit-open")
        bench.show(provider: "province", at: 4)
        #expect(bench.uplink.lookups.count == 4, "another service has nothing to do with it")
        bench.answer(bench.uplink.last)
        bench.wait(.nanoseconds(Int64(CircuitBreaker.firstPause)))
        bench.show(at: 5)
        bench.show(at: 6)
        #expect(bench.uplink.lookups.count == 5, "one question tries, the others do not wait for it")
        bench.answer(bench.uplink.last)
        #expect(bench.troubles == ["city resolver.malformed", "city ok"])
        bench.show(at: 7)
        #expect(bench.uplink.lookups.count == 6)
    }

    @Test func aProbeThatTheUplinkNeverHeardDoesNotShutTheServiceOut() {
        let bench = LookupBench(lanes: 8)
        for lane in 0..<3 {
            bench.show(at: lane)
            bench.fail(bench.uplink.last, "resolver.status")
        }
        bench.wait(.seconds(6))
        bench.show(at: 3)
        bench.fail(bench.uplink.last, "resolver.not-configured")
        bench.show(at: 4)
        #expect(bench.uplink.lookups.count == 5)
    }

    @Test func anAnswerIsUsedAgainWhileTheCodeLives() {
        let bench = LookupBench(lanes: 3, cacheSeconds: 30)
        bench.show("same", at: 0)
        bench.answer(1)
        bench.wait(.seconds(10))
        let question = bench.show("same", at: 1, elsewhere: true)
        #expect(bench.uplink.lookups.count == 1)
        #expect(question.code.isEmpty)
        #expect(
            bench.lanes[1].code == "verified resolver.provider.city code.seen-elsewhere resolver.cached")
        #expect(bench.lanes[1].records.last?.detail()["answer-age-ms"]?.integer == 10_000)
        bench.wait(.seconds(20))
        bench.show("same", at: 2)
        #expect(bench.uplink.lookups.count == 2, "after its life it is asked about anew")
    }

    @Test func whatLiesIsNotBelieved() {
        let bench = LookupBench(lanes: 10)
        func came(_ lane: Int, _ change: (inout LookupResult) -> Void) -> (code: String, evidence: [String]) {
            bench.show(at: lane)
            bench.answer(bench.uplink.last, colour: nil, change)
            return (bench.lanes[lane].code, bench.lanes[lane].records.last?.verification?.evidence.map(\.kind) ?? [])
        }
        #expect(came(0) { $0.colour = "emerald" }.code.hasPrefix("unsupported"))
        #expect(came(1) { _ in }.code.hasSuffix("resolver.no-colour"))
        #expect(came(2) { ($0.colour, $0.codeExpired) = ("green", true) }.code.hasPrefix("expired"))
        #expect(came(3) { ($0.colour, $0.known) = ("green", false) }.code.hasPrefix("invalid"))
        #expect(came(4) { ($0.colour, $0.codeUntil) = ("green", "tomorrow") }.code.hasSuffix("resolver.malformed"))
        let unmasked = came(5) { ($0.colour, $0.name, $0.phoneTail) = ("green", "张三丰", "13812341234") }
        #expect(unmasked.evidence == ["health-code"])
        #expect(
            bench.lanes[5].records.last?.verification?.subject == CodeSubject(name: "张*丰", phoneTail: "1234"))
        bench.show(at: 6)
        #expect(bench.desk.answer(bench.uplink.last, LookupAnswer(id: 0).outcome, at: bench.loop.now))
        #expect(bench.lanes[6].code.hasSuffix("resolver.malformed"))
        bench.show(at: 7)
        #expect(bench.fail(bench.uplink.last, "come in"))
        #expect(bench.lanes[7].code.hasSuffix("resolver.malformed"))
        #expect(bench.lanes.allSatisfy { $0.opened == 0 })
    }

    @Test func theTripCardIsJudgedByTheListOfTheDay() throws {
        let bench = LookupBench(lanes: 4) { $0.needs[.resident] = Needs([.temperature, .healthCode, .tripCode]) }
        bench.riskAreas = RiskAreas(
            issued: bench.time.adding(seconds: -60), freshUntil: bench.time.adding(seconds: 3600),
            areas: [RiskArea(name: "江苏省南京市江宁区", level: .high, from: bench.time.adding(seconds: -86_400))])
        func came(_ lane: Int, _ colour: String, _ places: [LookupPlace]) -> String {
            bench.lanes[lane].stand()
            bench.show(at: lane)
            bench.answer(bench.uplink.last) {
                $0.trip = LookupTrip(
                    colour: colour, places: places, updated: bench.time.adding(seconds: -30).rfc3339)
            }
            return bench.lanes[lane].last
        }
        #expect(came(0, "green", [LookupPlace(name: "上海市", starred: false)]).hasPrefix("admit!"))
        #expect(came(1, "green", [LookupPlace(name: "江苏省南京市", starred: true)]).contains("trip.risk-area"))
        #expect(came(2, "red", []).contains("trip.not-green"))
        #expect(came(3, "green", [LookupPlace(name: "", starred: false)]).contains("code.unreachable"))
        let seen = bench.lanes[1].records.last?.detail()["verifications"]?.array?.compactMap { $0["scheme"]?.text }
        #expect(seen == ["resolver", "trip"])
        let advisories = bench.lanes[1].records.last?.verifications.last?.advisories
        #expect(advisories == ["trip.starred", "trip.high-risk-area"])
    }

    @Test func questionsAreBounded() {
        let bench = LookupBench(lanes: LookupDesk.mostQuestions + 1)
        for lane in 0..<LookupDesk.mostQuestions { bench.show(at: lane) }
        #expect(bench.desk.outstanding == LookupDesk.mostQuestions)
        bench.show(at: LookupDesk.mostQuestions)
        #expect(bench.lanes[LookupDesk.mostQuestions].code.hasSuffix("resolver.busy"))
        bench.wait(LookupDesk.softLimit)
        #expect(bench.desk.outstanding == 0)
        #expect(bench.lanes.allSatisfy { $0.opened == 0 && !$0.records.isEmpty })
    }

    /// Whatever comes, in whatever order: every question ends in time, and nobody is let in by anything but a green answer
    /// to his own question.
    @Test(arguments: 0..<20)
    func anyOrderOfAnything(seed: Int) {
        var random = Dice(state: UInt64(seed) &* 0x9E37_79B9_7F4A_7C15 | 1)
        let bench = LookupBench(lanes: 3)
        var green: Set<PassageID> = []
        for _ in 0..<200 {
            let lane = Int(random.next() % 3)
            switch random.next() % 6 {
            case 0: bench.show(at: lane)
            case 1: bench.lanes[lane].stand()
            case 2:
                let id = Int(random.next() % UInt64(bench.uplink.last + 2))
                let passages = bench.lanes.compactMap(\.runner.lane.openPassage)
                if bench.answer(id) { green.formUnion(passages) }
            case 3: bench.answer(Int(random.next() % UInt64(bench.uplink.last + 2)), colour: "red")
            case 4: bench.fail(bench.uplink.last, "resolver.timeout")
            default: bench.wait(.milliseconds(Int64(random.next() % 3000)))
            }
            #expect(bench.desk.outstanding <= 16 * 3)
        }
        bench.wait(.seconds(3))
        #expect(bench.desk.outstanding == 0)
        for record in bench.lanes.flatMap(\.records) where record.verdict == .admit {
            #expect(green.contains(record.passage))
        }
    }
}

/// xorshift64: enough for scripts.
private struct Dice {
    var state: UInt64

    mutating func next() -> UInt64 {
        state ^= state << 13
        state ^= state >> 7
        state ^= state << 17
        return state
    }
}
