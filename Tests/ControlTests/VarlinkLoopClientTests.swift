import EventLoop
import Foundation
import Testing

@testable import Control

/// The client on a loop, against a server on the same loop.
@Suite struct VarlinkLoopClientTests {
    let path: String
    let loop: EventLoop
    let service = ScriptedService()
    let control: GateControl
    let server: VarlinkServer

    init() throws {
        let directory = NSTemporaryDirectory() + "gh-loop-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
        path = directory + "/control"
        loop = try EventLoop()
        control = GateControl(service: service)
        server = try VarlinkServer(
            path: path, info: VarlinkServiceInfo(vendor: "v", product: "p", version: "1", url: "u"),
            access: AccessRules(daemonUser: UInt32(geteuid())), interfaces: [control.interface], reactor: loop)
    }

    private func turn() throws {
        for _ in 0..<20 { try loop.poll() }
    }

    @Test func oneCallAfterTheOther() throws {
        let client = try VarlinkLoopClient(path: path, reactor: loop)
        var sites: [String] = []
        for _ in 0..<2 {
            client.call(GateInterface.Method.getStatus, NoParameters()) { answer in
                let status = try? answer.get().parameters(as: StatusReply.self).status
                sites.append(status?.site ?? "none")
            }
            #expect(client.isCalling)
            try turn()
            #expect(!client.isCalling)
        }
        #expect(sites == ["嘉宝梦之星", "嘉宝梦之星"])
    }

    @Test func streamsUntilTheServerGoes() throws {
        service.states = [.state(StateChange(subject: "lane", name: "l", state: "idle"), time: "t")]
        let client = try VarlinkLoopClient(path: path, reactor: loop)
        var kinds: [String] = []
        client.call(GateInterface.Method.monitor, NoParameters(), more: true) { answer in
            switch answer {
            case .success(let reply): kinds.append((try? reply.parameters(as: MonitorReply.self).event.kind) ?? "?")
            case .failure(let error): kinds.append("\(error)".contains("closed") ? "closed" : "\(error)")
            }
        }
        try turn()
        control.publish(.scan(ScanNotice(device: "d", count: 1), time: "t"))
        try turn()
        #expect(kinds == ["state", "scan"])
        server.close()
        try turn()
        #expect(kinds == ["state", "scan", "closed"])
        #expect(client.isClosed)
    }

    @Test func refusalsLeaveItUsable() throws {
        let client = try VarlinkLoopClient(path: path, reactor: loop)
        var failures = 0
        client.call("org.gatehouse.gate.Nonsense", NoParameters()) { if case .failure(.refused) = $0 { failures += 1 } }
        try turn()
        #expect(failures == 1)
        #expect(!client.isClosed && !client.isCalling)
    }

    @Test func nobodyThere() {
        #expect(throws: VarlinkClientError.unreachable(path: "/nowhere/control", code: ENOENT)) {
            try VarlinkLoopClient(path: "/nowhere/control", reactor: loop)
        }
    }

    @Test func nothingIsAnsweredAfterTheEnd() throws {
        let client = try VarlinkLoopClient(path: path, reactor: loop)
        var answers = 0
        client.call(GateInterface.Method.getStatus, NoParameters()) { _ in answers += 1 }
        client.close()
        try turn()
        #expect(answers == 0)
    }
}
