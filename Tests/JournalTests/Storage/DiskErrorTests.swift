import Codes
import Synchronization
import Testing

@testable import Journal

@Suite("Errors of the disk")
struct DiskErrorTests {
    static let inputOutput: Int32 = 5
    static let noSpace: Int32 = 28

    @Test(
        "After an error of a write or a sync the frame goes to a fresh segment, and the records are durable",
        arguments: ["fdatasync", "pwrite"])
    func firstFailure(call: String) throws {
        let (bench, files) = try Bench.inMemory()
        let writer = try bench.open()
        Bench.write(writer, [Bench.draft(0)])
        let path = bench.segmentPath(0)
        files.fail { name, at, _ in name == call && at == path ? Self.inputOutput : nil }
        let done = Bench.write(writer, [Bench.draft(1)]) + Bench.write(writer, [Bench.draft(2)])
        #expect(done.map(\.outcome) == [.durable(index: 2), .durable(index: 4)])
        #expect(writer.state.segment == 1)
        #expect(writer.state.failedWrites == 1)
        writer.close()
        files.fail(nil)

        let gap = try #require(try bench.records().first { $0.leaf.kind == .gap })
        let detail = try RecordDetail.decode(gap.detail)
        #expect(detail["event"]?.text == "write-failed")
        #expect(detail["errno"]?.integer == Int64(Self.inputOutput))
        #expect(try bench.verify().broken == nil)
        #expect(try bench.open().report.finding == .clean)

        // The kernel may have written the frame, a part of it, or nothing; all three must read the same.
        for fill: UInt8? in [nil, 0, 0x77] {
            let (changed, _) = try RecoveryTests.changed(bench, files) { bytes in
                guard let fill else { return }
                bytes.replaceSubrange(3 * 4096..<4 * 4096, with: [UInt8](repeating: fill, count: 4096))
            }
            #expect(try changed.verify().broken == nil)
            let numbers = try changed.records().filter { $0.leaf.kind == .entry }
                .map { try RecordDetail.decode($0.detail)["number"]?.integer }
            #expect(numbers == [0, 1, 2])
        }
    }

    @Test("A second failure closes the journal; opened again, the frame is kept under the same root")
    func secondFailure() throws {
        let (bench, files) = try Bench.inMemory()
        let writer = try bench.open()
        Bench.write(writer, [Bench.draft(0)])
        // The first segment fails to sync, the next one takes its header and then fails.
        let (old, new) = (bench.segmentPath(0), bench.segmentPath(1))
        files.fail { name, path, count in
            (name == "fdatasync" && path == old) || (name == "pwrite" && path == new && count == 1)
                ? Self.inputOutput : nil
        }
        let done = Bench.write(writer, [Bench.draft(1)])
        guard case .failed(.closed) = done[0].outcome else {
            Issue.record("the journal took a record that it could not keep")
            return
        }
        guard case .closed = writer.state.condition else {
            Issue.record("the journal says that it is open")
            return
        }
        guard case .failed(.closed) = Bench.write(writer, [Bench.draft(2)])[0].outcome else {
            Issue.record("a closed journal took a record")
            return
        }
        writer.close()
        files.fail(nil)

        // The whole frame in the first segment carries a signature for size 3: no other tree of that size may be signed.
        let again = try bench.open()
        #expect(again.report.unknown == 2..<3)
        #expect(again.report.size == 3)
        again.close()
        let numbers = try bench.records().filter { $0.leaf.kind == .entry }
            .map { try RecordDetail.decode($0.detail)["number"]?.integer }
        #expect(numbers == [0, 1])
        #expect(try bench.verify().broken == nil)
    }

    @Test("What is read back past the cache must be what was written")
    func readBack() throws {
        let (bench, files) = try Bench.inMemory()
        let writer = try bench.open()
        let (old, new) = (bench.segmentPath(0), bench.segmentPath(1))
        files.fail { name, path, _ in
            (name == "fdatasync" && path == old) || (name == "pread" && path == new) ? Self.inputOutput : nil
        }
        guard case .failed(.closed(let why)) = Bench.write(writer, [Bench.draft(0)])[0].outcome else {
            Issue.record("it was not read back")
            return
        }
        #expect(why.contains("pread"))
        writer.close()
    }

    @Test("A spare segment that fails is passed over, and a record accounts for it")
    func failedSpare() throws {
        let (bench, files) = try Bench.inMemory()
        let writer = try bench.open()
        let spare = bench.segmentPath(1)
        files.fail { name, path, _ in name == "fdatasync" && path == spare ? Self.inputOutput : nil }
        for number in 0..<20 as Range<UInt64> {
            guard case .durable = Bench.write(writer, [Bench.draft(number)])[0].outcome else {
                Issue.record("record \(number) is not durable")
                return
            }
        }
        #expect(writer.state.segment == 2)
        writer.close()
        files.fail(nil)
        #expect(try bench.verify().broken == nil)
        let (torn, _) = try RecoveryTests.changed(bench, files, segment: 1) { $0[50] ^= 1 }
        #expect(try torn.verify().broken == nil)
        let again = try torn.open()
        #expect(again.report.finding == .clean)
        again.close()
        let (zero, _) = try RecoveryTests.changed(bench, files, segment: 1) { bytes in
            bytes = [UInt8](repeating: 0, count: bytes.count)
        }
        #expect(try zero.verify().broken == nil)
    }

    @Test("Any call of opening may fail: it says so, loses nothing, and opens when the call works again")
    func everyCallOfOpening() throws {
        let (bench, files) = try Bench.inMemory()
        try bench.filled(frames: 3)
        let torn = try RecoveryTests.changed(bench, files) { $0[4 * 4096 + 300] ^= 1 }
        let probe = MemoryFileSystem(copying: torn.1)
        try bench.moved(to: probe).open().abandon()
        let total = probe.calls.count
        #expect(total > 30)
        for failing in 0..<total {
            let copy = MemoryFileSystem(copying: torn.1)
            let tested = bench.moved(to: copy)
            let count = Mutex(0)
            copy.fail { _, _, _ in
                let number = count.withLock { number in
                    number += 1
                    return number - 1
                }
                return number == failing ? Self.inputOutput : nil
            }
            do {
                try tested.open().abandon()
            } catch {
                #expect(!"\(error)".isEmpty)
            }
            copy.fail(nil)
            try tested.open().close()
            let numbers = try tested.records().filter { $0.leaf.kind == .entry }.count
            #expect(numbers == 2, "call \(failing)")
            #expect(try tested.verify().broken == nil, "call \(failing)")
        }
    }

    @Test(
        "Any call of writing may fail, once or from then on: what was announced is there after it",
        arguments: [true, false])
    func everyCallOfWriting(once: Bool) throws {
        let (bench, files) = try Bench.inMemory()
        try bench.filled(frames: 13)
        let probe = MemoryFileSystem(copying: files)
        #expect(try Self.work(bench.moved(to: probe)).count == 6)
        let total = probe.calls.count
        for failing in 0..<total {
            let copy = MemoryFileSystem(copying: files)
            let tested = bench.moved(to: copy)
            let count = Mutex(0)
            copy.fail { _, _, _ in
                let number = count.withLock { number in
                    number += 1
                    return number - 1
                }
                return number == failing || (!once && number > failing) ? Self.noSpace : nil
            }
            let announced = (try? Self.work(tested)) ?? [:]
            copy.fail(nil)
            try tested.open().close()
            let records = try tested.records()
            for (index, number) in announced {
                let detail = try RecordDetail.decode(records[Int(index)].detail)
                #expect(detail["number"]?.integer == Int64(number), "call \(failing)")
            }
            #expect(try tested.verify().broken == nil, "call \(failing)")
        }
    }

    /// Writes over the end of a segment; what was announced, by index.
    static func work(_ bench: Bench) throws -> [UInt64: UInt64] {
        let engine = try bench.engine()
        defer { engine.release() }
        var announced: [UInt64: UInt64] = [:]
        for number in 100..<106 as Range<UInt64> {
            let records = [QueuedRecord(draft: Bench.draft(number), policy: .zero, ticket: number)]
            engine.write(records[...]) { completion in
                if case .durable(let index) = completion.outcome { announced[index] = completion.ticket }
            }
        }
        return announced
    }
}
