import Admission
import Codes
import Control
import EventLoop
import Wire

@testable import Gate

/// Lanes and a lookup desk on a virtual clock, wired as the gate wires them, with an uplink that does what the test says.
final class LookupBench {
    /// The lanes stamp what they judge with the wall clock, and so does the desk.
    let time = WallClock(zone: "UTC").read().unix
    let loop = VirtualLoop(start: Instant(nanoseconds: 1_000_000_000_000))
    let uplink = FakeUplink()
    let desk: LookupDesk
    private(set) var lanes: [BenchLane] = []
    var riskAreas: RiskAreas?
    var troubles: [String] = []
    private var scans: UInt8 = 0

    /// Lanes where residents need a health code, or what `change` says.
    init(
        lanes count: Int = 2, cacheSeconds: Int64 = 0, connected: Bool = true,
        _ change: (inout LaneSettings) -> Void = { _ in }
    ) {
        let families = ["city", "province"].map {
            ResolverFamily(name: $0, shapes: [], place: "site west", cacheSeconds: cacheSeconds)
        }
        var areas: () -> RiskAreas? = { nil }
        let time = time
        desk = LookupDesk(
            families: families,
            surroundings: LookupDesk.Surroundings(
                clock: { (time, .synchronised) }, riskAreas: { areas() }),
            scheduler: loop)
        areas = { [unowned self] in riskAreas }
        if connected { desk.attach(uplink) }
        for number in 0..<count {
            var settings = LaneSettings(number: UInt16(number + 1), name: "lane-\(number)")
            settings.measurement.calibrationRequired = false
            settings.needs[.resident] = Needs([.temperature, .healthCode])
            change(&settings)
            lanes.append(BenchLane(settings: settings, loop: loop))
        }
        desk.onAnswer = { [unowned self] lane, passage, verifications, digest, now in
            guard let passage else {
                lanes[lane].runner.receive(verifications, digest: digest, at: now)
                return true
            }
            return lanes[lane].runner.receive(answer: verifications, to: passage, digest: digest, at: now)
        }
        desk.onTrouble = { [unowned self] provider, failure in
            troubles.append("\(provider) \(failure?.rawValue ?? "ok")")
        }
    }

    /// A code is shown at a lane; `text` makes it the same code as before.
    @discardableResult
    func show(_ text: String? = nil, provider: String = "city", at lane: Int = 0, elsewhere: Bool = false)
        -> LookupQuestion
    {
        scans &+= 1
        let text = text ?? "https://codes.example/\(scans)"
        var bytes = Array(text.utf8)
        let question = LookupQuestion(
            provider: provider, code: ScannedText(taking: &bytes), digest: CodeDigest(bytes: Array(text.utf8)),
            wasElsewhere: elsewhere)
        desk.ask(question, lane: lane, at: loop.now) { lanes[lane].runner.ask(at: loop.now) }
        return question
    }

    /// The uplink answers.
    @discardableResult
    func answer(_ id: Int, colour: String? = "green", _ change: (inout LookupResult) -> Void = { _ in }) -> Bool {
        var result = LookupResult(known: true)
        result.colour = colour
        change(&result)
        return desk.answer(id, LookupAnswer(id: id, result: result).outcome, at: loop.now)
    }

    @discardableResult
    func fail(_ id: Int, _ word: String) -> Bool {
        desk.answer(id, LookupAnswer(id: id, failure: word).outcome, at: loop.now)
    }

    func wait(_ duration: Duration) { loop.advance(by: duration) }
}

/// An uplink that remembers what it was asked.
final class FakeUplink: LookupChannel {
    var isOpen = true
    var lookups: [Lookup] = []
    var codes: [String] = []
    var last: Int { lookups.last?.id ?? 0 }

    func tell(_ lookup: Lookup, code: UnsafeRawBufferPointer) {
        lookups.append(lookup)
        codes.append(String(decoding: code, as: UTF8.self))
    }
}

/// One lane with a ready thermometer, and a house that keeps what it is given and makes every record durable at once.
final class BenchLane: LaneHouse {
    private(set) var records: [EntryRecord] = []
    private(set) var views: [LaneView] = []
    private(set) var opened = 0
    private var made: LaneRunner?
    private let loop: VirtualLoop

    var runner: LaneRunner {
        guard let made else { preconditionFailure("the lane is made in its initialiser") }
        return made
    }

    init(settings: LaneSettings, loop: VirtualLoop) {
        self.loop = loop
        let runner = LaneRunner(
            settings: settings, thermometer: Thermometer(name: "thermo", driver: "gy-mcu90614"), seed: 7,
            clock: WallClock(zone: "UTC"), reactor: loop, house: self)
        made = runner
        runner.journalChanged(available: true, at: loop.now)
        runner.deviceChanged(.thermometer, to: .ready, at: loop.now)
    }

    /// Somebody of that forehead temperature stands there for a second.
    func stand(hundredths: Int32 = 3650) {
        for _ in 0..<10 {
            runner.receive(
                Sample(object: Temperature(hundredths: hundredths), ambient: Temperature(hundredths: 2250)),
                at: loop.now)
            loop.advance(by: .milliseconds(100))
        }
    }

    /// Verdict, whether it ends the passage, and reasons of the last record.
    var last: String {
        guard let record = records.last else { return "nothing" }
        return
            "\(record.verdict.name ?? "-")\(record.isFinal ? "!" : "") \(record.reasons.codes.joined(separator: " "))"
    }

    /// What the last record's code came to: outcome and advisories.
    var code: String {
        guard let verification = records.last?.verification else { return "none" }
        return ([verification.outcome.rawValue] + verification.advisories).joined(separator: " ")
    }

    func submit(_ record: EntryRecord, from runner: LaneRunner) -> Bool {
        records.append(record)
        return true
    }

    func open(_ ticket: EntryRecord.Ticket, at runner: LaneRunner) { opened += 1 }
    func show(_ view: LaneView, at runner: LaneRunner) { views.append(view) }
}
