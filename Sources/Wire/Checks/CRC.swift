/// The cyclic redundancy checks of the devices, one bit at a time: frames are short, and a table would cost more cache
/// than it saves. Names and check values are those of the CRC catalogue (reveng): each is over the digits `123456789`.
enum CRC {
    /// CRC-16/MODBUS: polynomial 8005 reflected, initial FFFF; check 4B37. Modbus RTU sends its low byte first.
    struct Modbus {
        private(set) var value: UInt16 = 0xFFFF

        mutating func add(_ byte: UInt8) {
            value ^= UInt16(byte)
            for _ in 0..<8 { value = value & 1 == 1 ? value >> 1 ^ 0xA001 : value >> 1 }
        }
    }

    /// CRC-16/XMODEM: polynomial 1021, initial 0; check 31C3. GM65 frames send its high byte first.
    struct XModem {
        private(set) var value: UInt16 = 0

        mutating func add(_ byte: UInt8) {
            value ^= UInt16(byte) << 8
            for _ in 0..<8 { value = value & 0x8000 != 0 ? value << 1 ^ 0x1021 : value << 1 }
        }
    }

    /// CRC-8/SMBUS: polynomial 07, initial 0; check F4. The PEC of the SMBus, and Terabee's commands.
    struct SMBus {
        private(set) var value: UInt8 = 0

        mutating func add(_ byte: UInt8) {
            value ^= byte
            for _ in 0..<8 { value = value & 0x80 != 0 ? value << 1 ^ 0x07 : value << 1 }
        }
    }

    /// CRC-32/MPEG-2: polynomial 04C11DB7, initial FFFFFFFF, not reflected, no final XOR; check 0376E6E7. Terabee's frames.
    ///
    /// By a table of sixteen: a frame has 2064 bytes, seven times a second.
    struct MPEG2 {
        private(set) var value: UInt32 = 0xFFFF_FFFF

        mutating func add(_ byte: UInt8) {
            value ^= UInt32(byte) << 24
            for _ in 0..<2 { value = value << 4 ^ Self.table[Int(value >> 28)] }
        }

        private static let table: [16 of UInt32] = {
            var table = [16 of UInt32](repeating: 0)
            for index in 0..<16 {
                var entry = UInt32(index) << 28
                for _ in 0..<4 { entry = entry & 0x8000_0000 != 0 ? entry << 1 ^ 0x04C1_1DB7 : entry << 1 }
                table[index] = entry
            }
            return table
        }()
    }

    /// `add` over all of `bytes`.
    static func modbus(_ bytes: some Sequence<UInt8>) -> UInt16 {
        var crc = Modbus()
        for byte in bytes { crc.add(byte) }
        return crc.value
    }

    /// `add` over all of `bytes`.
    static func xmodem(_ bytes: some Sequence<UInt8>) -> UInt16 {
        var crc = XModem()
        for byte in bytes { crc.add(byte) }
        return crc.value
    }

    /// `add` over all of `bytes`.
    static func smbus(_ bytes: some Sequence<UInt8>) -> UInt8 {
        var crc = SMBus()
        for byte in bytes { crc.add(byte) }
        return crc.value
    }

    /// `add` over all of `bytes`.
    static func mpeg2(_ bytes: some Sequence<UInt8>) -> UInt32 {
        var crc = MPEG2()
        for byte in bytes { crc.add(byte) }
        return crc.value
    }
}
