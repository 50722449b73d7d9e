import CLinux
import Glibc

/// A set of event codes as the kernel gives it: one bit each, the lowest first.
struct KeyBits: Hashable {
    // The numbers are those of <linux/input-event-codes.h>.

    /// `EV_KEY`, `EV_REL`, `EV_ABS`, `EV_LED`.
    static let keys: UInt32 = 1
    static let relativeAxes: UInt32 = 2
    static let absoluteAxes: UInt32 = 3
    static let lightCodes: UInt32 = 17
    /// `REL_X` to `REL_RZ`. Wheels and dials are on many keyboards that move no pointer.
    static let pointerRelative = 0x00...0x05
    /// `ABS_X` to `ABS_HAT3Y`, pressure, and all of touch screens; not volume and what lies beside it.
    static let pointerAbsolute = [0x00...0x1F, 0x2F...0x3F].joined()
    /// The digits, the three rows of letters, and Enter.
    static let typing = [2...11, 16...25, 30...38, 44...50, 28...28].joined()
    /// `LED_NUML` and `LED_CAPSL`.
    static let numLock = 0
    static let capsLock = 1

    /// `KEY_MAX` is 0x2FF, and no other type has more codes.
    private static let bytes = 96

    private var bits: [UInt8]

    /// No code.
    init() {
        bits = [UInt8](repeating: 0, count: Self.bytes)
    }

    /// The codes of a type that the device can send.
    init(codesOf fd: Int32, type: UInt32, path: String) throws(TransportError) {
        self.init()
        let result = fill { gh_evdev_codes(fd, type, $0, $1) }
        // A kernel that does not know the type says EINVAL: then the device has none of it.
        if result != -EINVAL { try TransportError.check(result, path, "EVIOCGBIT") }
    }

    /// Lets a call of the kernel fill the set; its result.
    mutating func fill(_ call: (UnsafeMutablePointer<UInt8>, Int) -> Int32) -> Int32 {
        bits.withUnsafeMutableBufferPointer { bits in
            bits.baseAddress.map { call($0, bits.count) } ?? -EINVAL
        }
    }

    /// Whether no bit is set.
    var isEmpty: Bool { bits.allSatisfy { $0 == 0 } }

    /// Whether the bit of this code is set.
    subscript(code: Int) -> Bool {
        get { code >= 0 && code < bits.count * 8 && bits[code / 8] & 1 << (code % 8) != 0 }
        set {
            guard code >= 0, code < bits.count * 8 else { return }
            if newValue { bits[code / 8] |= 1 << (code % 8) } else { bits[code / 8] &= ~(1 << (code % 8)) }
        }
    }
}
