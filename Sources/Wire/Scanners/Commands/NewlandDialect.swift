/// The commands of Newland scanners on a serial line.
///
/// `7E 01 30 30 30 30`, `#` for what is forgotten without power, the command, `3B 03`; answered by `02 01 30 30 30 30`, the
/// command, ACK before each `;`, `3B 03` (manualslib 3278488 p35 and p234). NAK and ENQ for errors and the command that
/// triggers are from memory. The EM3095 speaks as a GM65 does; its answers are known here too.
struct NewlandDialect: ScannerDialect {
    private static let command: [UInt8] = [0x7E, 0x01, 0x30, 0x30, 0x30, 0x30, UInt8(ascii: "#")]
    private static let answer: [UInt8] = [0x02, 0x01, 0x30, 0x30, 0x30, 0x30]
    private static let end: [UInt8] = [0x3B, 0x03]
    /// Six letters and some data; several commands may be chained.
    private static let longestAnswer = 128

    func command(for request: DeviceRequest) -> ScannerCommand? {
        switch request {
        case .trigger: Self.make("SCNTRG1")
        case .triggerOff: Self.make("SCNTRG0")
        case .beep, .heartbeat: nil
        }
    }

    private static func make(_ text: String) -> ScannerCommand {
        ScannerCommand(bytes: command + Array(text.utf8) + end, purpose: .request)
    }

    func match(_ bytes: [UInt8], atLineStart: Bool) -> AnswerMatch {
        guard bytes[0] == Self.answer[0] else { return GM65Dialect.match(bytes) }
        guard bytes.count > 1 else { return .possible }
        guard bytes[1] == Self.answer[1] else { return GM65Dialect.match(bytes) }
        let known = min(bytes.count, Self.answer.count)
        guard bytes[..<known].elementsEqual(Self.answer[..<known]) else { return .broken(.noise, header: known) }
        guard let end = Self.endIndex(of: bytes) else {
            return bytes.count < Self.longestAnswer ? .partial : .broken(.oversize, header: known)
        }
        let body = bytes[Self.answer.count..<end]
        let isRefused = body.contains { $0 == 0x15 || $0 == 0x05 }
        return .whole(length: end, isRefused || !body.contains(0x06) ? .refused : .accepted(Array(body)))
    }

    /// The end of the answer; only the newest byte can have brought it.
    private static func endIndex(of bytes: [UInt8]) -> Int? {
        guard bytes.count >= answer.count + end.count, bytes.suffix(end.count).elementsEqual(end) else { return nil }
        return bytes.count
    }
}
