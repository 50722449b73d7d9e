/// Whether a HID report descriptor describes a keyboard: some sticks have one beside the interface that measures, and
/// type their readings on it.
enum KeyboardDescriptor {
    private static let genericDesktop: UInt32 = 0x01
    private static let keyboard: UInt32 = 0x06
    private static let longItem: UInt8 = 0xFE

    /// Looks for a collection of usage 06 on page 01 (HID 1.11, section 6.2.2; Usage Tables, page 01). Bytes that are no
    /// descriptor describe none.
    static func isKeyboard(_ descriptor: [UInt8]) -> Bool {
        var page: UInt32 = 0
        var usage: UInt32 = 0
        var index = 0
        while index < descriptor.count {
            let prefix = descriptor[index]
            if prefix == longItem {
                guard index + 1 < descriptor.count else { return false }
                index += 3 + Int(descriptor[index + 1])
                continue
            }
            let size = prefix & 3 == 3 ? 4 : Int(prefix & 3)
            guard index + size < descriptor.count else { return false }
            var value: UInt32 = 0
            for offset in 0..<size { value |= UInt32(descriptor[index + 1 + offset]) << UInt32(8 * offset) }
            index += 1 + size
            switch prefix & 0xFC {
            case 0x04: page = value
            // Four bytes name their page themselves.
            case 0x08: usage = size == 4 ? value : page << 16 | value
            case 0xA0: if usage == genericDesktop << 16 | keyboard { return true } else { usage = 0 }
            case 0x80, 0x90, 0xB0, 0xC0: usage = 0
            default: break
            }
        }
        return false
    }
}
