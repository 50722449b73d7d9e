/// The cyclic redundancy checks of short frames, one bit at a time: a table would cost more cache than it saves. That of
/// an array's long frames is `SlidingMPEG2`. Names and check values are those of the CRC catalogue (reveng): each is over the digits `123456789`.
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
}
