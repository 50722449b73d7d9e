import Control
import EventLoop
import Foundation
import Glibc
import TestSupport
import Wire

/// A gate with two devices, served at a real socket from the thread of the test while the real binary asks it.
final class DeviceGate: ControlService {
    let loop: EventLoop
    let control: GateControl
    let directory: TemporaryDirectory
    private let proxy: Proxy
    private var server: VarlinkServer?
    private(set) var captures: [(device: String, withCodes: Bool, listener: CaptureListener)] = []
    var problem: String?
    /// Called when a capture began.
    var onCapture: (CaptureListener) -> Void = { _ in }
    /// Called when somebody asked for the states.
    var onMonitor: () -> Void = {}

    init() throws {
        loop = try EventLoop()
        directory = try TemporaryDirectory()
        proxy = Proxy()
        control = GateControl(service: proxy)
        proxy.gate = self
        server = try VarlinkServer(
            path: socket, info: VarlinkServiceInfo(vendor: "v", product: "p", version: "1", url: "u"),
            access: AccessRules(daemonUser: UInt32(geteuid())), interfaces: [control.interface], reactor: loop)
    }

    var socket: String { directory.file("control") }

    /// The daemon goes away.
    func close() {
        server?.close()
        server = nil
    }

    var devices: [DeviceStatus] {
        var thermometer = DeviceStatus(
            name: "thermo-1", role: "thermometer", driver: "gy-mcu90614", lane: "west-in", state: "ready", since: 75)
        thermometer.counters.frames = 12
        thermometer.facts = [NamedValue(name: "emissivity", value: "0.97")]
        let scanner = DeviceStatus(
            name: "scan-1", role: "scanner", driver: "serial-line", lane: "west-in", state: "lost", since: 5,
            problem: "it hung up; plug it in again")
        return [thermometer, scanner]
    }

    func status() -> GateStatus {
        GateStatus(
            site: "嘉宝梦之星", gate: "west", version: "9.9", uptime: 11_525,
            clock: ClockStatus(time: "2020-03-01T08:00:00Z", quality: "synchronised"), lanes: [], devices: devices,
            journal: JournalStatus(origin: "o", size: 0, durable: 0, ringUsed: 0, ringCapacity: 0, available: true))
    }

    func currentStates() -> [GateEvent] {
        onMonitor()
        let time = "2020-03-01T08:00:01Z"
        return [
            .state(StateChange(subject: "lane", name: "west-in", state: "idle"), time: time),
            .state(StateChange(subject: "device", name: "scan-1", state: "lost", notes: ["it hung up"]), time: time),
            .sample(SampleSummary(device: "thermo-1", count: 1, object: 34.12, ambient: 22.5), time: time),
            .scan(ScanNotice(device: "scan-1", count: 3), time: time),
            .fact(FactNotice(device: "thermo-1", name: "emissivity", value: "0.97"), time: time),
        ]
    }

    func reportCosignature(note: String) throws(ControlRefusal) -> Int { 0 }
    func reload() throws(ControlRefusal) {}

    func capture(device: String, withCodes: Bool, for listener: CaptureListener) throws(ControlRefusal) {
        captures.append((device, withCodes, listener))
        onCapture(listener)
    }

    /// Runs the binary to its end while the gate is served. `input` and `output` take the place of files.
    func run(
        _ arguments: [String], input: FileHandle? = nil, output: FileHandle? = nil,
        started: (Process) -> Void = { _ in }
    ) throws -> Tool.Result {
        let process = Tool.process(arguments + ["--socket", socket])
        process.environment?["TERM"] = "xterm-256color"
        for name in ["output", "complaint"] { try Data().write(to: URL(fileURLWithPath: directory.file(name))) }
        func handle(_ name: String) throws -> FileHandle {
            try FileHandle(forWritingTo: URL(fileURLWithPath: directory.file(name)))
        }
        process.standardInput = input ?? FileHandle.nullDevice
        process.standardOutput = try output ?? handle("output")
        process.standardError = try handle("complaint")
        let ended = try Wakeup()
        process.terminationHandler = { _ in ended.signal() }
        let registration = try loop.register(ended) { [loop] _ in loop.stop() }
        try process.run()
        started(process)
        try loop.run()
        registration.cancel()
        process.waitUntilExit()
        func text(_ name: String) throws -> String { try String(contentsOfFile: directory.file(name), encoding: .utf8) }
        return Tool.Result(
            code: process.terminationStatus, output: try text("output"), complaint: try text("complaint"))
    }

    /// The control holds its service weakly, and a gate that is half made cannot be handed on.
    private final class Proxy: ControlService {
        weak var gate: DeviceGate?

        func status() -> GateStatus { gate?.status() ?? DeviceGate.none }
        func currentStates() -> [GateEvent] { gate?.currentStates() ?? [] }
        func reportCosignature(note: String) throws(ControlRefusal) -> Int { 0 }
        func reload() throws(ControlRefusal) {}
        func capture(device: String, withCodes: Bool, for listener: CaptureListener) throws(ControlRefusal) {
            try gate?.capture(device: device, withCodes: withCodes, for: listener)
        }
    }

    private static let none = GateStatus(
        site: "", gate: "", version: "", uptime: 0, clock: ClockStatus(time: "", quality: ""), lanes: [], devices: [],
        journal: JournalStatus(origin: "", size: 0, durable: 0, ringUsed: 0, ringCapacity: 0, available: false))
}
