import Codes
import Control
import EventLoop
import Logging
import TestSupport
import Testing
import Wire

@testable import Uplink

/// The link between a daemon and the services, over a real control socket.
@Suite struct LookupLinkTests {
    @Test func questionsAreAnsweredAndADaemonThatRestartsIsFoundAgain() throws {
        let rig = try CodeServiceRig()
        let directory = try TemporaryDirectory()
        let (loop, path) = (try EventLoop(), directory.file("control"))
        let askers = ["province": try rig.asker("province"), "city": try rig.asker("city")]
        defer { for asker in askers.values { asker.close() } }
        var lines = Logger(label: "test")
        lines.logLevel = .critical
        let link = try LookupLink(path: path, askers: askers, reactor: loop, log: lines)
        defer { link.close() }
        for life in 0..<3 {
            let daemon = try FakeDaemon(path: path, loop: loop)
            while daemon.listeners.isEmpty { try loop.poll() }
            let first = life * 10
            daemon.tell(first + 1, provider: "province")
            daemon.tell(first + 2, provider: "city")
            daemon.tell(first + 3, provider: "nobody")
            while daemon.answers.count < 3 { try loop.poll() }
            let answers = daemon.answers.sorted { $0.id < $1.id }
            #expect(answers.map(\.id) == [first + 1, first + 2, first + 3])
            #expect(answers.map(\.result?.colour) == ["green", "green", nil])
            #expect(answers.map(\.failure) == [nil, nil, "resolver.not-configured"])
            daemon.close()
        }
    }
}

/// As much of a daemon as the link sees.
private final class FakeDaemon: ControlService {
    private(set) var listeners: [LookupListener] = []
    private(set) var answers: [LookupAnswer] = []
    private var control: GateControl?
    private var server: VarlinkServer?

    init(path: String, loop: EventLoop) throws {
        let control = GateControl(service: self)
        self.control = control
        let info = VarlinkServiceInfo(vendor: "v", product: "p", version: "1", url: "u")
        server = try VarlinkServer(
            path: path, info: info, access: .ofThisProcess(groupNames: []), interfaces: [control.interface],
            reactor: loop)
    }

    func tell(_ id: Int, provider: String) {
        let code = Array(CodeServiceRig.code.utf8)
        code.withUnsafeBytes {
            listeners.last?.tell(Lookup(id: id, provider: provider, code: "", place: "site west"), code: $0)
        }
    }

    func close() {
        server?.close()
        server = nil
    }

    func lookups(for listener: LookupListener) throws(ControlRefusal) { listeners.append(listener) }

    func answerLookup(_ answer: LookupAnswer) throws(ControlRefusal) -> Bool {
        answers.append(answer)
        return true
    }

    func status() -> GateStatus {
        GateStatus(
            site: "", gate: "", version: "", uptime: 0, clock: ClockStatus(time: "", quality: ""), lanes: [],
            devices: [],
            journal: JournalStatus(origin: "", size: 0, durable: 0, ringUsed: 0, ringCapacity: 0, available: false))
    }

    func currentStates() -> [GateEvent] { [] }
    func reportCosignature(note: String) throws(ControlRefusal) -> Int { 0 }
    func reload() throws(ControlRefusal) {}
    func capture(device: String, withCodes: Bool, for listener: CaptureListener) throws(ControlRefusal) {}
}
