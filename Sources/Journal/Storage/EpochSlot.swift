import Crypto
import FoundationEssentials

/// One of the two places for the seed of the epoch's signing key: a block that is overwritten in place, past the page
/// cache, so that a destroyed seed leaves no second copy that a user of the machine can read.
///
/// `GHEPOCH` 1 | u32 state (1: the seed as it is) | u32 epoch | 32 bytes seed | 32 bytes public key | crc32c | zeroes.
/// A slot of zeroes only is empty.
struct EpochSlot: Sendable {
    static let magic: [UInt8] = Array("GHEPOCH".utf8) + [1]
    private static let plainSeed: UInt32 = 1

    let epoch: UInt32
    let key: Curve25519.Signing.PrivateKey

    /// The block of the slot.
    var block: [UInt8] {
        var out = Self.magic
        out.append(littleEndian: Self.plainSeed)
        out.append(littleEndian: epoch)
        out += key.rawRepresentation
        out += key.publicKey.rawRepresentation
        out.append(littleEndian: out.withUnsafeBytes { CRC32C.checksum($0, seed: .zero) })
        return out + [UInt8](repeating: 0, count: JournalBlock.byteCount - out.count)
    }

    init(epoch: UInt32, key: Curve25519.Signing.PrivateKey) {
        self.epoch = epoch
        self.key = key
    }

    /// The slot of a block; `nil` if it is empty.
    init?(block: [UInt8]) throws(MalformedError) {
        let subject = "epoch slot"
        if block[...].isZero { return nil }
        var reader = ByteReader(block, subject: subject)
        guard Array(try reader.take(Self.magic.count, "magic")) == Self.magic else {
            throw MalformedError(subject, "it does not begin with GHEPOCH")
        }
        let state = try reader.next(UInt32.self, "state")
        epoch = try reader.next(UInt32.self, "epoch")
        let seed = try reader.take(32, "seed")
        let publicKey = try reader.take(32, "public key")
        let end = reader.offset
        let stored = try reader.next(UInt32.self, "checksum")
        let sum = block.withUnsafeBytes { CRC32C.checksum(UnsafeRawBufferPointer(rebasing: $0[..<end]), seed: .zero) }
        guard stored == sum, state == Self.plainSeed,
            let key = try? Curve25519.Signing.PrivateKey(rawRepresentation: seed),
            key.publicKey.rawRepresentation == Data(publicKey)
        else { throw MalformedError(subject, "checksum, state or key is wrong") }
        self.key = key
    }

    /// The live epoch of a journal: the slot with the highest number that can be read.
    static func read(_ layout: JournalLayout, _ files: any FileSystem) throws(JournalError) -> EpochSlot {
        var found: EpochSlot?
        for path in layout.slots {
            guard let block = try? files.contents(of: path, limit: JournalBlock.byteCount),
                let slot = try? EpochSlot(block: block)
            else { continue }
            if slot.epoch >= found?.epoch ?? 0 { found = slot }
        }
        guard let found else { throw JournalError.epochKeyLost(path: layout.keys) }
        return found
    }
}
