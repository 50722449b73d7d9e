/// What SYN6288 and XFS5152 are sent: `FD`, the length of what follows in two bytes, command, data, and the exclusive or
/// of all bytes before.
enum SpeechFrame {
    /// The longest text, in bytes of GBK (device reference, C: from memory).
    static let longestText = 200
    /// Asks for the state.
    static let statusQuery: [UInt8] = [0xFD, 0x00, 0x02, 0x21, 0xDE]

    private static let say: UInt8 = 0x01
    private static let gbk: UInt8 = 0x01

    /// The frame that says `text`.
    static func saying(_ text: String) throws(SentenceError) -> [UInt8] {
        if text.isEmpty { throw .empty }
        // A character takes three bytes at most in UTF-8 where GBK has it, and one at least in GBK.
        guard text.utf8.count <= 3 * longestText else { throw .tooLong(limit: longestText) }
        let bytes: [UInt8]
        do { bytes = try GBK.encode(text) } catch { throw .character(error) }
        guard bytes.count <= longestText else { throw .tooLong(limit: longestText) }
        let length = bytes.count + 3  // command, encoding and check
        let frame = [0xFD, UInt8(length >> 8), UInt8(length & 0xFF), say, gbk] + bytes
        return frame + [frame.reduce(0, ^)]
    }
}
