/// A word that a Melexis MLX90614 gives over the SMBus, and what it means.
///
/// The check (PEC) is the CRC-8 over the whole transaction: address for writing, command, address for reading, low byte,
/// high byte. So it proves which register of which device the word is from, too. Source: the datasheet; its example
/// `B4 07 B5 D2 3A → 30` is a test.
enum MLX90614Word {
    /// A register, by the command that reads it.
    enum Register: UInt8, Hashable, Sendable {
        /// RAM: the temperature of the sensor itself, 0.02 K a step.
        case ambient = 0x06
        /// RAM: the object temperature, 0.02 K a step.
        case object = 0x07
        /// EEPROM: the emissivity, FFFF for 1.
        case emissivity = 0x24
    }

    /// The address as delivered, of 7 bits.
    static let defaultAddress: UInt8 = 0x5A
    /// Addresses that the SMBus leaves to devices.
    static let addresses: ClosedRange<UInt8> = 0x08...0x77

    /// Set in a temperature that the chip could not measure. The check is right then, too.
    private static let errorFlag: UInt16 = 0x8000

    static func pec(address: UInt8, register: Register, low: UInt8, high: UInt8) -> UInt8 {
        var crc = CRC.SMBus()
        crc.add(address << 1)
        crc.add(register.rawValue)
        crc.add(address << 1 | 1)
        crc.add(low)
        crc.add(high)
        return crc.value
    }

    /// The temperature of a RAM word; `nil` when the chip marks it invalid.
    static func temperature(_ word: UInt16) -> Temperature? {
        word & errorFlag == 0 ? Temperature(hundredths: Int32(word) * 2 - 27315) : nil
    }

    /// The emissivity of the EEPROM word with four decimals, `1.0000` for FFFF.
    static func emissivity(_ word: UInt16) -> String {
        DecimalText.text((Int(word) * 10000 + 0x7FFF) / 0xFFFF, decimals: 4)
    }
}
