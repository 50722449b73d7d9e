import Control
import Foundation
import Glibc
import Journal
import Synchronization
import TestSupport
import Testing

/// kill −9 of daemon, uplink and desk at any moment, while people pass: nothing that was announced is lost, nothing is
/// doubled, nothing is out of order, and the barrier is never left open.
@Suite struct KillTests {
    /// Of each program, at each of two gates: 480 in all.
    private static let kills = 80

    @Test(arguments: [UInt64(20_260_314), 77])
    func killsLoseNothing(seed: UInt64) throws {
        let storm = try Storm(seed: seed, kills: Self.kills)
        try storm.rage()
        try storm.calm()

        #expect(storm.kills >= 3 * Self.kills)
        let records = try storm.site.export()
        #expect(records.map(\.index) == Array(0..<UInt64(records.count)))
        let verified = try storm.site.ctl("journal", "verify", "--root", storm.site.file("committee/root.vkey"))
        #expect(verified.contains("is sound"), "\(verified)")
        try storm.expectAnnouncedIsKept(in: records)
        try storm.expectDeskHolds(records)
        storm.expectBarrierWasRight()
        // People did pass, and many records were announced, or the test has tested nothing.
        #expect(records.count { $0.verdict == "admit" } > 10 && storm.announced.count > 20)
        #expect(records.contains { $0.detail.outcome == "verified" })
    }
}

/// A site in which everything is killed all the time.
private final class Storm: Sendable {
    let site: Site
    private let crowd: Crowd
    private let barrier: BarrierWatch
    private let killers: (daemon: Killer, uplink: Killer, desk: Killer)
    private let told = Mutex<[PassageEvent]>([])
    private let seed: UInt64

    init(seed: UInt64, kills: Int) throws {
        self.seed = seed
        site = try Site()
        try site.edit("uplink.toml", "retry_min_ms = 500", "retry_min_ms = 50")
        try site.edit("uplink.toml", "retry_max_ms = 5000", "retry_max_ms = 200")
        crowd = try Crowd(site)
        barrier = BarrierWatch(site)
        killers = (
            Killer(kills: kills, seed: seed), Killer(kills: kills, seed: seed &+ 1),
            Killer(kills: kills, seed: seed &+ 2)
        )
    }

    /// What the daemons announced, in order.
    var announced: [PassageEvent] { told.withLock { $0 } }
    var kills: Int { killers.daemon.kills + killers.uplink.kills + killers.desk.kills }

    /// Kills until each program was killed often enough.
    func rage() throws {
        let all = [killers.daemon, killers.uplink, killers.desk]
        var threads = try crowd.come(seed: seed) + [barrier.watch()]
        threads.append(try killers.daemon.run { [self] in try daemonLife($0, $1) })
        threads.append(try killers.uplink.run { [self] in try uplinkLife($0, $1) })
        threads.append(try killers.desk.run { [self] in try deskLife($0, $1) })
        defer {
            for killer in all { killer.cancel() }
            crowd.stop()
            // The barrier is watched until the guard has had its time.
            try? until("every pulse has ended", holds: { barrier.pulses.allSatisfy { $0.offAt != nil } })
            barrier.stop()
            for thread in threads { thread.join() }
        }
        // However long it takes all in all: what has a bound is the time to the next kill.
        let isOver = { all.allSatisfy(\.isDone) || all.contains { $0.problem != nil } }
        while !isOver() {
            let before = kills
            try until("another kill after \(before)", holds: { kills > before || isOver() })
        }
        for killer in all { #expect(killer.problem == nil) }
    }

    /// Lets all three run until the desk has everything, and ends them in order.
    func calm() throws {
        let (desk, daemon, uplink) = (try site.startDesk(), try site.startDaemon(), try site.startUplink())
        _ = try site.status()
        #expect(try daemon.terminate() == .exit(0), "\(daemon.errors)")
        let count = try site.export().count
        try until("the desk has \(count) records", holds: { try deskRecords().count >= count })
        for program in [uplink, desk] {
            #expect(try program.terminate() == .exit(0), "\(program.name): \(program.errors)")
        }
    }

    // MARK: - Lives

    private func daemonLife(_ moment: Killer.Moment, _ pause: (ClosedRange<Int>) -> Void) throws {
        let tap = MonitorTap(path: site.file("run/control"))
        try live(moment, pause, tap)
        told.withLock { $0 += tap.passages }
        let held = try JournalReader(directory: site.file("journal")).held()
        guard let last = announced.compactMap(\.index).max(), last >= held.upperBound else { return }
        throw NeverHappened(what: "record \(last) that was announced; the journal ends at \(held.upperBound)")
    }

    /// A life of the daemon, listened to by `tap` to its end.
    private func live(
        _ moment: Killer.Moment, _ pause: (ClosedRange<Int>) -> Void, _ tap: MonitorTap
    ) throws {
        let daemon = try site.startDaemon()
        let listener = try tap.listen()
        defer {
            daemon.kill()
            tap.end()
            listener.join()
        }
        switch moment {
        case .starting: pause(0...150)
        case .working:
            try until("the daemon answers: \(daemon.errors)", holds: { tap.isConnected })
            pause(0...900)
        case .acting:
            try until("a passage: \(daemon.errors)", holds: { !tap.passages.isEmpty })
            pause(0...40)
        case .opening:
            let before = barrier.pulses.count
            waitAWhile { barrier.pulses.count == before }
            pause(0...300)
        }
        if !daemon.isRunning { throw NeverHappened(what: "a life of the daemon: \(daemon.errors)") }
    }

    private func uplinkLife(_ moment: Killer.Moment, _ pause: (ClosedRange<Int>) -> Void) throws {
        let uplink = try site.startUplink()
        defer { uplink.kill() }
        switch moment {
        case .starting: pause(0...150)
        case .working: pause(150...900)
        case .acting, .opening:
            waitAWhile(forChangeOf: "uplink/state")
            pause(0...20)
        }
        guard uplink.isRunning else { throw NeverHappened(what: "a life of the uplink: \(uplink.errors)") }
    }

    private func deskLife(_ moment: Killer.Moment, _ pause: (ClosedRange<Int>) -> Void) throws {
        let desk = try site.startDesk()
        defer { desk.kill() }
        switch moment {
        case .starting: pause(0...150)
        case .working:
            try until(
                "the desk serves: \(desk.errors)", holds: { desk.output.contains("serves on") || !desk.isRunning })
            pause(0...700)
        case .acting, .opening:
            waitAWhile(forChangeOf: "desk")
            pause(0...20)
        }
        guard desk.isRunning else { throw NeverHappened(what: "a life of the desk: \(desk.errors)") }
    }

    /// Until something in a folder is written.
    private func waitAWhile(forChangeOf folder: String) {
        let before = latestChange(in: folder)
        waitAWhile { latestChange(in: folder) == before }
    }

    /// While `condition` holds, at most two seconds: the others may be dead meanwhile.
    private func waitAWhile(_ condition: () -> Bool) {
        let deadline = ContinuousClock.now + .seconds(2)
        while condition(), ContinuousClock.now < deadline { pause(.milliseconds(2)) }
    }

    private func latestChange(in folder: String) -> [Int] {
        let names = (try? FileManager.default.subpathsOfDirectory(atPath: site.file(folder))) ?? []
        return names.reduce(into: [0, 0]) { latest, name in
            var found = stat()
            guard stat(site.file("\(folder)/\(name)"), &found) == 0 else { return }
            let time = [found.st_mtim.tv_sec, found.st_mtim.tv_nsec]
            if latest.lexicographicallyPrecedes(time) { latest = time }
        }
    }

    // MARK: - What must be so

    func expectAnnouncedIsKept(in records: [ExportedRecord]) throws {
        for event in announced {
            guard let index = event.index else { continue }
            try #require(index < records.count, "record \(index) was announced and is lost")
            let record = records[index]
            let same =
                record.detail.passage == event.passage && record.verdict == event.verdict
                && record.reasons == event.reasons && record.detail.final == event.final && record.lane == event.lane
            #expect(same, "record \(index) was announced as \(event) and is \(record)")
        }
        let indexes = announced.compactMap(\.index)
        #expect(indexes == indexes.sorted() && Set(indexes).count == indexes.count, "announced out of order or twice")
    }

    func expectDeskHolds(_ records: [ExportedRecord]) throws {
        let stored = try deskRecords()
        #expect(stored.map(\.index) == records.map(\.index))
        for (mine, theirs) in zip(records, stored) {
            let same =
                theirs.origin == site.origin && theirs.kind == mine.kind && theirs.time == mine.time
                && theirs.verdict == mine.verdict && (theirs.reasons ?? []) == mine.reasons
                && theirs.sealed?.sha256 == mine.sealed?.sha256
            #expect(same, "the desk has \(theirs) for \(mine)")
        }
        let reader = try JournalReader(directory: site.file("journal"))
        for theirs in stored {
            let record = try #require(try reader.next())
            #expect(theirs.leaf_hash == Hash256.leaf(record.leaf.bytes).description, "record \(record.index)")
        }
        let (end, output, errors) = try site.run("gatehouse-desk", ["verify", "--config", site.file("desk.toml")])
        #expect(end == .exit(0), "\(output)\(errors)")
    }

    func expectBarrierWasRight() {
        #expect(barrier.problem == nil)
        let pulses = barrier.pulses
        #expect(pulses.count > 5)
        for pulse in pulses {
            #expect(pulse.admission != nil, "the barrier opened without a record at \(pulse.at)")
            #expect(pulse.offAt != nil, "the barrier stayed open after \(pulse.at)")
        }
    }

    /// What `gatehouse-desk records --json` prints of a record.
    struct StoredRecord: Decodable {
        var origin: String
        var index: UInt64
        var leaf_hash: String
        var kind: String?
        var time: String?
        var verdict: String?
        var reasons: [String]?
        var sealed: ExportedRecord.Sealed?
    }

    private func deskRecords() throws -> [StoredRecord] {
        let lines = try site.run("gatehouse-desk", ["records", "--json", "--config", site.file("desk.toml")]).output
        return try lines.split(separator: "\n").map {
            try JSONDecoder().decode(StoredRecord.self, from: Data($0.utf8))
        }
    }
}
