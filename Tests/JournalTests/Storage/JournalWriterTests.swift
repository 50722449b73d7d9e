import Codes
import Crypto
import Testing
import Wire

@testable import Journal

@Suite("Writing and reading back")
struct JournalWriterTests {
    @Test("Records come back in order with their parts, and the whole verifies")
    func roundTrip() throws {
        let (bench, _) = try Bench.inMemory()
        let writer = try bench.open()
        #expect(writer.report.finding == .new)
        let drafts = (0..<200).map { Bench.draft($0, personal: ["name": "张三"]) }
        let done = Bench.write(writer, drafts)
        #expect(done.map(\.ticket) == (0..<200).map { UInt64($0) })
        #expect(done.map(\.outcome) == (1...200).map { .durable(index: UInt64($0)) })
        #expect(writer.state.size == 201)
        #expect(writer.state.condition == .open)
        writer.close()

        let records = try bench.records()
        #expect(records.map(\.index) == (0..<202).map { UInt64($0) })
        #expect(records.first?.leaf.kind == .boot && records.last?.leaf.kind == .boot)
        let opener = SealedOpener(keys: [Samples.agreementKey(3)], origin: Samples.origin)
        for (number, record) in records.dropFirst().dropLast().enumerated() {
            #expect(record.leaf.uptime.nanoseconds == UInt64(number))
            #expect(try RecordDetail.decode(record.detail)["number"]?.integer == Int64(number))
            #expect(try CBOR.decode(opener.open(record.sealed))["name"]?.text == "张三")
            #expect(record.leaf.policy == Hash256(of: "policy"))
        }
        let report = try bench.verify()
        #expect(report.broken == nil)
        #expect(report.records == 202)
    }

    @Test("What waits together is committed together, 64 at most, and no frame is larger than 64 KiB")
    func groupCommit() throws {
        let (bench, _) = try Bench.inMemory()
        let recovered = try bench.engine()
        var done: [JournalCompletion] = []
        let queued = (0..<100).map { QueuedRecord(draft: Bench.draft($0), policy: .zero, ticket: $0) }
        recovered.write(queued[...]) { done.append($0) }
        let large = (100..<104).map { QueuedRecord(draft: Bench.draft($0, size: 30_000), policy: .zero, ticket: $0) }
        recovered.write(large[...]) { done.append($0) }
        recovered.release()
        #expect(done.count == 104)
        let reader = try bench.reader()
        var counts: [Int] = []
        while let frame = try reader.nextFrame() {
            counts.append(frame.count)
            #expect(frame.bytes.count <= 65536)
        }
        #expect(counts == [64, 36, 2, 2])
    }

    @Test("A record larger than a frame fails alone")
    func tooLarge() throws {
        let (bench, _) = try Bench.inMemory()
        let writer = try bench.open()
        let done = Bench.write(writer, [Bench.draft(0), Bench.draft(1, size: 70_000), Bench.draft(2)])
        writer.close()
        let failed = done.filter { if case .failed = $0.outcome { true } else { false } }
        #expect(failed.map(\.ticket) == [1])
        #expect(try bench.records().count == 4)
    }

    @Test("A full queue refuses, and nothing that was refused appears")
    func queueLimit() throws {
        let (bench, _) = try Bench.inMemory()
        let writer = try JournalWriter.open(bench.options(queueLimit: 0))
        #expect(!writer.submit(Bench.draft(0), ticket: 0))
        writer.close()
        #expect(!writer.submit(Bench.draft(0), ticket: 0))
        #expect(try bench.records().count == 2)
    }

    @Test("A full ring fails the records, keeps what is there, and does not close the journal")
    func ringFull() throws {
        let files = MemoryFileSystem()
        let bench = Bench(
            files: files, directory: "/journal",
            geometry: JournalGeometry(segmentBlocks: 18, segments: 3, preallocated: 3))
        try bench.create()
        let writer = try bench.open()
        var durable = 0
        var failures: [JournalError] = []
        for number in 0..<60 {
            for completion in Bench.write(writer, [Bench.draft(UInt64(number))]) {
                switch completion.outcome {
                case .durable: durable += 1
                case .failed(let error): failures.append(error)
                }
            }
        }
        #expect(durable == 3 * 17 - 1)
        #expect(failures.allSatisfy { $0 == .ringFull(segments: 3) })
        #expect(writer.state.condition == .ringFull)
        #expect(writer.state.segmentsUsed == 3)
        writer.close()
        #expect(try bench.verify().broken == nil)
        #expect(try bench.records().count == 51)
    }

    @Test("Segments are made ahead, up to the ring")
    func spares() throws {
        let (bench, files) = try Bench.inMemory()
        let writer = try bench.open()
        for number in 0..<100 { Bench.write(writer, [Bench.draft(UInt64(number))]) }
        writer.close()
        let report = try bench.verify()
        #expect(report.broken == nil)
        #expect(report.segments == 6)
        #expect(files[bench.segmentPath(7)]?.count == 18 * 4096)
        #expect(!files.paths.contains { $0.hasSuffix(".tmp") })
    }

    @Test("Two writers cannot have one journal, and the second names the first")
    func locked() throws {
        let directory = TemporaryDirectory()
        let bench = Bench(files: LinuxFileSystem(), directory: directory.path + "/j")
        try bench.create()
        let first = try bench.open()
        #expect(throws: JournalError.self) { try bench.open() }
        do {
            _ = try bench.open()
        } catch JournalError.locked(_, let holder) {
            #expect(holder == processID())
        }
        first.close()
        try bench.open().close()
        #expect(try bench.verify().broken == nil)
    }

    @Test("Ten thousand records on a real disk")
    func tenThousand() throws {
        let directory = TemporaryDirectory()
        let bench = Bench(
            files: LinuxFileSystem(), directory: directory.path + "/j",
            geometry: JournalGeometry(segmentBlocks: 256, segments: 40, preallocated: 3))
        try bench.create()
        let writer = try bench.open()
        let done = Bench.write(writer, (0..<10_000).map { Bench.draft($0) })
        #expect(done.allSatisfy { if case .durable = $0.outcome { true } else { false } })
        writer.close()
        #expect(try bench.verify().broken == nil)
        let reader = try bench.reader()
        #expect(try reader.head()?.checkpoint.size == 10_002)
        for index in [0, 1, 63, 64, 5000, 9999, 10_001] as [UInt64] {
            let record = try reader.record(at: index)
            #expect(record.index == index)
        }
        #expect(throws: JournalError.self) { try reader.record(at: 10_002) }
        try reader.seek(to: 7777)
        #expect(try reader.next()?.leaf.uptime.nanoseconds == 7776)
        #expect(reader.nextIndex == 7778)
    }

    @Test("A wrong identity key is refused before anything is touched")
    func wrongKey() throws {
        let (bench, files) = try Bench.inMemory()
        var options = try bench.options()
        options.identity = Samples.key(5)
        #expect(throws: JournalError.self) { try JournalWriter.open(options) }
        #expect(!files.paths.contains("/journal/lock"))
    }

    @Test("A journal is made once, with the keys that the enrolment names")
    func commissioning() throws {
        let (bench, files) = try Bench.inMemory()
        #expect(throws: JournalError.self) { try bench.create() }
        #expect(files.paths.filter { $0.hasSuffix(".gj") }.count == 3)
        #expect(files["/journal/keys/slot-a"]?.count == 4096)
        let other = MemoryFileSystem()
        #expect(throws: JournalError.self) {
            try JournalCommissioning.create(
                directory: "/j", enrolment: Samples.enrolment().signed(by: Samples.root()),
                root: Samples.root().verifier,
                epochKey: Samples.key(5), geometry: bench.geometry, files: other)
        }
        #expect(other.paths.isEmpty)
    }

    @Test("A reader follows a writer, and its head is the writer's")
    func following() throws {
        let (bench, _) = try Bench.inMemory()
        let writer = try bench.open()
        let reader = try bench.reader()
        var seen: UInt64 = 0
        for number in 0..<60 as Range<UInt64> {
            Bench.write(writer, [Bench.draft(number)])
            while let record = try reader.next() {
                #expect(record.index == seen)
                seen += 1
            }
            #expect(seen == number + 2)
            let head = try #require(try reader.syncedHead())
            #expect(head.checkpoint.root == writer.state.root)
            #expect(head.checkpoint.size == seen)
            #expect(reader.enrolment.identity.isSigned(head.note))
            #expect(reader.enrolment.epochKey.isSigned(head.note))
        }
        writer.close()
    }
}
