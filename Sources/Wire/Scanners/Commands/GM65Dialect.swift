/// The commands of GM65, GM805, GM812, Hamlet HBCS2D and Newland EM3095 modules.
///
/// `7E 00 type length address data CRC`, answered by `02 00 type 01 data CRC`; the CRC is XMODEM over type to data, or
/// `AB CD` for none (GROW GM65 manual p36, Hamlet HBCS2D manual p14, manualslib 2692359 p19). The answer to a heartbeat
/// begins with 03; its text is from memory, its CRC fits. Answers come between codes, glued to them.
struct GM65Dialect: ScannerDialect {
    /// What starts a reading: the lowest two bits of zone 0000.
    enum Mode: String, CaseIterable {
        case manual, command, continuous, induction

        var bits: UInt8 {
            switch self {
            case .manual: 0
            case .command: 1
            case .continuous: 2
            case .induction: 3
            }
        }
    }

    private enum Kind: UInt8 { case read = 0x07, write = 0x08, heartbeat = 0x0A }

    private static let modeZone: UInt16 = 0x0000
    private static let triggerZone: UInt16 = 0x0002
    private static let sameCodeZone: UInt16 = 0x0013
    private static let versionZone: UInt16 = 0x00E2
    /// Bit 7 turns the delay on; 30 tenths of a second. The driver's consumer holds repeats down too, but it cannot
    /// silence the beep.
    private static let sameCodeDelay: UInt8 = 0x80 | 30
    private static let headerLength = 4
    /// Every answer to what is asked here has one byte of data.
    private static let answerLength = 7
    private static let noCheck: (UInt8, UInt8) = (0xAB, 0xCD)

    /// The mode that the site wants; `nil` leaves it as the technician set it.
    let mode: Mode?

    var setup: [ScannerCommand] {
        let read = { (zone: UInt16, purpose: ScannerCommand.Purpose) in
            ScannerCommand(bytes: Self.frame(.read, zone, [1]), purpose: purpose)
        }
        return [
            read(Self.versionZone, .version),
            ScannerCommand(bytes: Self.frame(.write, Self.sameCodeZone, [Self.sameCodeDelay]), purpose: .setting),
        ] + (mode.map { [read(Self.modeZone, .mode($0.bits))] } ?? [])
    }

    var heartbeat: ScannerCommand? {
        ScannerCommand(bytes: Self.frame(.heartbeat, 0, [0]), purpose: .heartbeat)
    }

    func command(for request: DeviceRequest) -> ScannerCommand? {
        switch request {
        case .trigger: ScannerCommand(bytes: Self.frame(.write, Self.triggerZone, [1]), purpose: .request)
        case .triggerOff: ScannerCommand(bytes: Self.frame(.write, Self.triggerZone, [0]), purpose: .request)
        case .heartbeat: heartbeat
        case .beep: nil
        }
    }

    func match(_ bytes: [UInt8], atLineStart: Bool) -> AnswerMatch { Self.match(bytes) }

    static func match(_ bytes: [UInt8]) -> AnswerMatch {
        guard bytes[0] == 0x02 || bytes[0] == 0x03 else { return .none }
        guard bytes.count > 1 else { return .possible }
        guard bytes[1] == 0x00 else { return .none }
        guard bytes.count >= answerLength else { return .partial }
        let check = CRC.xmodem(Array(bytes[2..<5]))
        let isRight = bytes[5] == UInt8(check >> 8) && bytes[6] == UInt8(check & 0xFF)
        guard bytes[3] == 1, isRight || (bytes[5], bytes[6]) == noCheck else {
            return .broken(.checksum, header: headerLength)
        }
        switch bytes[2] {
        case 0: return .whole(length: answerLength, .accepted([bytes[4]]))
        case 1: return .whole(length: answerLength, .damaged)
        default: return .whole(length: answerLength, .refused)
        }
    }

    func follow(_ command: ScannerCommand, answered data: [UInt8]) -> (command: ScannerCommand?, fact: DeviceFact?) {
        guard let value = data.first else { return (nil, nil) }
        switch command.purpose {
        case .version: return (nil, DeviceFact(.firmware, String(value, radix: 16, uppercase: true)))
        case .mode(let bits):
            let wanted = value & ~3 | bits
            guard wanted != value else { return (nil, nil) }
            return (ScannerCommand(bytes: Self.frame(.write, Self.modeZone, [wanted]), purpose: .setting), nil)
        case .setting, .request, .heartbeat: return (nil, nil)
        }
    }

    private static func frame(_ kind: Kind, _ zone: UInt16, _ data: [UInt8]) -> [UInt8] {
        let body = [kind.rawValue, UInt8(data.count), UInt8(zone >> 8), UInt8(zone & 0xFF)] + data
        let check = CRC.xmodem(body)
        return [0x7E, 0x00] + body + [UInt8(check >> 8), UInt8(check & 0xFF)]
    }
}
