/// What a Honeywell scanner answers to a menu command such as `REVINF.` (its user guides, "Menu Commands").
///
/// Over HID the answer comes as if it were a scan, with the AIM identifier `]X0`; a last report with `]Z6` repeats the
/// command with ACK (06), ENQ (05, no such command) or NAK (15, bad data) before its punctuation mark. No person shows
/// such a code: neither is ever a scan.
enum HoneywellAnswer {
    /// Asks for the revisions of the software, and the serial number.
    static let revisions = Array("REVINF.".utf8)

    /// Whether data with this identifier is an answer.
    static func isAnswer(aim: String?) -> Bool { aim == textIdentifier || aim == endIdentifier }

    /// The identifier of an answer's text.
    static let textIdentifier = "]X0"
    /// The identifier of an answer's end.
    static let endIdentifier = "]Z6"

    private static let names: [(label: String, name: DeviceFact.Name)] = [
        ("Product Name:", .model), ("Software Revision:", .firmware), ("Serial Number:", .serial),
    ]
    /// A fact is a word or two; longer text is no fact.
    private static let longestValue = 64

    /// The facts in the lines of an answer's text.
    static func facts(in text: [UInt8]) -> [DeviceFact] {
        text.split { $0 == 0x0D || $0 == 0x0A }.compactMap { line in
            for (label, name) in names where line.starts(with: label.utf8) {
                let value = line.dropFirst(label.utf8.count).filter { (0x20..<0x7F).contains($0) }
                let trimmed = value.drop { $0 == 0x20 }
                guard let end = trimmed.lastIndex(where: { $0 != 0x20 }), trimmed.count <= longestValue else {
                    return nil
                }
                return DeviceFact(name, String(decoding: trimmed[...end], as: UTF8.self))
            }
            return nil
        }
    }

    /// Whether the end of an answer says that the command was carried out; `nil` when it says nothing.
    static func isAccepted(_ end: [UInt8]) -> Bool? {
        for byte in end.reversed() {
            switch byte {
            case 0x06: return true
            case 0x05, 0x15: return false
            default: continue
            }
        }
        return nil
    }
}
