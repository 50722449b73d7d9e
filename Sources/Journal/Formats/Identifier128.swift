import Codes

/// 16 bytes that name one thing among all: a segment (random), a boot of the machine (the kernel's boot id).
public struct Identifier128: Hashable, Sendable, CustomStringConvertible {
    private var word0: UInt64 = 0
    private var word1: UInt64 = 0

    /// The number of bytes.
    public static let byteCount = 16

    /// 16 zero bytes.
    public static let zero = Identifier128()

    private init() {}

    /// A fresh random identifier, from the kernel.
    public static func random() -> Identifier128 {
        var made = Identifier128()
        var generator = SystemRandomNumberGenerator()
        made.word0 = generator.next()
        made.word1 = generator.next()
        return made
    }

    /// The identifier that these bytes are; `nil` unless there are 16.
    public init?(_ bytes: some Collection<UInt8>) {
        guard bytes.count == Self.byteCount else { return nil }
        withUnsafeMutableBytes(of: &self) { $0.copyBytes(from: bytes) }
    }

    /// The identifier of a UUID's text, such as `/proc/sys/kernel/random/boot_id` holds; `nil` for anything else.
    public init?(uuid text: some StringProtocol) {
        guard let bytes = Hexadecimal.decode(text.utf8.filter { $0 > 0x20 && $0 != UInt8(ascii: "-") }) else {
            return nil
        }
        self.init(bytes)
    }

    init(loading buffer: UnsafeRawBufferPointer, at offset: Int) {
        withUnsafeMutableBytes(of: &self) {
            $0.copyMemory(from: UnsafeRawBufferPointer(rebasing: buffer[offset..<offset + Self.byteCount]))
        }
    }

    /// The 16 bytes.
    public var bytes: [UInt8] {
        withUnsafeBytes { Array($0) }
    }

    /// Calls `body` with the bytes in place.
    func withUnsafeBytes<Result>(_ body: (UnsafeRawBufferPointer) -> Result) -> Result {
        Swift.withUnsafeBytes(of: self, body)
    }

    /// 32 hexadecimal digits.
    public var description: String {
        Hexadecimal.encode(bytes)
    }
}

/// The random name of a segment.
public typealias SegmentID = Identifier128

/// The kernel's name of one boot of the machine.
public typealias BootID = Identifier128
