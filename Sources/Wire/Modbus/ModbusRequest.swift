/// What a master asks of a device on a Modbus line.
enum ModbusRequest: Hashable, Sendable {
    /// Function 01: 1 to 2000 coils.
    case readCoils(first: UInt16, count: UInt16)
    /// Function 03: 1 to 125 registers that can be written.
    case readHoldingRegisters(first: UInt16, count: UInt16)
    /// Function 04: 1 to 125 registers that can only be read.
    case readInputRegisters(first: UInt16, count: UInt16)
    /// Function 05. The standard knows `coilOn` and `coilOff`; relay boards take other words at addresses of their own.
    case writeCoil(UInt16, word: UInt16)
    /// Function 06.
    case writeRegister(UInt16, value: UInt16)
    /// Function 0F: 1 to 1968 coils.
    case writeCoils(first: UInt16, [Bool])
    /// Function 10: 1 to 123 registers.
    case writeRegisters(first: UInt16, [UInt16])

    /// The word of function 05 that closes a coil.
    static let coilOn: UInt16 = 0xFF00
    /// The word of function 05 that opens a coil.
    static let coilOff: UInt16 = 0x0000

    /// Addresses that a device can be asked at: 0 is for all, and nobody answers. The standard ends at 247; devices
    /// that answer 255 whatever their address is exist (Calex), and relay boards that are delivered with it.
    static let units: ClosedRange<UInt8> = 1...255
    /// The address that a device answers besides its own.
    static let anyUnit: UInt8 = 255

    private static let coilsRead: ClosedRange<UInt16> = 1...2000
    private static let registersRead: ClosedRange<UInt16> = 1...125
    private static let coilsWritten = 1...1968
    private static let registersWritten = 1...123

    /// Which function it is.
    var function: ModbusFunction {
        switch self {
        case .readCoils: .readCoils
        case .readHoldingRegisters: .readHoldingRegisters
        case .readInputRegisters: .readInputRegisters
        case .writeCoil: .writeCoil
        case .writeRegister: .writeRegister
        case .writeCoils: .writeCoils
        case .writeRegisters: .writeRegisters
        }
    }

    /// How many bytes of data the answer has behind its count; `nil` for answers without.
    var answerBytes: UInt8? {
        switch self {
        case .readCoils(_, let count): UInt8(clamping: (Int(count) + 7) / 8)
        case .readHoldingRegisters(_, let count), .readInputRegisters(_, let count): UInt8(clamping: Int(count) * 2)
        case .writeCoil, .writeRegister, .writeCoils, .writeRegisters: nil
        }
    }

    /// The bytes on the line, check included; `nil` when the address or a count is outside its limits, or when the last
    /// item would lie beyond 65535.
    func frame(unit: UInt8) -> [UInt8]? {
        guard Self.units.contains(unit), let body else { return nil }
        var frame = [unit, function.rawValue] + body
        let check = CRC.modbus(frame)
        frame.append(UInt8(truncatingIfNeeded: check))
        frame.append(UInt8(check >> 8))
        return frame
    }

    private var body: [UInt8]? {
        switch self {
        case .readCoils(let first, let count):
            Self.body(first, count, within: Self.coilsRead)
        case .readHoldingRegisters(let first, let count), .readInputRegisters(let first, let count):
            Self.body(first, count, within: Self.registersRead)
        case .writeCoil(let address, let word), .writeRegister(let address, let word):
            Self.bytes(address) + Self.bytes(word)
        case .writeCoils(let first, let coils):
            Self.coilsWritten.contains(coils.count)
                ? Self.body(first, UInt16(coils.count), data: Self.packed(coils)) : nil
        case .writeRegisters(let first, let values):
            Self.registersWritten.contains(values.count)
                ? Self.body(first, UInt16(values.count), data: values.flatMap(Self.bytes)) : nil
        }
    }

    private static func body(_ first: UInt16, _ count: UInt16, within limits: ClosedRange<UInt16>) -> [UInt8]? {
        guard limits.contains(count), Int(first) + Int(count) <= 0x1_0000 else { return nil }
        return bytes(first) + bytes(count)
    }

    private static func body(_ first: UInt16, _ count: UInt16, data: [UInt8]) -> [UInt8]? {
        guard Int(first) + Int(count) <= 0x1_0000 else { return nil }
        return bytes(first) + bytes(count) + [UInt8(clamping: data.count)] + data
    }

    /// The first coil in the lowest bit of the first byte.
    private static func packed(_ coils: [Bool]) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: (coils.count + 7) / 8)
        for (place, coil) in coils.enumerated() where coil { bytes[place / 8] |= 1 << UInt8(place % 8) }
        return bytes
    }

    private static func bytes(_ word: UInt16) -> [UInt8] {
        [UInt8(word >> 8), UInt8(truncatingIfNeeded: word)]
    }
}
