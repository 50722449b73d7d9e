/// Text from a scanner, without its framing.
public struct Scan: Hashable, Sendable {
    /// The bytes of the code, 1 to 4096 of them, terminator and AIM identifier taken off.
    public var bytes: [UInt8]
    /// The AIM identifier that stood before the code, such as `]Q1` (ISO/IEC 15424), if the scanner sends them.
    public var aim: String?

    /// A scan of `bytes`.
    public init(bytes: [UInt8], aim: String? = nil) {
        self.bytes = bytes
        self.aim = aim
    }

    /// The code as text; bytes that are not UTF-8 become U+FFFD.
    public var text: String { String(decoding: bytes, as: UTF8.self) }
}
