import CLinux

/// CRC-32C (Castagnoli), seeded with a segment's random identifier, so that a block of another segment never fits.
enum CRC32C {
    /// The checksum of the identifier's bytes followed by `bytes`.
    static func checksum(_ bytes: UnsafeRawBufferPointer, seed: SegmentID) -> UInt32 {
        let seeded = seed.withUnsafeBytes { gh_crc32c(0, $0.baseAddress, $0.count) }
        return gh_crc32c(seeded, bytes.baseAddress, bytes.count)
    }
}
