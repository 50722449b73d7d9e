import Codes
import Control
import EventLoop
import Glibc
import Wire

// What happens, in order.
extension Demonstration {
    /// How long the desk may take to have everything: back-off of a second, and a machine that does other things too.
    private static let drainLimit = Duration.seconds(30)

    func startEverything(_ services: DemonstrationServices) throws(DemonstrationError) {
        try services.start(services.desk)
        try services.start(services.gate)
        try services.start(services.uplink)
        try openGate(services)
        screen.say(
            "The programs run, \(news.devices.count) devices are ready. Latencies count from the last byte of a person's"
        )
        screen.say("evidence: to the verdict, and to the signed record that is safe on the disk.")
        screen.header()
    }

    func letPeopleCome(_ services: DemonstrationServices) throws(DemonstrationError) {
        let count = options.people
        try waitForPeople(count / 3)
        cutUpstream(services)
        try waitForPeople(count / 2)
        try pump.wait(for: "somebody in the middle of a passage", within: Self.peopleLimit) {
            stages.contains { $0.isInTheMiddle }
        }
        try killDaemon(services)
        try waitForPeople(count * 2 / 3)
        try bringUpstreamBack(services)
        try waitForPeople(count)
        try pump.wait(for: "the desk's cosignature of the whole journal", within: Self.drainLimit) { news.isDrained }
    }

    private func waitForPeople(_ count: Int) throws(DemonstrationError) {
        try pump.wait(for: "\(count) people have passed", within: Self.peopleLimit) { summary.results.count >= count }
    }

    private func cutUpstream(_ services: DemonstrationServices) {
        services.desk.kill()
        screen.event("\(elapsed)  upstream cut: gatehouse-desk killed with -9; the gate keeps working")
        summary.kills.append("gatehouse-desk")
    }

    private func killDaemon(_ services: DemonstrationServices) throws(DemonstrationError) {
        isGateOpen = false
        let middle = stages.first { $0.isInTheMiddle }?.act?.person
        services.gate.kill()
        // What it announced before it died still counts.
        try pump.wait(for: "the daemon's last words", within: Self.startLimit) { services.follower?.isEnded ?? true }
        let interrupted = stages.compactMap { $0.interrupt() }
        for person in interrupted.reversed() { queue.putBack(person) }
        let who = middle.map { "person \($0.number)'s passage" } ?? "a passage"
        screen.event("\(elapsed)  gatehoused killed with -9 in the middle of \(who)")
        let begin = BootClock.now
        try services.start(services.gate)
        try openGate(services)
        let again = interrupted.map(\.number).sorted().map(String.init).joined(separator: ", ")
        let pause = Layout.seconds(BootClock.now - begin)
        screen.event(
            "\(elapsed)  gatehoused is ready again after \(pause), begins anew with \(again.isEmpty ? "nobody" : again); "
                + "\(news.waiting) records wait for upstream")
        summary.kills.append("gatehoused, ready again after \(pause)")
    }

    private func bringUpstreamBack(_ services: DemonstrationServices) throws(DemonstrationError) {
        let waiting = news.waiting
        let begin = BootClock.now
        screen.event("\(elapsed)  upstream back: gatehouse-desk started; \(waiting) records wait for it")
        let goal = news.size
        try services.start(services.desk)
        try pump.wait(for: "the backlog is drained", within: Self.drainLimit) { news.cosigned >= goal }
        screen.event(
            "\(elapsed)  backlog drained: \(news.cosigned) records cosigned, "
                + "\(Layout.seconds(BootClock.now - begin)) after the desk was started")
    }

    /// Waits for every device of the daemon's present life.
    private func openGate(_ services: DemonstrationServices) throws(DemonstrationError) {
        news.forgetDevices()
        try services.follow()
        try pump.wait(for: "the gate's devices are ready", within: Self.startLimit) {
            news.devices.count == 3 * stages.count && news.devices.values.allSatisfy { $0 == "ready" }
        }
        isGateOpen = true
    }

    /// Journal, desk, and what was announced, held against each other.
    func compare(_ services: DemonstrationServices) throws(DemonstrationError) {
        let gate = ["--config", site.path("gatehouse.toml")]
        let root = ["--root", site.path("committee/root.vkey")]
        let verify = try services.run("gatehousectl", ["journal", "verify"] + gate + root, output: "verify.txt")
        summary.verification = DemonstrationSummary.Verification(
            words: verify.text.split(separator: "\n").first.map(String.init) ?? "said nothing",
            isSound: verify.end == .exited(0))
        let export = try services.run("gatehousectl", ["journal", "export"] + gate, output: "journal.jsonl")
        let desk = ["--config", site.path("desk.toml")]
        let records = try services.run("gatehouse-desk", ["records", "--json"] + desk, output: "desk.jsonl")
        for (name, end) in [("gatehousectl journal export", export.end), ("gatehouse-desk records", records.end)]
        where end != .exited(0) {
            summary.failures.append("\(name) \(end.words)")
        }
        summary.comparison = RecordComparison(journal: export.text, desk: records.text)
        summary.lost = RecordComparison.lost(news.announced, journal: export.text)
        summary.cosigned = news.cosigned
    }
}

// What goes on in each turn of the loop.
extension Demonstration {
    /// Hears the daemon, shows who is done, and lets the next ones come.
    func advance() throws(DemonstrationError) {
        guard let services else { return }
        try services.check()
        for item in services.follower?.take() ?? [] {
            guard let record = news.take(item) else { continue }
            stages.first { $0.lane.name == record.lane }?.receive(record)
        }
        for stage in stages {
            if let result = stage.takeResult() {
                summary.results.append(result)
                screen.row(result)
            }
            if isGateOpen, stage.isFree, let person = queue.next(for: stage.lane) {
                stage.begin(person, code: try code(of: person))
            }
            if stage.isStuck, let person = stage.act?.person {
                throw .timeout(
                    what: "a verdict for person \(person.number) (\(person.label)) at \(stage.lane.name)",
                    limit: LaneStage.patience)
            }
        }
    }

    private func code(of person: Person) throws(DemonstrationError) -> String? {
        do {
            return try wallet?.code(for: person)
        } catch {
            throw .world("a pass cannot be issued: \(error)")
        }
    }
}
