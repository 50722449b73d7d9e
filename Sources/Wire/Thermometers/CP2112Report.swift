/// The reports of a Silicon Labs CP2112, a bridge from USB HID to the SMBus, as far as a word is read with them. The
/// first byte is the report's number. Source: the kernel's `hid-cp2112.c`.
enum CP2112Report {
    /// How long every report of the device is, padding included.
    static let length = 64

    /// Feature report: 100 kHz (the most that an MLX90614 allows), own address 02, no automatic sending, 100 ms to write
    /// and to read, no limit for a low clock, one retry.
    static let busConfiguration: [UInt8] = [
        0x06, 0x00, 0x01, 0x86, 0xA0, 0x02, 0x00, 0x00, 0x64, 0x00, 0x64, 0x00, 0x00, 0x01,
    ]
    /// Ends a transfer that somebody before left behind.
    static let cancel: [UInt8] = [0x17, 0x01]
    /// What came of the transfer?
    static let statusRequest: [UInt8] = [0x15, 0x01]
    /// Hand over the three bytes of a word and its check.
    static let wordRequest: [UInt8] = [0x12, 0x00, wordLength]
    /// A word of the SMBus and its check.
    static let wordLength: UInt8 = 3

    /// Write one byte, the register, and read a word and its check behind a repeated start.
    static func readWord(address: UInt8, register: MLX90614Word.Register) -> [UInt8] {
        [0x11, address << 1, 0x00, wordLength, 0x01, register.rawValue]
    }

    /// How a transfer stands (`s0`).
    enum Transfer: UInt8, Hashable, Sendable {
        case idle = 0
        case busy = 1
        case complete = 2
        /// Not acknowledged, the bus busy, arbitration lost, or incomplete.
        case error = 3
    }

    /// A report from the device.
    enum Input: Hashable, Sendable {
        /// 16: how the transfer stands, and how many bytes were read.
        case status(Transfer, length: UInt16)
        /// 13: a word and its check.
        case word(low: UInt8, high: UInt8, pec: UInt8)
        /// 13: the transfer failed.
        case failed
        /// 13: fewer bytes than a word and its check, or than it says.
        case short
    }

    private static let statusNumber: UInt8 = 0x16
    private static let statusLength = 7
    private static let dataNumber: UInt8 = 0x13
    private static let dataStart = 3

    /// What a packet says; `nil` when it is none of these reports.
    static func input(_ packet: Span<UInt8>) -> Input? {
        guard packet.count >= 1 else { return nil }
        switch packet[0] {
        case statusNumber:
            guard packet.count >= statusLength, let transfer = Transfer(rawValue: packet[1]) else { return nil }
            return .status(transfer, length: UInt16(packet[5]) << 8 | UInt16(packet[6]))
        case dataNumber: return data(packet)
        default: return nil
        }
    }

    private static func data(_ packet: Span<UInt8>) -> Input? {
        guard packet.count >= dataStart else { return .short }
        guard let transfer = Transfer(rawValue: packet[1]) else { return nil }
        if transfer == .error { return .failed }
        guard packet[2] <= wordLength else { return nil }
        guard packet[2] == wordLength, packet.count >= dataStart + Int(wordLength) else { return .short }
        return .word(low: packet[3], high: packet[4], pec: packet[5])
    }
}
