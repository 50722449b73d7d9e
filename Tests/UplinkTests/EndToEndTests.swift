import Desk
import Foundation
import Journal
import TestSupport
import Testing
import UpstreamTestSupport

@testable import Uplink

/// The real link and the real desk over real TLS; only the journal is in memory.
@Suite(.serialized) struct EndToEndTests {
    private static let certificates = Result { try TestCertificates() }

    private struct Rig {
        let gate: TestGate
        let journal: LiveJournal
        let desk: ServedDesk
        let state: TemporaryDirectory

        init(client: String) throws {
            let all = try EndToEndTests.certificates.get()
            let fingerprint = try all.makeCertificate(client)
            gate = try TestGate()
            journal = LiveJournal(gate)
            desk = try ServedDesk(all, enrolment: try gate.enrolment(clients: [fingerprint]))
            state = try TemporaryDirectory()
        }
    }

    @Test func recordsAreCosignedAndTheAcknowledgementIsKept() throws {
        let rig = try Rig(client: "e2e-1")
        try rig.journal.commit(2)
        let link = try RunningLink(rig.journal, desk: rig.desk, client: "e2e-1", stateDirectory: rig.state.path)
        try link.reports.wait { sizes, _ in sizes.last == 2 }
        try rig.journal.commit(3)
        try link.reports.wait { sizes, _ in sizes.last == 5 }
        link.end()
        #expect(try rig.desk.leaves() == rig.journal.leaves)
        let kept = try #require(link.file.load())
        #expect(rig.desk.cosigner.verifier.isSigned(kept))
        #expect(rig.gate.identity.verifier.isSigned(kept))
    }

    @Test func heartbeatsGoOnWithNothingToSend() throws {
        let rig = try Rig(client: "e2e-2")
        try rig.journal.commit(1)
        let link = try RunningLink(
            rig.journal, desk: rig.desk, client: "e2e-2", stateDirectory: rig.state.path, heartbeat: .milliseconds(50))
        try link.reports.wait { sizes, _ in sizes.count >= 4 && sizes.allSatisfy { $0 == 1 } }
        link.end()
        let summary = try #require(try DeskStore(path: rig.desk.storePath, readOnly: true).gates().first)
        #expect(summary.lastHeartbeat != nil && summary.size == 1)
    }

    @Test(arguments: [1, 2, 3] as [UInt64])
    func lostRequestsLostAnswersAndKillsLoseNothingAndDoubleNothing(seed: UInt64) throws {
        let rig = try Rig(client: "e2e-3-\(seed)")
        var random = SplitMix(seed: seed)
        for round in 0..<6 as Range<UInt64> {
            for _ in 0..<10 { try rig.journal.commit(Int.random(in: 1...5, using: &random)) }
            let target = try rig.journal.durableSize()
            let link = try RunningLink(
                rig.journal, desk: rig.desk, client: "e2e-3-\(seed)", stateDirectory: rig.state.path, lossOneIn: 5,
                seed: seed * 100 + round)
            // Half of the rounds end in the middle, by a kill of the uplink or of the desk.
            if round % 2 == 0 {
                try link.reports.wait { sizes, _ in !sizes.isEmpty }
                if round % 4 == 0 {
                    rig.desk.kill()
                    try rig.desk.start()
                    try link.reports.wait { sizes, _ in sizes.last == target }
                }
            } else {
                try link.reports.wait { sizes, _ in sizes.last == target }
            }
            link.end()
            if round == 3 { try? FileManager.default.removeItem(atPath: link.file.path) }
            #expect(try rig.journal.leaves.starts(with: rig.desk.leaves()))
        }
        #expect(try rig.desk.leaves() == rig.journal.leaves)
    }

    @Test func aCloneIsStoppedWithEvidenceAndNothingIsStored() throws {
        let rig = try Rig(client: "e2e-4")
        try rig.journal.commit(2)
        let link = try RunningLink(rig.journal, desk: rig.desk, client: "e2e-4", stateDirectory: rig.state.path)
        try link.reports.wait { sizes, _ in sizes.last == 2 }
        link.end()
        let before = try rig.desk.leaves()
        rig.gate.cut(toCommits: 0)
        try rig.gate.commit(3, salt: 9)
        let other = try TemporaryDirectory()
        let clone = try RunningLink(
            LiveJournal(rig.gate), desk: rig.desk, client: "e2e-4", stateDirectory: other.path)
        try clone.reports.wait { _, alarms in !alarms.isEmpty }
        clone.end()
        #expect(try rig.desk.leaves() == before)
        let evidence = try String(contentsOfFile: clone.file.evidencePath, encoding: .utf8)
        #expect(evidence.hasPrefix("fork: "))
    }

    @Test func aCutJournalIsStopped() throws {
        let rig = try Rig(client: "e2e-5")
        try rig.journal.commit(2)
        try rig.journal.commit(2)
        let link = try RunningLink(rig.journal, desk: rig.desk, client: "e2e-5", stateDirectory: rig.state.path)
        try link.reports.wait { sizes, _ in sizes.last == 4 }
        link.end()
        rig.gate.cut(toCommits: 1)
        let again = try RunningLink(rig.journal, desk: rig.desk, client: "e2e-5", stateDirectory: rig.state.path)
        try again.reports.wait { _, alarms in alarms == [.truncated(ours: 2, upstream: 4)] }
        again.end()
        #expect(try rig.desk.leaves().count == 4)
    }

    @Test func whoIsNotEnrolledKeepsTryingUntilItIs() throws {
        let rig = try Rig(client: "e2e-6")
        try Self.certificates.get().makeCertificate("e2e-6-other")
        try rig.journal.commit(1)
        let client = try rig.desk.client("e2e-6-other")
        defer { client.close() }
        let commit = rig.gate.commits[0]
        let body = AppendRequest(start: 0, leaves: commit.leaves, checkpoint: commit.checkpoint).encoded
        let reply = try client.send(
            UpstreamRequest(
                method: "POST", path: IngestPath.append(origin: rig.gate.origin), contentType: IngestPath.appendType,
                body: body), within: 10)
        #expect(reply.status == 403)
        #expect(try rig.desk.leaves().isEmpty)
    }
}
