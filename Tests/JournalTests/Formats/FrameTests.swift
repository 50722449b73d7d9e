import Codes
import Crypto
import Foundation
import Testing

@testable import Journal

@Suite("Frames and headers")
struct FrameTests {
    static let segmentID = Identifier128(0..<16) ?? .zero

    /// A frame of two records with fixed keys; Ed25519 here is deterministic, so that its bytes never change.
    static func frame() throws -> [UInt8] {
        var builder = FrameBuilder()
        var frontier = MerkleFrontier()
        builder.begin()
        for number in 0..<2 as Range<UInt64> {
            frontier.append(builder.append(Samples.leaf(number), detail: Array("abc".utf8), sealed: []))
        }
        let text = Checkpoint(origin: Samples.origin, size: 2, root: frontier.root).textBytes
        let header = FrameBuilder.Header(
            segment: 0, firstIndex: 0, epoch: 1, monotonicNanoseconds: 7, bootID: segmentID, previous: .zero)
        builder.finish(
            header, root: frontier.root, identity: Array(try Samples.key(1).signature(for: text)),
            epoch: Array(try Samples.key(2).signature(for: text)))
        builder.bind(segment: 5, segmentID: segmentID)
        return Array(builder.unpadded)
    }

    @Test("CRC-32C is the one of RFC 3720, and is seeded with the segment's identifier")
    func checksum() {
        // RFC 3720 B.4: 32 bytes of zeroes give aa 36 91 8a; 16 of them are the seed here.
        let zeroes = [UInt8](repeating: 0, count: 16)
        #expect(zeroes.withUnsafeBytes { CRC32C.checksum($0, seed: .zero) } == 0x8A91_36AA)
        let rising = Array(UInt8(16)..<32)
        #expect(rising.withUnsafeBytes { CRC32C.checksum($0, seed: Self.segmentID) } == 0x46DD_794E)
    }

    @Test("The bytes of a frame with these keys never change")
    func golden() throws {
        let bytes = try Self.frame()
        #expect(bytes.count == 88 + 2 * (6 + 135 + 3) + 8 + 32 + 128 + 4)
        #expect(
            Hexadecimal.encode(Array(bytes.prefix(94)))
                == "474a4631" + "24020000" + "0500000000000000" + "0000000000000000" + "02000000" + "01000000"
                + "0700000000000000" + "000102030405060708090a0b0c0d0e0f" + String(repeating: "00", count: 32)
                + "870003000000")
        #expect(Hash256(of: bytes).description == "47c88662aa6e9a735aeb8d58e8e6aa4e8b769f6705961e912f1f3b831d9593eb")
    }

    @Test("Reading gives back what was written, and every cut, flip and other seed is refused")
    func reading() throws {
        let bytes = try Self.frame()
        let frame = try Frame(bytes, segmentID: Self.segmentID)
        #expect(frame.count == 2 && frame.treeSize == 2 && frame.segment == 5 && frame.epoch == 1)
        #expect(try frame.journalRecord(at: 1).leaf == Samples.leaf(1))
        #expect(frame.leafHash(at: 1) == .leaf(Samples.leaf(1).bytes))
        let text = frame.checkpoint(origin: Samples.origin).textBytes
        #expect(Samples.key(1).publicKey.isValidSignature(frame.identitySignature, for: text))
        #expect(Samples.key(2).publicKey.isValidSignature(frame.epochSignature, for: text))
        #expect(throws: MalformedError.self) { try Frame(bytes, segmentID: .zero) }
        for index in bytes.indices {
            #expect(throws: MalformedError.self) { try Frame(Array(bytes.prefix(index)), segmentID: Self.segmentID) }
            var changed = bytes
            changed[index] ^= 4
            #expect(throws: MalformedError.self) { try Frame(changed, segmentID: Self.segmentID) }
        }
    }

    @Test("Lengths that lie are refused though the checksum is right")
    func lyingLengths() throws {
        let bytes = try Self.frame()
        for (offset, value) in [(24, 0), (24, 65), (24, 3), (24, 1), (88, 0xFF), (90, 0xFF), (93, 0xFF)]
            as [(Int, UInt8)]
        {
            var changed = bytes
            changed[offset] = value
            changed.removeLast(4)
            changed.append(littleEndian: changed.withUnsafeBytes { CRC32C.checksum($0, seed: Self.segmentID) })
            #expect(throws: MalformedError.self) { try Frame(changed, segmentID: Self.segmentID) }
        }
    }

    @Test("A header reads back, with any frontier, and every changed byte is refused")
    func header() throws {
        for size in [0, 1, 5, 255] as [UInt64] {
            let (_, frontier) = MerkleTests.tree(size)
            var header = SegmentHeader(
                blocks: 4096, segment: 3, segmentID: Self.segmentID, originDigest: Hash256(of: Samples.origin),
                frontier: frontier)
            header.identitySignature = [UInt8](repeating: 1, count: 64)
            header.epochSignature = [UInt8](repeating: 2, count: 64)
            let block = header.block
            #expect(block.count == 4096)
            #expect(try SegmentHeader(block: block) == header)
            for index in block.indices where block[index] != 0 || index % 7 == 0 {
                var changed = block
                changed[index] ^= 0x40
                #expect(throws: MalformedError.self) { try SegmentHeader(block: changed) }
            }
        }
        #expect(throws: MalformedError.self) { try SegmentHeader(block: []) }
    }

    @Test("An epoch's slot reads back, an empty one is empty, a changed one is refused")
    func slot() throws {
        let slot = EpochSlot(epoch: 3, key: Samples.key(2))
        #expect(try EpochSlot(block: slot.block)?.epoch == 3)
        #expect(try EpochSlot(block: [UInt8](repeating: 0, count: 4096)) == nil)
        for index in 0..<84 {
            var changed = slot.block
            changed[index] ^= 1
            #expect(throws: MalformedError.self) { try EpochSlot(block: changed) }
        }
    }
}
