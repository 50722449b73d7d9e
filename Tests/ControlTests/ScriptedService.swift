import Control

/// A gate whose answers the test writes.
final class ScriptedService: ControlService {
    var answer = ScriptedService.example
    var states: [GateEvent] = []
    var notes: [String] = []
    var reloads = 0
    var refusal: ControlRefusal?

    func status() -> GateStatus { answer }
    func currentStates() -> [GateEvent] { states }

    func reportCosignature(note: String) throws(ControlRefusal) -> Int {
        if let refusal { throw refusal }
        notes.append(note)
        return note.utf8.count
    }

    func reload() throws(ControlRefusal) {
        if let refusal { throw refusal }
        reloads += 1
    }

    var lookupListeners: [LookupListener] = []
    var lookupAnswers: [LookupAnswer] = []

    func lookups(for listener: LookupListener) throws(ControlRefusal) {
        if let refusal { throw refusal }
        lookupListeners.append(listener)
    }

    func answerLookup(_ answer: LookupAnswer) throws(ControlRefusal) -> Bool {
        lookupAnswers.append(answer)
        return answer.id == 1
    }

    var listeners: [(device: String, withCodes: Bool, listener: CaptureListener)] = []

    func capture(device: String, withCodes: Bool, for listener: CaptureListener) throws(ControlRefusal) {
        if let refusal { throw refusal }
        listeners.append((device, withCodes, listener))
    }

    static let time = "2020-03-01T08:00:00Z"

    /// Every key is there.
    static let example = GateStatus(
        site: "嘉宝梦之星", gate: "west", version: "0.1", uptime: 12.5,
        clock: ClockStatus(time: time, quality: "synchronised"),
        lanes: [
            LaneStatus(
                name: "west-in", direction: "in", open: true, state: "held", reasons: ["temperature.high"],
                passage: "42", verdicts: VerdictCounts(admit: 3, retest: 1, hold: 1))
        ],
        devices: [device],
        journal: JournalStatus(
            origin: "example.org/west", size: 10, durable: 9, ringUsed: 4096, ringCapacity: 1 << 24, available: true,
            problem: "none", cosigned: [CosignedStatus(upstream: "desk", size: 8, age: 1.5)],
            oldestUncosignedAge: 2.5))

    static let device: DeviceStatus = {
        var device = DeviceStatus(
            name: "thermo-1", role: "thermometer", driver: "gy-mcu90614", lane: "west-in", state: "ready",
            since: 10, port: "/dev/thermo", problem: "none", lastSampleAge: 0.1,
            counters: DeviceCounters(
                frames: .max >> 1, droppedBytes: 1, checksumFailures: 2, faults: 3, reopened: 4))
        device.node = "/dev/ttyUSB0"
        device.transport = "serial 9600 8N1"
        device.match = "path x"
        device.staleLimit = 2
        device.warmUp = 0.5
        device.settings = [NamedValue(name: "mode", value: "body")]
        device.facts = [NamedValue(name: "emissivity", value: "0.97")]
        return device
    }()

    /// Every optional key is left out.
    static let bareExample = GateStatus(
        site: "s", gate: "g", version: "0", uptime: 0, clock: ClockStatus(time: time, quality: "unset"),
        lanes: [LaneStatus(name: "l", direction: "in", open: false, state: "idle")],
        devices: [DeviceStatus(name: "d", role: "output", driver: "lcus", state: "absent", since: 0)],
        journal: JournalStatus(
            origin: "o", size: 0, durable: 0, ringUsed: 0, ringCapacity: 0, available: false))

    static let passage = PassageEvent(
        passage: "42", lane: "west-in", category: "resident", verdict: "admit", final: true,
        reasons: ["temperature.normal"], temperature: 36.5, scheme: "gh1", outcome: "verified", index: 7,
        verdictLatency: 40, durableLatency: 900)
}
