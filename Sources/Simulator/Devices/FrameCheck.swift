/// The checks that devices put behind their frames, by their definitions, apart from those of the drivers: so that a
/// mistake in one is found by the other.
enum FrameCheck {
    /// CRC-8 of the SMBus: polynomial 07, from 0.
    static func smbus(_ bytes: [UInt8]) -> UInt8 {
        bytes.reduce(0) { sum, byte in
            (0..<8).reduce(sum ^ byte) { value, _ in value & 0x80 == 0 ? value << 1 : value << 1 ^ 0x07 }
        }
    }

    /// CRC-16 of Modbus RTU, as it travels: low byte first.
    static func modbus(_ bytes: [UInt8]) -> [UInt8] {
        let sum = bytes.reduce(0xFFFF as UInt16) { sum, byte in
            (0..<8).reduce(sum ^ UInt16(byte)) { value, _ in value & 1 == 0 ? value >> 1 : value >> 1 ^ 0xA001 }
        }
        return [UInt8(sum & 0xFF), UInt8(sum >> 8)]
    }

    /// The two's complement of the sum of all bytes, as it travels in Zebra's packets: high byte first.
    static func complement(_ bytes: [UInt8]) -> [UInt8] {
        let sum = bytes.reduce(0 as UInt16) { $0 &+ UInt16($1) }
        let check = ~sum &+ 1
        return [UInt8(check >> 8), UInt8(check & 0xFF)]
    }
}
