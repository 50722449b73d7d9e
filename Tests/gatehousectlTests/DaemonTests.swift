import Control
import EventLoop
import Foundation
import Glibc
import TestSupport
import Testing

/// The verbs that ask a daemon, against a real control socket and a scripted gate.
@Suite struct DaemonTests {
    /// A gate that says what the test wants.
    final class Gate: ControlService {
        func status() -> GateStatus {
            GateStatus(
                site: "嘉宝梦之星", gate: "west", version: "9.9", uptime: 11_525,
                clock: ClockStatus(time: "2020-03-01T08:00:00Z", quality: "synchronised"),
                lanes: [
                    LaneStatus(
                        name: "west-in", direction: "in", open: true, state: "held", reasons: ["temperature.high"],
                        passage: "42", verdicts: VerdictCounts(admit: 3, retest: 1, hold: 1))
                ],
                devices: [
                    DeviceStatus(
                        name: "thermo-1", role: "thermometer", driver: "gy-mcu90614", lane: "west-in", state: "lost",
                        since: 75)
                ],
                journal: JournalStatus(
                    origin: "example.org/west", size: 10, durable: 9, ringUsed: 4096, ringCapacity: 1 << 24,
                    available: true, cosigned: [CosignedStatus(upstream: "desk", size: 8, age: 1.5)]))
        }

        func currentStates() -> [GateEvent] {
            [
                .state(
                    StateChange(subject: "lane", name: "west-in", state: "idle"), time: "2020-03-01T08:00:00.250000Z"),
                .sample(
                    SampleSummary(device: "thermo-1", count: 2, object: 34.12, ambient: 22.5),
                    time: "2020-03-01T08:00:01Z"),
                .passage(
                    PassageEvent(
                        passage: "42", lane: "west-in", category: "resident", verdict: "admit", final: true,
                        reasons: ["temperature.normal"], temperature: 36.52, scheme: "gh1", outcome: "verified",
                        index: 7, verdictLatency: 40, durableLatency: 900), time: "2020-03-01T08:00:02Z"),
            ]
        }

        func reportCosignature(note: String) throws(ControlRefusal) -> Int { 0 }
        func reload() throws(ControlRefusal) {}
        func capture(device: String, withCodes: Bool, for listener: CaptureListener) throws(ControlRefusal) {}
    }

    /// Runs the binary while the socket is served from this thread.
    private func run(_ arguments: String...) throws -> (code: Int32, output: String) {
        let directory = try TemporaryDirectory()
        let path = directory.file("control")
        let loop = try EventLoop()
        let gate = Gate()
        let control = GateControl(service: gate)
        let server = try VarlinkServer(
            path: path, info: VarlinkServiceInfo(vendor: "v", product: "p", version: "1", url: "u"),
            access: AccessRules(daemonUser: UInt32(geteuid())), interfaces: [control.interface], reactor: loop)
        defer { server.close() }
        let process = Tool.process(arguments + ["--socket", path])
        try Data().write(to: URL(fileURLWithPath: directory.file("output")))
        process.standardOutput = try FileHandle(forWritingTo: URL(fileURLWithPath: directory.file("output")))
        let ended = try Wakeup()
        process.terminationHandler = { _ in ended.signal() }
        let registration = try loop.register(ended) { _ in loop.stop() }
        try process.run()
        try loop.run()
        registration.cancel()
        process.waitUntilExit()
        return (process.terminationStatus, try String(contentsOfFile: directory.file("output"), encoding: .utf8))
    }

    @Test func statusIsOneScreen() throws {
        let (code, output) = try run("status")
        #expect(code == 0)
        for words in [
            "嘉宝梦之星, gate west", "up 3 h 12 min", "Needs attention:", "thermo-1: was lost 1 min 15 s ago",
            "held, passage 42", "temperature.high", "desk has 8 records, said so 1.5 s ago",
        ] { #expect(output.contains(words), "\(words)") }
        let lines = output.split(separator: "\n", omittingEmptySubsequences: false)
        #expect(lines.count <= 25)
        #expect(lines.allSatisfy { $0.count <= 80 })
        let json = try run("status", "--json")
        #expect(try JSONDecoder().decode(GateStatus.self, from: Data(json.output.utf8)) == Gate().status())
    }

    @Test func monitorTellsWhatHappens() throws {
        let (code, output) = try run("monitor", "--count", "3")
        #expect(code == 0)
        #expect(
            output == """
                08:00:00.250  west-in      is idle
                08:00:01.000  thermo-1     34.12 °C, ambient 22.50 °C  (the last of 2)
                08:00:02.000  west-in      admit   resident   36.52 °C  gh1 verified    #7
                              temperature.normal, verdict in 40 µs, durable in 900 µs

                """)
        let json = try run("monitor", "--json", "--no-samples", "--count", "2")
        let events = try json.output.split(separator: "\n").map {
            try JSONDecoder().decode(GateEvent.self, from: Data($0.utf8))
        }
        #expect(events == [Gate().currentStates()[0], Gate().currentStates()[2]])
    }
}
