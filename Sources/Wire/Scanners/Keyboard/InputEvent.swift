/// One `struct input_event` of Linux on a 64-bit machine: two 64-bit words of time, type, code and value in the byte
/// order of the machine, which is little-endian on all that Gatehouse runs on.
struct InputEvent: Hashable {
    /// The length, bytes.
    static let length = 24
    static let syn: UInt16 = 0x00
    static let key: UInt16 = 0x01
    static let led: UInt16 = 0x11
    static let report: UInt16 = 0
    static let dropped: UInt16 = 3
    static let capsLED: UInt16 = 1

    let type: UInt16
    let code: UInt16
    let value: Int32

    /// The event that begins at `offset`; 24 bytes are there.
    init(_ bytes: Span<UInt8>, at offset: Int) {
        type = UInt16(bytes[offset + 16]) | UInt16(bytes[offset + 17]) << 8
        code = UInt16(bytes[offset + 18]) | UInt16(bytes[offset + 19]) << 8
        var value: UInt32 = 0
        for place in 0..<4 { value |= UInt32(bytes[offset + 20 + place]) << UInt32(8 * place) }
        self.value = Int32(bitPattern: value)
    }
}
