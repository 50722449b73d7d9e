/// Takes the text of codes out of a capture. What a scanner reads is about a person: nobody gets it by the way.
///
/// On a serial line each byte becomes `x` (78 hex) but the three that end lines, so that lengths, times and terminators
/// can still be seen. Reports and input events carry text in other ways; of those only the length is left.
public enum CaptureMask {
    /// The note in the header of a capture that is masked.
    public static let note = "the text of codes is masked; each x stands for a byte"
    /// What stands for a byte of text.
    static let stand: UInt8 = 0x78

    /// `content` without what the device sent. What was sent to the device, and remarks, stay as they are.
    public static func masked(_ content: CaptureEntry.Content, transport: TransportKind) -> CaptureEntry.Content {
        switch content {
        case .received(let bytes) where transport == .serial: .received(bytes.map(masked))
        case .received(let bytes): .remark("\(bytes.count) bytes came, masked")
        case .featureReceived(let bytes): .remark("a feature report of \(bytes.count) bytes came, masked")
        case .sent, .featureSent, .remark: content
        }
    }

    private static func masked(_ byte: UInt8) -> UInt8 {
        byte == 0x09 || byte == 0x0A || byte == 0x0D ? byte : stand
    }
}
