/// The functions of Modbus that devices of the house know (Modbus application protocol V1.1b3, section 6).
enum ModbusFunction: UInt8, Hashable, Sendable, CaseIterable {
    case readCoils = 0x01
    case readHoldingRegisters = 0x03
    case readInputRegisters = 0x04
    case writeCoil = 0x05
    case writeRegister = 0x06
    case writeCoils = 0x0F
    case writeRegisters = 0x10

    /// Set in the function of an answer that is an exception.
    static let exceptionBit: UInt8 = 0x80

    /// Whether the answer has data of its own, behind a byte that counts them. The others repeat four bytes of the
    /// request.
    var reads: Bool {
        switch self {
        case .readCoils, .readHoldingRegisters, .readInputRegisters: true
        case .writeCoil, .writeRegister, .writeCoils, .writeRegisters: false
        }
    }

    /// Whether it is about single bits, which relays have and thermometers do not.
    var switchesCoils: Bool {
        switch self {
        case .readCoils, .writeCoil, .writeCoils: true
        case .readHoldingRegisters, .readInputRegisters, .writeRegister, .writeRegisters: false
        }
    }
}
