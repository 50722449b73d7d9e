import Journal
import TestSupport
import Testing
import Wire

@testable import Uplink

/// Random schedules of lost requests, lost answers, crashes on both sides and lost cursors, against a desk that is a list.
@Suite struct ForwarderModelTests {
    @Test func everyRecordArrivesOnceAndInOrder() {
        for seed in 0..<2000 as Range<UInt64> {
            var world = World(seed: seed)
            world.run(steps: 120, faults: true)
            world.settle()
            #expect(world.forwarder.state != .forked, "seed \(seed)")
            #expect(world.desk.records == world.journal.records, "seed \(seed)")
            #expect(world.forwarder.acknowledged.size == UInt64(world.journal.count), "seed \(seed)")
        }
    }

    @Test func anUpstreamFromAnOldBackupIsFilledAgain() {
        for seed in 0..<500 as Range<UInt64> {
            var world = World(seed: seed)
            world.run(steps: 200, faults: true)
            world.restoreDesk()
            world.settle()
            #expect(world.desk.records == world.journal.records, "seed \(seed)")
        }
    }

    @Test func aJournalThatWasCutAndGoesOnIsFound() {
        for seed in 0..<500 as Range<UInt64> {
            var world = World(seed: seed)
            world.run(steps: 200, faults: true)
            world.settle()
            let cosigned = world.desk
            world.rewriteTail()
            world.settle()
            #expect(world.forwarder.state == .forked, "seed \(seed)")
            #expect(world.desk == cosigned, "seed \(seed): nothing of the other history may be stored")
        }
    }

    /// A log of numbers, with something like a root for each size (FNV-1a; nobody attacks it).
    private struct Log: Equatable {
        private(set) var records: [Int] = []
        private var roots: [UInt64] = [0xcbf2_9ce4_8422_2325]

        var count: Int { records.count }

        mutating func append(_ record: Int) {
            records.append(record)
            roots.append(((roots.last ?? 0) ^ UInt64(record)) &* 0x100_0000_01b3)
        }

        mutating func cut(to size: Int) {
            records.removeLast(count - size)
            roots.removeLast(roots.count - size - 1)
        }

        func position(_ size: Int) -> Forwarder.Position {
            let bytes = (0..<32).map { UInt8(truncatingIfNeeded: roots[size] >> UInt64($0 % 8 * 8)) }
            return .init(size: UInt64(size), root: size == 0 ? .emptyTree : Hash256(bytes) ?? .zero)
        }
    }

    /// Journal, network, desk and clock.
    private struct World {
        var random: SplitMix
        var journal = Log()
        /// Sizes that the gate has signed.
        var signed: [Int] = []
        var desk = Log()
        var forwarder: Forwarder
        var now = Instant(nanoseconds: 1_000_000_000)
        var kept: [Forwarder.Position] = []
        private var input = Forwarder.Input.awake(head: 0)
        private var chunk: Forwarder.Chunk?
        private var faults = false
        private var next = 0

        init(seed: UInt64) {
            random = SplitMix(seed: seed)
            forwarder = Forwarder(kept: nil)
            grow()
        }

        mutating func run(steps: Int, faults: Bool) {
            self.faults = faults
            for _ in 0..<steps {
                if faults, happens(20) { crash() }
                if faults, happens(3) { grow() }
                input = perform(forwarder.step(input, at: now, using: &random))
                now = now + .milliseconds(50)
            }
        }

        /// Lets things go their way without faults until all is cosigned or the forwarder has stopped.
        mutating func settle() {
            for _ in 0..<400 {
                run(steps: 10, faults: false)
                if forwarder.state == .forked || (desk == journal && forwarder.state == .idle) { break }
            }
        }

        mutating func grow() {
            for _ in 0..<Int.random(in: 1...4, using: &random) {
                journal.append(next)
                next += 1
            }
            signed.append(journal.count)
        }

        /// An attacker takes the last commits away and lets the gate go on.
        mutating func rewriteTail() {
            signed.removeLast(Int.random(in: 1...signed.count, using: &random))
            journal.cut(to: signed.last ?? 0)
            next += 1000
            for _ in 0..<Int.random(in: 1...8, using: &random) { grow() }
            crash()
        }

        /// The desk comes back from a backup: at a size that it has cosigned once.
        mutating func restoreDesk() {
            let limit = Int.random(in: 0...desk.count, using: &random)
            desk.cut(to: signed.last { $0 <= limit } ?? 0)
        }

        /// The uplink starts again, with what it kept, an older copy of that, or nothing.
        private mutating func crash() {
            let copy = [kept.last, kept.randomElement(using: &random), nil].randomElement(using: &random) ?? nil
            forwarder = Forwarder(kept: copy)
            input = .awake(head: UInt64(journal.count))
        }

        private mutating func happens(_ oneIn: Int) -> Bool { Int.random(in: 0..<oneIn, using: &random) == 0 }

        private mutating func perform(_ action: Forwarder.Action) -> Forwarder.Input {
            switch action {
            case .wait(let until):
                if !faults, let until { now = max(now, until) }
                return .awake(head: UInt64(journal.count))
            case .pause(let until):
                now = max(now, until)
                return .awake(head: UInt64(journal.count))
            case .prepare(let start, let limit):
                return prepare(Int(start), limit)
            case .putBlobs:
                return faults && happens(5) ? .failed : .blobsStored
            case .append:
                return append()
            case .heartbeat(let position):
                if faults, happens(5) { return .failed }
                if Int(position.size) != desk.count { return .otherSize(UInt64(desk.count)) }
                return position == desk.position(desk.count) ? .cosigned(position) : .otherSize(position.size)
            case .keep(let position):
                kept.append(position)
                return .kept
            case .compare(let position):
                guard position.size <= journal.count else { return .compared(.missing(ours: UInt64(journal.count))) }
                guard position.size == 0 || signed.contains(Int(position.size)) else { return .compared(.different) }
                return .compared(position == journal.position(Int(position.size)) ? .same : .different)
            case .halt:
                return .awake(head: UInt64(journal.count))
            }
        }

        private mutating func prepare(_ start: Int, _ limit: Int) -> Forwarder.Input {
            let ends = signed.filter { $0 > start }
            guard let end = ends.prefix(Int.random(in: 1...5, using: &random)).last else { return .unreadable }
            let made = Forwarder.Chunk(
                start: UInt64(start), end: journal.position(end), batches: Int.random(in: 0...2, using: &random),
                head: UInt64(journal.count))
            chunk = made
            return .prepared(made)
        }

        private mutating func append() -> Forwarder.Input {
            guard let chunk else { return .failed }
            if faults, happens(6) { return .failed }  // The request is lost, or the desk dies before its commit.
            let answer = deskAppends(chunk)
            if faults, happens(6) { return .failed }  // The answer is lost, or the desk dies after its commit.
            if faults, happens(12) { return .busy(retryAfter: .seconds(5)) }
            return answer
        }

        private mutating func deskAppends(_ chunk: Forwarder.Chunk) -> Forwarder.Input {
            let (start, end) = (Int(chunk.start), Int(chunk.end.size))
            guard start == desk.count else {
                let overlap = min(end, desk.count)
                if start < overlap, desk.records[start..<overlap] != journal.records[start..<overlap] { return .fork }
                return .conflict(desk.position(desk.count))
            }
            var grown = desk
            for record in journal.records[start..<end] { grown.append(record) }
            guard grown.position(end) == chunk.end else { return .fork }
            desk = grown
            return .cosigned(chunk.end)
        }
    }
}
