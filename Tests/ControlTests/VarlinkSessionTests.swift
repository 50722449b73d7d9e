import Testing

@testable import Control

/// The protocol on one connection, without sockets.
@Suite struct VarlinkSessionTests {
    let service = ScriptedService()
    let control: GateControl
    let root = CallerIdentity(process: 1, user: 0, group: 0)

    init() {
        control = GateControl(service: service)
    }

    private func session(as caller: CallerIdentity? = nil, access: AccessRules? = nil) -> VarlinkSession {
        let info = VarlinkServiceInfo(vendor: "Gatehouse", product: "gatehoused", version: "1", url: "u")
        let registry = VarlinkRegistry(
            info: info, access: access ?? AccessRules(daemonUser: 900), interfaces: [control.interface])
        return VarlinkSession(registry: registry, caller: caller ?? root)
    }

    private func replies(_ session: VarlinkSession) -> [String] {
        var bytes: [UInt8] = []
        session.drain {
            bytes = Array($0)
            return $0.count
        }
        return bytes.split(separator: 0).map { String(decoding: $0, as: UTF8.self) }
    }

    private func ask(_ session: VarlinkSession, _ calls: String...) -> [String] {
        for call in calls { session.receive(Array(call.utf8) + [0]) }
        session.process(budget: 100)
        return replies(session)
    }

    @Test func standardErrors() {
        let session = session()
        #expect(
            ask(session, #"{"method":"org.example.x.Do"}"#) == [
                #"{"error":"org.varlink.service.InterfaceNotFound","parameters":{"interface":"org.example.x"}}"#
            ])
        #expect(
            ask(session, #"{"method":"Do"}"#) == [
                #"{"error":"org.varlink.service.InterfaceNotFound","parameters":{"interface":"Do"}}"#
            ])
        #expect(
            ask(session, #"{"method":"org.gatehouse.gate.Open"}"#) == [
                #"{"error":"org.varlink.service.MethodNotFound","parameters":{"method":"org.gatehouse.gate.Open"}}"#
            ])
        #expect(
            ask(session, #"{"method":"org.gatehouse.gate.ReportCosignature","parameters":{"note":1}}"#) == [
                #"{"error":"org.varlink.service.InvalidParameter","parameters":{"parameter":"note"}}"#
            ])
        #expect(
            ask(session, #"{"method":"org.gatehouse.gate.Reload","parameters":{"force":true}}"#) == [
                #"{"error":"org.varlink.service.InvalidParameter","parameters":{"parameter":"force"}}"#
            ])
        #expect(service.reloads == 0)
        #expect(
            ask(session, #"{"method":"org.gatehouse.gate.Monitor"}"#) == [
                #"{"error":"org.varlink.service.ExpectedMore","parameters":{}}"#
            ])
        #expect(session.isOpen)
    }

    @Test func describesItself() throws {
        let session = session()
        #expect(
            ask(session, #"{"method":"org.varlink.service.GetInfo"}"#) == [
                #"{"parameters":{"interfaces":["org.varlink.service","org.gatehouse.gate"],"product":"gatehoused","#
                    + #""url":"u","vendor":"Gatehouse","version":"1"}}"#
            ])
        let call = #"{"method":"org.varlink.service.GetInterfaceDescription","parameters":{"interface":"NAME"}}"#
        for (name, text) in [
            (GateInterface.name, GateInterface.definition), (VarlinkService.name, VarlinkService.definition),
        ] {
            let reply = ask(session, String(call.split(separator: "NAME").joined(separator: name)))
            let parsed = try VarlinkReply(message: Array(reply[0].utf8))
            #expect(try parsed.parameters(as: VarlinkService.Description.self).description == text)
        }
        #expect(ask(session, call)[0].contains("InterfaceNotFound"))
    }

    @Test func methodsDoTheirWork() {
        let session = session()
        #expect(ask(session, #"{"method":"org.gatehouse.gate.GetStatus"}"#)[0].contains(#""site":"嘉宝梦之星""#))
        #expect(
            ask(session, #"{"method":"org.gatehouse.gate.ReportCosignature","parameters":{"note":"abc"}}"#) == [
                #"{"parameters":{"size":3}}"#
            ])
        #expect(service.notes == ["abc"])
        #expect(ask(session, #"{"method":"org.gatehouse.gate.Reload"}"#) == [#"{"parameters":{}}"#])
        service.refusal = ControlRefusal(problem: "p", remedy: "r")
        for method in [#"Reload"}"#, #"ReportCosignature","parameters":{"note":"x"}}"#] {
            #expect(
                ask(session, #"{"method":"org.gatehouse.gate."# + method) == [
                    #"{"error":"org.gatehouse.gate.Refused","parameters":{"problem":"p","remedy":"r"}}"#
                ])
        }
    }

    @Test func repliesKeepTheOrderOfPipelinedCalls() {
        let report = #"{"method":"org.gatehouse.gate.ReportCosignature","parameters":{"note":"NOTE"}}"#
        let replies = ask(session(), report, #"{"method":"x.y"}"#, report)
        #expect(replies.count == 3)
        #expect(replies[1].contains("InterfaceNotFound"))
    }

    @Test func budgetLeavesTheRestForLater() {
        let session = session()
        for _ in 0..<3 { session.receive(Array("{\"method\":\"org.gatehouse.gate.Reload\"}\0".utf8)) }
        #expect(!session.wantsBytes)
        session.process(budget: 2)
        #expect(service.reloads == 2)
        #expect(session.hasWork)
        session.process(budget: 2)
        #expect(service.reloads == 3)
        #expect(!session.hasWork)
        #expect(session.wantsBytes)
    }

    @Test func onewayCallsGetNoReply() {
        let session = session()
        #expect(
            ask(session, #"{"method":"org.gatehouse.gate.Reload","oneway":true}"#, #"{"method":"a.b","oneway":true}"#)
                == [])
        #expect(service.reloads == 1)
        #expect(!session.isCalling)
        #expect(ask(session, #"{"method":"org.gatehouse.gate.Monitor","more":true,"oneway":true}"#) == [])
        #expect(!session.isCalling)
        #expect(!control.isMonitored)
    }

    @Test func monitorStreamsUntilTheEnd() {
        service.states = [.state(StateChange(subject: "lane", name: "w", state: "idle"), time: ScriptedService.time)]
        #expect(!control.isMonitored)
        let session = session()
        let first = ask(session, #"{"method":"org.gatehouse.gate.Monitor","more":true}"#)
        #expect(first.count == 1)
        #expect(first[0].hasPrefix(#"{"continues":true,"parameters":{"event":{"kind":"state""#))
        #expect(control.isMonitored)
        control.publish(.passage(ScriptedService.passage, time: ScriptedService.time))
        #expect(replies(session)[0].contains(#""durableLatency":900"#))
        // What comes behind a stream waits.
        #expect(ask(session, #"{"method":"org.gatehouse.gate.Reload"}"#) == [])
        #expect(service.reloads == 0)
        #expect(!session.wantsBytes)
        session.end(.closed)
        #expect(!control.isMonitored)
        control.publish(.passage(ScriptedService.passage, time: ScriptedService.time))
        #expect(replies(session) == [])
    }

    @Test func aSlowMonitorIsEndedAndTheOthersGoOn() {
        let slow = session()
        let quick = session()
        for session in [slow, quick] { _ = ask(session, #"{"method":"org.gatehouse.gate.Monitor","more":true}"#) }
        let event = GateEvent.passage(ScriptedService.passage, time: ScriptedService.time)
        var told = 0
        while slow.isOpen, told < 1 << 20 {
            control.publish(event)
            told += 1
            #expect(replies(quick).count == 1)
        }
        #expect(slow.ended == .slowReader)
        #expect(slow.outbox.count <= VarlinkOutbox.limit)
        #expect(told > 1000)
        control.publish(event)
        #expect(replies(quick).count == 1)
    }

    @Test func whoDoesNotReadIsNotAnsweredFurther() {
        let session = session()
        let call = Array("{\"method\":\"org.gatehouse.gate.GetStatus\"}\0".utf8)
        for _ in 0..<2000 { session.receive(call) }
        session.process(budget: .max)
        #expect(session.isOpen)
        #expect(!session.hasWork)
        #expect(session.outbox.count < VarlinkSession.backlog + 4096)
        var answered = 0
        while case let some = replies(session), !some.isEmpty {
            answered += some.count
            session.process(budget: .max)
        }
        #expect(answered == 2000)
    }

    @Test(arguments: [
        ("nonsense\0", VarlinkDisconnect.malformed), ("\0", .malformed),
        (String(repeating: "[", count: 64) + "\0", .tooDeep), (String(repeating: "x", count: 1 << 21), .messageTooLong),
    ])
    func hostileBytesEndTheSession(text: String, reason: VarlinkDisconnect) {
        let session = session()
        session.receive(Array(text.utf8))
        session.process(budget: 10)
        #expect(session.ended == reason)
        #expect(ask(session, #"{"method":"org.gatehouse.gate.Reload"}"#) == [])
        #expect(service.reloads == 0)
    }

    @Test func onlyThoseWhoMayAreAnswered() {
        let access = AccessRules(
            daemonUser: 900, groups: [50], methodGroups: ["org.gatehouse.gate.ReportCosignature": [60]])
        let callers: [(CallerIdentity, status: Bool, report: Bool)] = [
            (CallerIdentity(process: 1, user: 0, group: 0), true, true),
            (CallerIdentity(process: 1, user: 900, group: 1), true, true),
            (CallerIdentity(process: 1, user: 7, group: 50), true, false),
            (CallerIdentity(process: 1, user: 7, group: 7, supplementary: [1, 60]), false, true),
            (CallerIdentity(process: 1, user: 7, group: 7, supplementary: [8]), false, false),
        ]
        for (caller, status, report) in callers {
            let session = session(as: caller, access: access)
            let denied = #"{"error":"org.varlink.service.PermissionDenied","parameters":{}}"#
            let status1 = ask(session, #"{"method":"org.gatehouse.gate.GetStatus"}"#)
            #expect((status1 != [denied]) == status)
            let report1 = ask(session, #"{"method":"org.gatehouse.gate.ReportCosignature","parameters":{"note":""}}"#)
            #expect((report1 != [denied]) == report)
            #expect(ask(session, #"{"method":"org.varlink.service.GetInfo"}"#) != [denied])
        }
    }

    @Test func aGateThatIsGoneRefuses() {
        let orphan = GateControl(service: ScriptedService())
        let info = VarlinkServiceInfo(vendor: "v", product: "p", version: "1", url: "u")
        let registry = VarlinkRegistry(
            info: info, access: AccessRules(daemonUser: 900), interfaces: [orphan.interface])
        let session = VarlinkSession(registry: registry, caller: root)
        #expect(ask(session, #"{"method":"org.gatehouse.gate.GetStatus"}"#)[0].contains("org.gatehouse.gate.Refused"))
    }

    @Test func anUnencodableReplyIsAnError() {
        service.answer.uptime = .nan
        let replies = ask(session(), #"{"method":"org.gatehouse.gate.GetStatus"}"#)
        #expect(replies == [#"{"error":"org.gatehouse.InternalError","parameters":{}}"#])
    }
}
