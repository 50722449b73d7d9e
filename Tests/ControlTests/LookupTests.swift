import Foundation
import Testing

@testable import Control

/// Questions about codes on their way to the uplink.
@Suite struct LookupTests {
    private let service = ScriptedService()
    private let control: GateControl

    init() {
        control = GateControl(service: service)
    }

    private func session(_ caller: CallerIdentity, groups: Set<UInt32> = [77]) -> VarlinkSession {
        let lookups = [GateInterface.Method.lookups, GateInterface.Method.answerLookup]
        let access = AccessRules(
            daemonUser: 900, groups: [50],
            methodGroups: Dictionary(uniqueKeysWithValues: lookups.map { ($0, groups) }))
        let info = VarlinkServiceInfo(vendor: "Gatehouse", product: "gatehoused", version: "1", url: "u")
        let registry = VarlinkRegistry(info: info, access: access, interfaces: [control.interface])
        return VarlinkSession(registry: registry, caller: caller)
    }

    private func replies(_ session: VarlinkSession) -> [String] {
        var bytes: [UInt8] = []
        session.drain {
            bytes = Array($0)
            return $0.count
        }
        return bytes.split(separator: 0).map { String(decoding: $0, as: UTF8.self) }
    }

    private func call(_ session: VarlinkSession, _ call: String) -> [String] {
        session.receive(Array(call.utf8) + [0])
        session.process(budget: 10)
        return replies(session)
    }

    private let uplink = CallerIdentity(process: 2, user: 901, group: 77)

    /// What comes out at the other end is what was scanned, for every length and every byte.
    @Test func theCodeArrivesAsItWas() throws {
        let session = session(uplink)
        #expect(call(session, #"{"method":"org.gatehouse.gate.Lookups","more":true}"#).isEmpty)
        let listener = try #require(service.lookupListeners.first)
        #expect(listener.caller == uplink)
        for length in [0, 1, 2, 3, 4, 255, 4096] {
            let code = (0..<length).map { UInt8(truncatingIfNeeded: $0 &* 7) }
            let place = #"嘉宝 "code":"" \ west"#
            code.withUnsafeBytes {
                listener.tell(Lookup(id: length, provider: "city", code: "", place: place), code: $0)
            }
            let text = try #require(replies(session).first)
            let reply = try VarlinkReply(message: Array(text.utf8))
            #expect(reply.continues)
            let lookup = try reply.parameters(as: LookupsReply.self).lookup
            #expect(Data(base64Encoded: lookup.code) == Data(code))
            #expect(lookup.place == place)
            #expect(lookup.id == length)
        }
    }

    @Test func onlyTheUplinkMayAsk() {
        for caller in [
            CallerIdentity(process: 3, user: 902, group: 50), CallerIdentity(process: 3, user: 902, group: 78),
        ] {
            let session = session(caller)
            #expect(
                call(session, #"{"method":"org.gatehouse.gate.Lookups","more":true}"#)
                    == [#"{"error":"org.varlink.service.PermissionDenied","parameters":{}}"#])
            #expect(
                call(session, #"{"method":"org.gatehouse.gate.AnswerLookup","parameters":{"id":1}}"#)
                    == [#"{"error":"org.varlink.service.PermissionDenied","parameters":{}}"#])
        }
        #expect(service.lookupListeners.isEmpty)
        #expect(service.lookupAnswers.isEmpty)
    }

    @Test func answersReachTheGateAndAreToldWhetherTheyCount() {
        let session = session(uplink)
        let failed = #"{"method":"org.gatehouse.gate.AnswerLookup","parameters":{"id":1,"failure":"resolver.status"}}"#
        #expect(call(session, failed) == [#"{"parameters":{"taken":true}}"#])
        #expect(
            call(session, #"{"method":"org.gatehouse.gate.AnswerLookup","parameters":{"id":2}}"#)
                == [#"{"parameters":{"taken":false}}"#])
        #expect(service.lookupAnswers == [LookupAnswer(id: 1, failure: "resolver.status"), LookupAnswer(id: 2)])
        let wrong = #"{"method":"org.gatehouse.gate.AnswerLookup","parameters":{"id":2,"result":{"known":"yes"}}}"#
        #expect(call(session, wrong).first?.contains("InvalidParameter") == true)
    }

    /// Who does not read gets no more questions, and is not waited for.
    @Test func aListenerWhoDoesNotReadIsNotOpen() throws {
        let session = session(uplink)
        _ = call(session, #"{"method":"org.gatehouse.gate.Lookups","more":true}"#)
        let listener = try #require(service.lookupListeners.first)
        let code = [UInt8](repeating: 65, count: 4096)
        for id in 0..<100 {
            code.withUnsafeBytes {
                listener.tell(Lookup(id: id, provider: "city", code: "", place: ""), code: $0)
            }
        }
        #expect(!listener.isOpen)
        #expect(session.isOpen, "it is not hung up for it")
        _ = replies(session)
        #expect(listener.isOpen)
    }

    @Test func whatWasWrittenIsOverwrittenInTheOutbox() {
        var outbox = VarlinkOutbox()
        let secret = Array("https://codes.example/secret".utf8)
        let isTaken = outbox.append(secret + secret)
        #expect(isTaken)
        outbox.drain { _ in secret.count }
        #expect(outbox.count == secret.count)
        #expect(outbox.written.allSatisfy { $0 == 0 })
        #expect(outbox.written.count == secret.count)
        var rest: [UInt8] = []
        outbox.drain {
            rest = Array($0)
            return $0.count
        }
        #expect(rest == secret)
    }
}
