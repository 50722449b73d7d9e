import Admission
import Codes
import Crypto
import EventLoop
import Synchronization
import Testing
import Wire

@testable import Journal

/// A small journal for tests, in memory or in a directory, with fixed keys and clocks.
struct Bench {
    let files: any FileSystem
    let directory: String
    var geometry = JournalGeometry(segmentBlocks: 18, segments: 12, preallocated: 3)

    static func inMemory() throws -> (Bench, MemoryFileSystem) {
        let files = MemoryFileSystem()
        let bench = Bench(files: files, directory: "/journal")
        try bench.create()
        return (bench, files)
    }

    func create() throws {
        try JournalCommissioning.create(
            directory: directory, enrolment: Samples.enrolment().signed(by: Samples.root()),
            root: Samples.root().verifier, epochKey: Samples.key(2), geometry: geometry, files: files)
    }

    /// The same journal on another file system.
    func moved(to files: any FileSystem) -> Bench {
        Bench(files: files, directory: directory, geometry: geometry)
    }

    func options(queueLimit: Int = 100_000) throws -> JournalOptions {
        var options = JournalOptions(
            directory: directory, identity: Samples.key(1), root: try Samples.root().verifier, lanes: [1: "west-in"],
            policy: Hash256(of: "policy"), program: "test")
        options.queueLimit = queueLimit
        options.files = files
        options.bootID = Identifier128([UInt8](repeating: 0xB0, count: 16))
        options.clock = JournalClock(
            civil: { (UnixTime(seconds: 1_795_000_000), .synchronised) }, monotonic: { Instant(nanoseconds: 1) })
        return options
    }

    func open() throws -> JournalWriter {
        try JournalWriter.open(options())
    }

    static func draft(_ number: UInt64, personal: CBORValue? = nil, size: Int = 0) -> RecordDraft {
        RecordDraft(
            kind: .entry, verdict: .admit, category: .resident, lane: 1,
            time: UnixTime(microseconds: 1_795_000_000_000_000 + Int64(number)), clock: .freeRunning,
            uptime: Instant(nanoseconds: number), reasons: Reasons(.temperatureNormal),
            detail: ["number": .unsigned(number), "filler": .bytes([UInt8](repeating: 0x5A, count: size))],
            personal: personal)
    }

    /// Submits records and waits until each is done.
    @discardableResult
    static func write(_ writer: JournalWriter, _ drafts: [RecordDraft]) -> [JournalCompletion] {
        for (ticket, draft) in drafts.enumerated() {
            #expect(writer.submit(draft, ticket: UInt64(ticket)))
        }
        return wait(writer, drafts.count)
    }

    /// Waits for completions on the wake-up, as the loop does; no sleeping.
    static func wait(_ writer: JournalWriter, _ count: Int) -> [JournalCompletion] {
        var done: [JournalCompletion] = []
        while done.count < count {
            waitReadable(writer.wakeup.fd)
            writer.drainCompletions { done.append($0) }
        }
        return done
    }

    /// A journal with `frames` commits of one record each, left as by a crash.
    func filled(frames: Int, size: Int = 0) throws {
        let writer = try open()
        for number in 0..<UInt64(frames) { Self.write(writer, [Self.draft(number, size: size)]) }
        writer.abandon()
    }

    func reader() throws -> JournalReader {
        try JournalReader(directory: directory, root: Samples.root().verifier, files: files)
    }

    func records() throws -> [JournalRecord] {
        let reader = try reader()
        var records: [JournalRecord] = []
        while let record = try reader.next() { records.append(record) }
        return records
    }

    func verify() throws -> VerificationReport {
        try JournalVerifier.verify(directory: directory, root: Samples.root().verifier, files: files)
    }

    func segmentPath(_ number: UInt64) -> String { JournalLayout(directory).segment(number) }
}

extension Bench {
    /// The write path without its thread, after recovery and without a boot record.
    func engine() throws -> CommitEngine {
        let options = try options()
        let layout = JournalLayout(directory)
        let meta = try JournalMeta.read(layout, files, root: nil)
        let epoch = try EpochSlot.read(layout, files)
        let recovered = try JournalRecovery(layout: layout, files: files, meta: meta, epoch: epoch).run()
        let pool = SparePool(
            SegmentAllocator(layout: layout, geometry: meta.geometry, files: files), spares: recovered.spares,
            next: recovered.nextSegment, made: recovered.segments)
        return try CommitEngine(
            options: options, meta: meta, epoch: epoch, bootID: .zero, pool: pool, recovered: recovered)
    }
}
