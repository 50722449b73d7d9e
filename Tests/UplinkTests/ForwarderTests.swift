import Journal
import TestSupport
import Testing
import Wire

@testable import Uplink

/// Scripts of inputs and the actions that must follow.
@Suite struct ForwarderTests {
    private struct Script {
        var forwarder: Forwarder
        var now = Instant(nanoseconds: 1_000_000_000_000)
        var random = SplitMix(seed: 7)

        init(kept: Forwarder.Position? = nil) { forwarder = Forwarder(kept: kept) }

        mutating func feed(_ input: Forwarder.Input) -> Forwarder.Action {
            forwarder.step(input, at: now, using: &random)
        }
    }

    private static func position(_ size: UInt64) -> Forwarder.Position {
        .init(size: size, root: Hash256(of: "root \(size)"))
    }

    private static func chunk(_ start: UInt64, _ end: UInt64, batches: Int = 1) -> Forwarder.Chunk {
        .init(start: start, end: position(end), batches: batches, head: end)
    }

    /// A script that has been brought to a cosigned size of 3 with nothing more to send.
    private static func settled() -> Script {
        var script = Script()
        _ = script.feed(.awake(head: 3))
        _ = script.feed(.prepared(chunk(0, 3, batches: 0)))
        _ = script.feed(.cosigned(position(3)))
        _ = script.feed(.kept)
        return script
    }

    @Test func theWholeWay() {
        var script = Script()
        #expect(script.feed(.awake(head: 0)) == .wait(until: nil))
        #expect(script.feed(.awake(head: 5)) == .prepare(from: 0, limit: 8192))
        #expect(script.feed(.prepared(Self.chunk(0, 5, batches: 2))) == .putBlobs(batch: 0))
        #expect(script.forwarder.state == .blobs)
        #expect(script.feed(.blobsStored) == .putBlobs(batch: 1))
        #expect(script.feed(.blobsStored) == .append)
        #expect(script.forwarder.state == .append)
        #expect(script.feed(.cosigned(Self.position(5))) == .keep(Self.position(5)))
        #expect(script.forwarder.state == .cosigned)
        #expect(script.feed(.kept) == .wait(until: script.now + .seconds(60)))
        #expect(script.forwarder.state == .idle)
    }

    @Test func heartbeatAfterAMinuteWithNothingToSend() {
        var script = Self.settled()
        script.now = script.now + .seconds(59)
        #expect(script.feed(.awake(head: 3)) == .wait(until: script.now + .seconds(1)))
        script.now = script.now + .seconds(1)
        #expect(script.feed(.awake(head: 3)) == .heartbeat(Self.position(3)))
        #expect(script.feed(.cosigned(Self.position(3))) == .keep(Self.position(3)))
        #expect(script.feed(.kept) == .wait(until: script.now + .seconds(60)))
    }

    @Test func aLostReplyEndsInAConflictThatAdvances() {
        var script = Script()
        _ = script.feed(.awake(head: 4))
        _ = script.feed(.prepared(Self.chunk(0, 4, batches: 0)))
        guard case .pause(let until) = script.feed(.failed) else { return #expect(Bool(false), "it must pause") }
        #expect(until <= script.now + .seconds(1))
        #expect(script.forwarder.state == .offline)
        #expect(script.feed(.awake(head: 6)) == .prepare(from: 0, limit: 8192))
        #expect(script.feed(.prepared(Self.chunk(0, 6, batches: 0))) == .append)
        #expect(script.feed(.conflict(Self.position(4))) == .compare(Self.position(4)))
        #expect(script.forwarder.state == .rebase)
        #expect(script.feed(.compared(.same)) == .keep(Self.position(4)))
        #expect(script.feed(.kept) == .prepare(from: 4, limit: 8192))
    }

    @Test func anotherHistoryStopsForGood() {
        var script = Script()
        _ = script.feed(.awake(head: 4))
        _ = script.feed(.prepared(Self.chunk(0, 4, batches: 0)))
        _ = script.feed(.conflict(Self.position(2)))
        #expect(script.feed(.compared(.different)) == .halt)
        #expect(script.forwarder.alarm == .forked(at: Self.position(2)))
        #expect(script.feed(.awake(head: 9)) == .halt)
        #expect(script.forwarder.state == .forked)
    }

    @Test func forkEvidenceStopsForGood() {
        var script = Script()
        _ = script.feed(.awake(head: 4))
        _ = script.feed(.prepared(Self.chunk(0, 4, batches: 0)))
        #expect(script.feed(.fork) == .halt)
        #expect(script.forwarder.state == .forked)
    }

    @Test func aShorterJournalThanTheUpstreamsIsTruncation() {
        var script = Script()
        _ = script.feed(.awake(head: 4))
        _ = script.feed(.prepared(Self.chunk(0, 4, batches: 0)))
        _ = script.feed(.conflict(Self.position(9)))
        #expect(script.feed(.compared(.missing(ours: 4))) == .halt)
        #expect(script.forwarder.alarm == .truncated(ours: 4, upstream: 9))
    }

    @Test func theKeptAcknowledgementIsComparedFirst() {
        var script = Script(kept: Self.position(7))
        #expect(script.feed(.awake(head: 9)) == .compare(Self.position(7)))
        #expect(script.feed(.compared(.same)) == .prepare(from: 7, limit: 8192))
        var cut = Script(kept: Self.position(7))
        _ = cut.feed(.awake(head: 5))
        #expect(cut.feed(.compared(.missing(ours: 5))) == .halt)
    }

    @Test func anUpstreamThatLostRecordsGetsThemAgainWithAnAlarm() {
        var script = Self.settled()
        _ = script.feed(.awake(head: 5))
        _ = script.feed(.prepared(Self.chunk(3, 5, batches: 0)))
        _ = script.feed(.conflict(Self.position(2)))
        #expect(script.feed(.compared(.same)) == .prepare(from: 2, limit: 8192))
        #expect(script.forwarder.alarm == .upstreamLost(cosigned: 3, holds: 2))
        _ = script.feed(.prepared(Self.chunk(2, 5, batches: 0)))
        _ = script.feed(.cosigned(Self.position(5)))
        #expect(script.forwarder.alarm == nil)
    }

    @Test func aConflictWithoutProgressIsNoTightLoop() {
        var script = Self.settled()
        _ = script.feed(.awake(head: 5))
        _ = script.feed(.prepared(Self.chunk(3, 5, batches: 0)))
        _ = script.feed(.conflict(Self.position(3)))
        guard case .pause = script.feed(.compared(.same)) else { return #expect(Bool(false), "it must pause") }
    }

    @Test func aCosignatureOfSomethingElseIsNoAcknowledgement() {
        var script = Self.settled()
        _ = script.feed(.awake(head: 5))
        _ = script.feed(.prepared(Self.chunk(3, 5, batches: 0)))
        guard case .pause = script.feed(.cosigned(Self.position(4))) else {
            return #expect(Bool(false), "it must pause")
        }
        #expect(script.forwarder.acknowledged == Self.position(3))
    }

    @Test func unenrolledTriesSlowlyForEver() {
        var script = Script()
        for _ in 0..<100 {
            _ = script.feed(.awake(head: 1))
            _ = script.feed(.prepared(Self.chunk(0, 1, batches: 0)))
            guard case .pause(let until) = script.feed(.notEnrolled) else {
                return #expect(Bool(false), "it must pause")
            }
            #expect(script.forwarder.state == .unenrolled)
            #expect(until >= script.now + .seconds(300) && until <= script.now + .seconds(360))
            script.now = until
        }
    }

    @Test func tooLargeHalvesAndBusyWaits() {
        var script = Script()
        _ = script.feed(.awake(head: 9000))
        _ = script.feed(.prepared(Self.chunk(0, 8192)))
        guard case .pause = script.feed(.tooLarge) else { return #expect(Bool(false), "it must pause") }
        #expect(script.feed(.awake(head: 9000)) == .prepare(from: 0, limit: 4096))
        guard case .pause(let until) = script.feed(.busy(retryAfter: .seconds(90))) else {
            return #expect(Bool(false), "it must pause")
        }
        #expect(until >= script.now + .seconds(90))
    }

    @Test func aHeartbeatAnsweredWithAnotherSizeAsksForProof() {
        var script = Self.settled()
        script.now = script.now + .seconds(60)
        #expect(script.feed(.awake(head: 3)) == .heartbeat(Self.position(3)))
        #expect(script.feed(.otherSize(1)) == .prepare(from: 0, limit: 8192))
        #expect(script.forwarder.alarm == .upstreamLost(cosigned: 3, holds: 1))
        _ = script.feed(.prepared(Self.chunk(0, 3, batches: 0)))
        _ = script.feed(.conflict(Self.position(1)))
        #expect(script.feed(.compared(.same)) == .keep(Self.position(1)))
        #expect(script.feed(.kept) == .prepare(from: 1, limit: 8192))
    }
}
