/// CRC-32/MPEG-2 of the last `window` bytes of a stream, at every byte of it, for a fixed price per byte.
///
/// A frame of two kilobytes whose header may stand anywhere would otherwise be summed again at every place that looks
/// like a beginning: a hostile stream of headers would cost a thousand times its length. The register is linear: a byte
/// leaves the window by XOR with what it has become after `window` more bytes.
struct SlidingMPEG2 {
    private var register: UInt32 = 0
    /// What a byte that has left the window, by its value, has made of the register.
    private let leaving: [UInt32]
    /// What the initial value of the register (all ones) has become at the end of the window.
    private let initial: UInt32

    /// The check of a window of zeros, `window` bytes long.
    init(window: Int) {
        // The register is linear, so that the bits of a byte may be advanced one by one and joined by XOR.
        let bits = (0..<8).map { Self.advanced(Self.table[1 << $0], over: window) }
        leaving = (0..<256).map { byte in
            (0..<8).reduce(0) { joined, bit in byte >> bit & 1 == 1 ? joined ^ bits[bit] : joined }
        }
        initial = Self.advanced(0xFFFF_FFFF, over: window)
    }

    /// The check of the window.
    var value: UInt32 { register ^ initial }

    /// Moves the window on by one byte.
    mutating func slide(in entering: UInt8, out left: UInt8) {
        register = Self.step(register, entering) ^ leaving[Int(left)]
    }

    private static func step(_ register: UInt32, _ byte: UInt8) -> UInt32 {
        register << 8 ^ table[Int(UInt8(register >> 24) ^ byte)]
    }

    private static func advanced(_ register: UInt32, over zeros: Int) -> UInt32 {
        var register = register
        for _ in 0..<zeros { register = step(register, 0) }
        return register
    }

    private static let table: [UInt32] = (0..<256).map { index in
        (0..<8).reduce(UInt32(index) << 24) { entry, _ in
            entry & 0x8000_0000 != 0 ? entry << 1 ^ 0x04C1_1DB7 : entry << 1
        }
    }
}
