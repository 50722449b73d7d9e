import Control
import EventLoop
import Glibc
import Wire

/// One lane of the demonstration: its fake devices, and the person who stands there.
final class LaneStage {
    /// The longest that a person takes: a window of 6 s, a second measurement, and a machine that does other things too.
    static let patience = Duration.seconds(30)
    /// The barrier's order is on the wire before the record is announced; the fake relay has it within a turn of the
    /// loop. After this time it never comes.
    static let barrierPatience = Duration.seconds(2)

    /// The lane.
    let lane: DemonstrationSite.Lane
    /// Whoever stands there.
    private(set) var act: LaneAct?
    /// When the person's passage began.
    private(set) var began = Instant(nanoseconds: 0)

    private let thermometer: HostedDevice
    private let scanner: HostedDevice
    private let relay: HostedDevice
    private let loop: EventLoop
    private var ordersBefore: UInt64 = 0
    private var decided: Instant?

    /// The lane with its devices of `simulation`; `nil` when it does not have them.
    init?(_ lane: DemonstrationSite.Lane, _ simulation: Simulation, loop: EventLoop) {
        func device(_ kind: String) -> HostedDevice? {
            simulation.devices.first { $0.name == "\(kind)-\(lane.number)" }
        }
        guard let thermometer = device("thermo"), let scanner = device("scan"), let relay = device("relay") else {
            return nil
        }
        self.lane = lane
        self.thermometer = thermometer
        self.scanner = scanner
        self.relay = relay
        self.loop = loop
    }

    /// Whether nobody stands there.
    var isFree: Bool { act == nil }

    /// Whether somebody is being measured at this moment.
    var isInTheMiddle: Bool { act?.isInTheMiddle(frames: frames) ?? false }

    /// Whether somebody stands there for too long.
    var isStuck: Bool { act != nil && loop.now - began > Self.patience }

    /// Sends `person` to the lane.
    func begin(_ person: Person, code: String?) {
        began = loop.now
        decided = nil
        ordersBefore = orders
        act = LaneAct(person, code: code, frames: frames) { perform($0) }
    }

    /// Takes the person away, whatever was going on. Who has a verdict is done; anybody else is returned, to come again.
    func interrupt() -> Person? {
        perform(.subject(nil))
        guard let act, act.verdict == nil else { return nil }
        self.act = nil
        return act.person
    }

    /// The lane made a record.
    func receive(_ record: PassageEvent) {
        act?.receive(record, frames: frames) { perform($0) }
        if act?.verdict != nil, decided == nil { decided = loop.now }
    }

    /// The result of somebody who has a verdict and has gone, once; `nil` until then.
    func takeResult() -> PersonResult? {
        act?.frameSent(frames) { perform($0) }
        guard let act, act.isOver, let verdict = act.verdict, let decided else { return nil }
        let opened = orders > ordersBefore
        let isAwaited = verdict.verdict == "admit" && !opened && loop.now - decided < Self.barrierPatience
        if isAwaited { return nil }
        self.act = nil
        return PersonResult(person: act.person, lane: lane.name, records: act.records, barrierOpened: opened)
    }

    private var frames: UInt64 { (thermometer.model as? FakeGYMCU90614)?.frames ?? 0 }

    private var orders: UInt64 { (relay.model as? FakeLCUS)?.closingOrders ?? 0 }

    private func perform(_ command: LaneAct.Command) {
        // These devices know these commands, and are plugged for as long as the demonstration runs.
        switch command {
        case .subject(let temperature): _ = try? thermometer.perform(.subject(temperature))
        case .scan(let text): _ = try? scanner.perform(.scan(text))
        }
    }
}
