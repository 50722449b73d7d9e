import Codes
import Control
import Foundation
import Simulator
import TestSupport
import Testing

@testable import Uplink

/// Asking the fake city, which makes and breaks its answers by code of its own.
@Suite struct LookupAskerTests {
    @Test(arguments: ["province", "city"])
    func aServiceIsAskedInItsOwnWay(provider: String) throws {
        let rig = try CodeServiceRig()
        let asker = try rig.asker(provider)
        defer { asker.close() }
        for (grade, colour) in [("00", HealthColour.green), ("01", .yellow), ("10", .red), ("init", .pending)] {
            #expect(rig.service.answer("colour \(grade)") == "ok")
            let answer = try rig.ask(asker).get()
            #expect(answer.colour == colour)
            #expect(answer.subject == CodeSubject(name: "欧**峰", phoneTail: "4321"))
            #expect(answer.codeUntil != nil)
            #expect(answer.trip == nil)
        }
        #expect(rig.service.answer("trip 上海市,江苏省南京市*") == "ok")
        #expect(try rig.ask(asker).get().trip?.places.map(\.isStarred) == [false, true])
        #expect(rig.service.answer("state").contains(#""answered":5,"unsigned":0,"stale_tokens":0"#))
    }

    @Test func whatIsNotMaskedIsMaskedHere() throws {
        let rig = try CodeServiceRig()
        let asker = try rig.asker("province")
        defer { asker.close() }
        _ = rig.service.answer("unmasked")
        let result = LookupResult(try rig.ask(asker).get())
        let text = String(decoding: try JSONEncoder().encode(result), as: UTF8.self)
        #expect(result.name == "欧**峰")
        #expect(result.phoneTail == "4321")
        for secret in ["欧阳", "13987654321", "310101199001017777", "codes.example"] { #expect(!text.contains(secret)) }
    }

    @Test(arguments: ["province", "city"])
    func everyFailureHasItsWord(provider: String) throws {
        let rig = try CodeServiceRig()
        let asker = try rig.asker(provider)
        defer { asker.close() }
        let cases: [(String, ResolverFailure)] = [
            ("status 503", .status), ("status 302", .status), ("malformed", .malformed), ("long", .malformed),
            ("dead", .connection), ("tls", .connection),
        ]
        for (command, failure) in cases {
            #expect(rig.service.answer(command) == "ok")
            #expect(rig.failure(asker) == failure, "\(command)")
            #expect(rig.service.answer("ok") == "ok")
            #expect(try rig.ask(asker).get().colour == .green, "after \(command) it works again")
        }
        for (command, isRight) in [
            ("expired", { (answer: ResolverAnswer) in answer.isCodeExpired }), ("unknown", { !$0.isKnown }),
            ("colour grey", { $0.hasUnknownColour }),
        ] {
            _ = rig.service.answer(command)
            #expect(isRight(try rig.ask(asker).get()), "\(command)")
            _ = rig.service.answer("ok")
        }
    }

    @Test(arguments: ["slow 60s", "hang"])
    func aServiceThatDoesNotAnswerIsGivenUpInTime(command: String) throws {
        let rig = try CodeServiceRig()
        let asker = try rig.asker("city")
        defer { asker.close() }
        _ = rig.service.answer(command)
        #expect(rig.failure(asker) == .timeout)
    }

    @Test func tokensThatExpireAndSignaturesThatAreWrong() throws {
        let rig = try CodeServiceRig()
        let asker = try rig.asker("city")
        defer { asker.close() }
        _ = rig.service.answer("tokens 0s")
        #expect(rig.failure(asker) == .refused)
        #expect(rig.service.answer("state").contains(#""stale_tokens":1"#))
        let stranger = try CodeServiceRig(secret: "guessed")
        for provider in ["province", "city"] {
            let asker = try stranger.asker(provider)
            #expect(stranger.failure(asker) == .refused)
            asker.close()
        }
        #expect(stranger.service.answer("state").contains(#""answered":0,"unsigned":2"#))
    }

    @Test func anotherAuthorityIsNotTrusted() throws {
        let rig = try CodeServiceRig(authority: "other")
        let asker = try rig.asker("province")
        defer { asker.close() }
        #expect(rig.failure(asker) == .connection)
        #expect(rig.service.answer("state").contains(#""requests":0"#), "nothing was said before the handshake failed")
    }

    @Test func answersMayComeOutOfOrderAndOneServiceHoldsNoOther() throws {
        let rig = try CodeServiceRig()
        let hanging = try CodeServiceRig()
        _ = hanging.service.answer("hang")
        let (asker, stuck) = (try rig.asker("province"), try hanging.asker("province"))
        defer { [asker, stuck].forEach { $0.close() } }
        let done = DispatchSemaphore(value: 0)
        let (late, kept) = (CodeServiceRig.Kept(), CodeServiceRig.Kept())
        stuck.ask(CodeServiceRig.code, place: "x") { result in
            late.put(result)
            done.signal()
        }
        _ = rig.service.answer("reverse 3")
        for _ in 0..<3 {
            asker.ask(CodeServiceRig.code, place: "x") { result in
                kept.put(result)
                done.signal()
            }
        }
        for _ in 0..<4 { done.wait() }
        #expect(try kept.results.map { try $0.get().colour } == [.green, .green, .green])
        #expect(late.failures == [.timeout])
    }

    @Test func tooManyAtOnceAreTurnedAway() throws {
        let rig = try CodeServiceRig()
        let asker = try rig.asker("province")
        defer { asker.close() }
        _ = rig.service.answer("hang")
        let done = DispatchSemaphore(value: 0)
        let kept = CodeServiceRig.Kept()
        for _ in 0...LookupAsker.mostAtOnce {
            asker.ask(CodeServiceRig.code, place: "x") { result in
                kept.put(result)
                done.signal()
            }
        }
        done.wait()
        guard case .failure(let first)? = kept.results.first else {
            Issue.record("it was answered")
            return
        }
        #expect(first.failure == .busy)
        for _ in 0..<LookupAsker.mostAtOnce { done.wait() }
        #expect(kept.results.count == LookupAsker.mostAtOnce + 1)
    }
}
