import Codes
import Crypto
import Testing

@testable import Journal

@Suite("Tampering")
struct TamperTests {
    @Test("Any changed byte of a closed journal is found, and named by segment and offset")
    func everyByte() throws {
        let (bench, files) = try Bench.inMemory()
        let engine = try bench.engine()
        let queued = (0..<3).map { QueuedRecord(draft: Bench.draft($0), policy: .zero, ticket: $0) }
        engine.write(queued[...]) { _ in }
        try engine.writeOwn(.boot, BootDetail.closing)
        engine.release()
        #expect(try bench.verify().broken == nil)
        let path = bench.segmentPath(0)
        let original = try #require(files[path])
        for offset in 0..<3 * 4096 {
            // Every byte that says something; of the zeroes behind them, some.
            guard original[offset] != 0 || offset % 29 == 0 else { continue }
            var changed = original
            changed[offset] ^= 0x10
            files[path] = changed
            let broken = try #require(try bench.verify().broken, "a changed byte at \(offset) was not found")
            #expect(broken.place.segment == 0)
            #expect(broken.place.offset <= Int64(offset))
        }
    }

    /// Rewrites the frame at a block with a right checksum.
    private func rewrite(
        _ bytes: inout [UInt8], block: Int, _ header: SegmentHeader, _ change: (inout [UInt8]) -> Void
    ) throws {
        let start = block * 4096
        let length = try #require(bytes[start..<start + 8].withUnsafeBytes { Frame.byteCount(beginning: $0) })
        var frame = Array(bytes[start..<start + length])
        change(&frame)
        let sum = frame.dropLast(4).withUnsafeBytes { CRC32C.checksum($0, seed: header.segmentID) }
        frame.removeLast(4)
        frame.append(littleEndian: sum)
        bytes.replaceSubrange(start..<start + length, with: frame)
    }

    @Test("Somebody who knows the format and mends the checksums is found by digests, tree, chain and signatures")
    func mended() throws {
        let (bench, files) = try Bench.inMemory()
        try bench.filled(frames: 3)
        let header = try SegmentHeader(block: Array(try #require(files[bench.segmentPath(0)]).prefix(4096)))
        func broken(_ change: (inout [UInt8]) throws -> Void) throws -> String {
            let copy = MemoryFileSystem(copying: files)
            var bytes = try #require(copy[bench.segmentPath(0)])
            try change(&bytes)
            copy[bench.segmentPath(0)] = bytes
            return try bench.moved(to: copy).verify().broken?.what ?? "nothing"
        }
        // The verdict, in the leaf: behind the frame's header and the record's lengths, its third byte.
        #expect(try broken { try rewrite(&$0, block: 3, header) { $0[88 + 6 + 2] = 4 } }.contains("root"))
        // The last byte of the detail.
        #expect(try broken { try rewrite(&$0, block: 3, header) { $0[88 + 6 + 135 + 20] ^= 1 } }.contains("detail"))
        // The signatures, the identity's before the epoch's.
        #expect(try broken { try rewrite(&$0, block: 3, header) { $0[$0.count - 100] ^= 1 } }.contains("identity key"))
        #expect(try broken { try rewrite(&$0, block: 3, header) { $0[$0.count - 20] ^= 1 } }.contains("epoch 1"))
        #expect(try broken { try rewrite(&$0, block: 3, header) { $0[28] = 2 } }.contains("epoch 2"))
        // The chain.
        #expect(try broken { try rewrite(&$0, block: 3, header) { $0[60] ^= 1 } }.contains("does not continue"))
        // Deleted, doubled, exchanged.
        #expect(try broken { $0.replaceSubrange(2 * 4096..<4 * 4096, with: $0[3 * 4096..<5 * 4096]) } != "nothing")
        #expect(try broken { $0.replaceSubrange(3 * 4096..<4 * 4096, with: $0[2 * 4096..<3 * 4096]) } != "nothing")
        #expect(
            try broken { bytes in
                let second = Array(bytes[2 * 4096..<3 * 4096])
                bytes.replaceSubrange(2 * 4096..<3 * 4096, with: bytes[3 * 4096..<4 * 4096])
                bytes.replaceSubrange(3 * 4096..<4 * 4096, with: second)
            } != "nothing")
    }

    @Test("A whole segment that is missing or from another log is found")
    func segments() throws {
        let (bench, files) = try Bench.inMemory()
        try bench.filled(frames: 40)
        let missing = MemoryFileSystem(copying: files)
        missing[bench.segmentPath(1)] = nil
        #expect(try bench.moved(to: missing).verify().broken?.place.segment == 0)
        #expect(throws: JournalError.self) { try bench.moved(to: missing).open() }

        let (other, strange) = try Bench.inMemory()
        try other.filled(frames: 40)
        let mixed = MemoryFileSystem(copying: files)
        mixed[bench.segmentPath(1)] = strange[other.segmentPath(1)]
        #expect(try bench.moved(to: mixed).verify().broken != nil)
    }

    @Test("A cut within the epoch cannot be known from the journal alone, and the report says from where on")
    func cutTail() throws {
        let (bench, files) = try Bench.inMemory()
        try bench.filled(frames: 3)
        let (cut, _) = try RecoveryTests.changed(bench, files) { bytes in
            bytes.replaceSubrange(3 * 4096..<5 * 4096, with: [UInt8](repeating: 0, count: 2 * 4096))
        }
        let report = try cut.verify()
        #expect(report.broken == nil)
        #expect(report.remarks.contains { $0.contains("not cosigned") })
    }
}
