import Codes
import Crypto
import Testing

@testable import Journal

@Suite("Recovery")
struct RecoveryTests {
    /// A journal of `frames` records beside its boot record, each a frame of one block, as a crash leaves it.
    static func crashed(_ frames: Int) throws -> (Bench, MemoryFileSystem) {
        let (bench, files) = try Bench.inMemory()
        try bench.filled(frames: frames)
        return (bench, files)
    }

    /// The same files, changed.
    static func changed(
        _ bench: Bench, _ files: MemoryFileSystem, segment: UInt64 = 0, _ change: (inout [UInt8]) -> Void
    ) throws -> (Bench, MemoryFileSystem) {
        let copy = MemoryFileSystem(copying: files)
        var bytes = try #require(copy[bench.segmentPath(segment)])
        change(&bytes)
        copy[bench.segmentPath(segment)] = bytes
        return (bench.moved(to: copy), copy)
    }

    /// The detail of the last boot record.
    static func bootDetail(_ bench: Bench) throws -> CBORValue {
        let boot = try #require(try bench.records().last { $0.leaf.kind == .boot })
        return try RecordDetail.decode(boot.detail)
    }

    @Test("A journal that was closed in order says so; one that was not names the records nobody knows of")
    func endings() throws {
        let (bench, _) = try Bench.inMemory()
        let first = try bench.open()
        Bench.write(first, [Bench.draft(0)])
        first.abandon()
        let second = try bench.open()
        #expect(second.report.finding == .unclean)
        #expect(second.report.unknown == 1..<2)
        #expect(try Self.bootDetail(bench)["unknown"]?["last"]?.integer == 1)
        second.close()
        let third = try bench.open()
        #expect(third.report.finding == .clean)
        #expect(third.report.unknown.isEmpty)
        #expect(try Self.bootDetail(bench)["finding"]?.text == "clean")
        third.close()
        #expect(try bench.verify().broken == nil)
    }

    @Test("Cut off at any byte, a journal opens with a beginning of its records, and verifies after that")
    func truncation() throws {
        let (bench, files) = try Self.crashed(4)
        let original = try bench.records()
        let frames = 5
        let end = (1 + frames) * JournalBlock.byteCount
        let ends = try (1...frames).map { $0 * 4096 + (try #require(Self.frameLength(files, bench, block: $0))) }
        let last = frames * 4096
        // Every byte of the last frame; of its padding, of the header and of the others, what meets every field.
        let lengths =
            Array(stride(from: 0, to: last, by: 61)) + Array(last...ends[frames - 1])
            + Array(stride(from: last, to: end, by: 97))
        for length in lengths {
            let (cut, _) = try Self.changed(bench, files) { $0.removeLast($0.count - length) }
            let engine = try cut.engine()
            #expect(engine.committed.size == UInt64(ends.filter { $0 <= length }.count), "cut to \(length) bytes")
            try engine.writeOwn(.boot, BootDetail.closing)
            engine.release()
            guard length % 16 == 0 else { continue }
            let report = try cut.verifyAllowingUnaccounted()
            #expect(report == nil)
            let records = try cut.records()
            #expect(records.dropLast() == original.prefix(records.count - 1))
        }
    }

    @Test("Torn bytes at the end are set aside, recorded, and never written over")
    func tornTail() throws {
        let (bench, files) = try Self.crashed(4)
        let offset = 5 * 4096
        let (torn, copy) = try Self.changed(bench, files) { $0[offset + 200] ^= 1 }
        let bytes = Array(try #require(copy[bench.segmentPath(0)])[offset..<offset + 4096])
        let writer = try torn.open()
        #expect(writer.report.finding == .tornTail)
        #expect(writer.report.size == 4)
        let region = DroppedRegion(segment: 0, offset: Int64(offset), byteCount: 4096, digest: Hash256(of: bytes))
        #expect(writer.report.dropped == [region])
        Bench.write(writer, [Bench.draft(9)])
        writer.close()
        #expect(copy.paths.filter { $0.contains("quarantine/") }.compactMap { copy[$0] } == [bytes])
        #expect(Array(try #require(copy[bench.segmentPath(0)])[offset..<offset + 4096]) == bytes)
        #expect(DroppedRegion.accounted(in: try RecordDetail.decode(try torn.records()[4].detail)) == [region])
        let report = try torn.verify()
        #expect(report.broken == nil)
        #expect(report.records == 7)
        #expect(try torn.open().report.finding == .clean)

        let (changed, _) = try Self.changed(torn, copy) { $0[offset + 300] ^= 1 }
        #expect(try changed.verify().broken != nil, "the bytes set aside are accounted for by their digest")
    }

    @Test("A torn frame whose first block never arrived is found by its later blocks")
    func tornFirstBlock() throws {
        let (bench, files) = try Bench.inMemory()
        let first = try bench.open()
        Bench.write(first, [Bench.draft(0), Bench.draft(1, size: 12_000)])
        first.abandon()
        let records = try bench.records()
        let (torn, _) = try Self.changed(bench, files) { bytes in
            for index in 3 * 4096..<4 * 4096 { bytes[index] = 0 }
        }
        let writer = try torn.open()
        writer.close()
        #expect(writer.report.finding == .tornTail || records.count == 2)
        #expect(try torn.verify().broken == nil)
        #expect(try torn.open().report.finding == .clean)
    }

    @Test("Torn at the last block of a segment, the log goes on in the next one and accounts for it")
    func tornAtSegmentEnd() throws {
        let (bench, files) = try Self.crashed(16)
        let (torn, _) = try Self.changed(bench, files) { $0[17 * 4096 + 100] ^= 1 }
        let writer = try torn.open()
        #expect(writer.report.finding == .tornTail)
        #expect(writer.state.segment == 1)
        writer.close()
        #expect(try torn.verify().broken == nil)
        #expect(try torn.open().report.finding == .clean)
    }

    @Test("Damage before the end is refused with its place, and nothing is changed")
    func rot() throws {
        let (bench, files) = try Self.crashed(4)
        for offset in [3 * 4096, 3 * 4096 + 150, 3 * 4096 + 400] {
            let (damaged, copy) = try Self.changed(bench, files) { $0[offset] ^= 1 }
            let before = copy[bench.segmentPath(0)]
            #expect {
                try damaged.open()
            } throws: { error in
                guard case JournalError.rot(let place, _) = error else { return false }
                return place.segment == 0 && place.offset == 3 * 4096 && place.index == 2
            }
            #expect(copy[bench.segmentPath(0)] == before)
            #expect(try damaged.verify().broken?.place.offset == 3 * 4096)
        }
        let (headless, _) = try Self.changed(bench, files) { $0[20] ^= 1 }
        #expect(throws: JournalError.self) { try headless.open() }
    }

    @Test("A header that was torn before its first frame is set aside and its segment made anew")
    func tornHeader() throws {
        let (bench, files) = try Self.crashed(16)
        let (torn, copy) = try Self.changed(bench, files, segment: 1) {
            $0.replaceSubrange(0..<100, with: Array(repeating: 7, count: 100))
        }
        let writer = try torn.open()
        #expect(writer.report.dropped.map(\.segment) == [1])
        writer.close()
        #expect(copy.paths.contains { $0.contains("quarantine/segment-1-offset-0-") })
        #expect(try torn.verify().broken == nil)
    }

    @Test("A journal smaller than a cosigned size, or with another root there, is refused")
    func cosigned() throws {
        let (bench, files) = try Self.crashed(4)
        let cosigner = try Samples.cosigner()
        func withNote(_ checkpoint: Checkpoint) throws -> Bench {
            let copy = MemoryFileSystem(copying: files)
            let line = try cosigner.cosign(checkpoint.text, at: UnixTime(seconds: 1_795_000_000))
            copy["/journal/cosig/desk.note"] = Array(SignedNote(text: checkpoint.text, signatures: [line]).encoded.utf8)
            return bench.moved(to: copy)
        }
        let head = try #require(try bench.reader().head()).checkpoint
        let good = try withNote(head).open()
        #expect(good.report.cosigned == 5)
        good.close()
        var larger = head
        larger.size = 6
        #expect(throws: JournalError.rolledBack(size: 5, cosigned: 6, upstream: cosigner.name)) {
            try withNote(larger).open()
        }
        #expect(try withNote(larger).verify().broken != nil)
        var other = head
        other.root = .zero
        #expect(throws: JournalError.forked(size: 5, upstream: cosigner.name)) { try withNote(other).open() }
        #expect(try withNote(other).verify().broken != nil)

        let copy = MemoryFileSystem(copying: files)
        copy["/journal/cosig/stranger.note"] = Array("size 99\n".utf8)
        let writer = try bench.moved(to: copy).open()
        #expect(writer.report.remarks.count == 1)
        writer.keepCosigned(
            try SignedNote(text: head.text, signatures: [cosigner.cosign(head.text, at: UnixTime(seconds: 1))]))
        writer.close()
        #expect(copy["/journal/cosig/desk.test_cosigner.note"] != nil)
    }

    private static func frameLength(_ files: MemoryFileSystem, _ bench: Bench, block: Int) -> Int? {
        files[bench.segmentPath(0)]?.dropFirst(block * 4096).prefix(8).withUnsafeBytes {
            Frame.byteCount(beginning: $0)
        }
    }
}

extension Bench {
    /// What verification finds wrong, but for bytes that no record accounts for: a test that writes through the bare engine
    /// writes no boot record that would.
    func verifyAllowingUnaccounted() throws -> String? {
        guard let broken = try verify().broken, !broken.what.contains("no record accounts for them") else { return nil }
        return broken.description
    }
}
