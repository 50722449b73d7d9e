import Admission
import CFloor
import Codes
import Crypto
import EventLoop
import FoundationEssentials
import Glibc
import Journal
import Wire

/// From a verdict to its durable signed record: the journal's writer, its queue, thread and wake-up against a C program
/// that seals, hashes, signs twice, writes one block and syncs it in line.
///
/// The cryptography is the same by algorithm (X25519, ChaCha20-Poly1305, SHA-256, Ed25519), by BoringSSL here and by
/// libsodium there.
struct RecordBench {
    private let records = 1500

    func run() throws -> Comparison {
        var template = Array("/var/tmp/gatehouse-bench-XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else { throw BenchError(description: "mkdtemp failed: errno \(errno)") }
        let directory = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
        defer { try? FileManager.default.removeItem(atPath: directory) }
        guard let floor = gh_floor_journal_open(directory + "/floor", 4096) else {
            throw BenchError(description: "the floor's file cannot be made: errno \(errno)")
        }
        defer { gh_floor_journal_close(floor) }
        let house = try HouseJournal(directory: directory + "/journal")
        defer { house.close() }
        var comparison = Comparison()
        let detail = [UInt8](repeating: 0x41, count: 300)
        let personal = [UInt8](repeating: 0x42, count: 60)
        for _ in 0..<records {
            let before = Feeder.now
            let status = gh_floor_journal_append(floor, detail, detail.count, personal, personal.count)
            guard status == 0 else { throw BenchError(description: "the floor failed: errno \(-status)") }
            comparison.floor.append(Feeder.now &- before)
            comparison.house.append(try house.append(detail: detail, personal: personal))
        }
        return comparison
    }
}

/// A journal of its own, and a loop that waits for its completions.
private final class HouseJournal {
    private let writer: JournalWriter
    private let reactor: EventLoop
    private var durable = 0
    private var ticket: UInt64 = 0

    init(directory: String) throws {
        let identity = Curve25519.Signing.PrivateKey()
        let epoch = Curve25519.Signing.PrivateKey()
        let root = try NoteSigner(name: "bench.invalid/root", key: Curve25519.Signing.PrivateKey())
        let origin = "bench.invalid/gate"
        let enrolment = try Enrolment(
            origin: origin, site: "bench", gate: "bench",
            identity: NoteSigner(name: origin, key: identity).verifier, firstEpoch: 1,
            epochKey: NoteSigner(name: Enrolment.epochName(origin: origin, epoch: 1), key: epoch).verifier,
            sealing: [SealingKey(month: "2026-01", key: Curve25519.KeyAgreement.PrivateKey().publicKey)],
            upstreams: [], clients: [])
        try JournalCommissioning.create(
            directory: directory, enrolment: enrolment.signed(by: root), root: root.verifier, epochKey: epoch,
            geometry: JournalGeometry(segmentBlocks: 4096, segments: 4, preallocated: 4))
        writer = try JournalWriter.open(
            JournalOptions(
                directory: directory, identity: identity, root: root.verifier, lanes: [1: "bench"],
                policy: Hash256(of: "bench"),
                program: "bench"))
        reactor = try EventLoop()
        _ = try reactor.register(writer.wakeup) { [unowned self] _ in
            writer.drainCompletions { if case .durable = $0.outcome { durable += 1 } }
            reactor.stop()
        }
    }

    /// Appends one record and waits in the loop until it is durable; the time that took, in nanoseconds.
    func append(detail: [UInt8], personal: [UInt8]) throws -> UInt64 {
        ticket += 1
        let before = durable
        let start = Feeder.now
        let draft = RecordDraft(
            kind: .entry, verdict: .admit, category: .resident, lane: 1, time: UnixTime(seconds: 1_795_000_000),
            clock: .synchronised, uptime: reactor.now, reasons: Reasons(.temperatureNormal), detail: .bytes(detail),
            personal: .bytes(personal))
        guard writer.submit(draft, ticket: ticket) else { throw BenchError(description: "the journal's queue is full") }
        while durable == before { try reactor.run() }
        return Feeder.now &- start
    }

    func close() {
        writer.close()
    }
}
