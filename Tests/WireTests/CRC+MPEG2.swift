@testable import Wire

extension CRC {
    /// CRC-32/MPEG-2 bit by bit, as the catalogue defines it: what `SlidingMPEG2` is held against.
    static func mpeg2(_ bytes: some Sequence<UInt8>) -> UInt32 {
        var value: UInt32 = 0xFFFF_FFFF
        for byte in bytes {
            value ^= UInt32(byte) << 24
            for _ in 0..<8 { value = value & 0x8000_0000 != 0 ? value << 1 ^ 0x04C1_1DB7 : value << 1 }
        }
        return value
    }
}
