/// The commands of Honeywell and Youjie scanners on a serial line.
///
/// `SYN T CR` triggers, `SYN U CR` stops, `SYN M CR` and a menu command sets or asks (manualshive N86 p163, manualslib
/// 2798764 p166). The answer repeats the command, with ACK, ENQ or NAK before its punctuation mark and nothing after it,
/// so that a code may be glued to it. With `DECHDR1` each code comes in a frame: `SYN FE`, the length of the rest in four
/// bytes little-endian, CR, `MSGGET`, the length of the data in four digits, the maker's symbology, two characters of the
/// AIM identifier, GS, data (enioka's parser).
struct HoneywellDialect: ScannerDialect {
    private static let syn: UInt8 = 0x16
    private static let carriageReturn: UInt8 = 0x0D
    private static let frameMark: UInt8 = 0xFE
    private static let message = Array("MSGGET".utf8)
    /// SYN, FE, length, CR.
    private static let headerLength = 7
    /// What stands before the data, counted by the length in the header.
    private static let messageLength = 14
    /// CR, LF and the like that a scanner may put behind the data.
    private static let longestSuffix = 8
    /// Six letters and some digits; several commands may be chained.
    private static let longestEcho = 64
    private static let shortestEcho = 6

    var framesCodes: Bool { true }

    var heartbeat: ScannerCommand? { command(for: .heartbeat) }

    /// A menu command makes the scanner look up for a moment. A minute without a working scanner is noticed by a guard.
    var heartbeatPause: Duration { .seconds(30) }

    func command(for request: DeviceRequest) -> ScannerCommand? {
        switch request {
        case .trigger: command([Self.syn, 0x54, Self.carriageReturn], isAnswered: false)
        case .triggerOff: command([Self.syn, 0x55, Self.carriageReturn], isAnswered: false)
        case .beep: command([Self.syn, 0x07, Self.carriageReturn], isAnswered: false)
        // A question that changes nothing, and that every model has.
        case .heartbeat:
            ScannerCommand(
                bytes: [Self.syn, 0x4D, Self.carriageReturn] + Array("DECHDR?.".utf8), purpose: .heartbeat)
        }
    }

    private func command(_ bytes: [UInt8], isAnswered: Bool) -> ScannerCommand {
        ScannerCommand(bytes: bytes, purpose: .request, isAnswered: isAnswered)
    }

    func match(_ bytes: [UInt8], atLineStart: Bool) -> AnswerMatch {
        if bytes[0] == Self.syn { return Self.frame(bytes) }
        return atLineStart ? Self.echo(bytes) : .none
    }

    func isFragment(_ line: [UInt8]) -> Bool { line.starts(with: Self.message) }

    private static func frame(_ bytes: [UInt8]) -> AnswerMatch {
        guard bytes.count > 1 else { return .possible }
        guard bytes[1] == frameMark else { return .none }
        guard bytes.count >= headerLength else { return .partial }
        let length = Int(bytes[2]) | Int(bytes[3]) << 8 | Int(bytes[4]) << 16 | Int(bytes[5]) << 24
        guard bytes[6] == carriageReturn, length > messageLength else { return .broken(.noise, header: headerLength) }
        guard length <= messageLength + ScanText.longest + longestSuffix else {
            return .broken(.oversize, header: headerLength)
        }
        let known = min(bytes.count - headerLength, message.count)
        guard bytes[headerLength..<headerLength + known].elementsEqual(message[..<known]) else {
            return .broken(.noise, header: headerLength)
        }
        guard bytes.count >= headerLength + length else { return .partial }
        let data = bytes[(headerLength + messageLength)..<headerLength + length]
        let digits = String(decoding: bytes[headerLength + 6..<headerLength + 10], as: UTF8.self)
        let aim = [HIDPOSLayout.bracket] + bytes[headerLength + 11..<headerLength + 13]
        // The two lengths are all there is of a check.
        guard Int(digits) == data.count, let aim = AIMIdentifier.leading(aim) else {
            return .broken(.checksum, header: headerLength)
        }
        return .whole(length: headerLength + length, .code(Array(data), aim: aim))
    }

    private static func echo(_ bytes: [UInt8]) -> AnswerMatch {
        for (index, byte) in bytes.prefix(longestEcho).enumerated() {
            switch byte {
            case UInt8(ascii: "A")...UInt8(ascii: "Z"): continue
            case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: ";"), UInt8(ascii: ","), UInt8(ascii: "?"):
                if index < 3 { return .none }
            case 0x05, 0x06, 0x15:
                guard index >= shortestEcho else { return .none }
                guard index + 1 < bytes.count else { return .possible }
                switch bytes[index + 1] {
                case UInt8(ascii: "."), UInt8(ascii: "!"):
                    return .whole(length: index + 2, byte == 0x06 ? .accepted(Array(bytes[..<index])) : .refused)
                case UInt8(ascii: ";"), UInt8(ascii: ","): continue
                default: return .none
                }
            default: return .none
            }
        }
        return bytes.count < longestEcho ? .possible : .none
    }
}
