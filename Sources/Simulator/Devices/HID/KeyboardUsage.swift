/// The key for a character on an American keyboard (HID Usage Tables, keyboard page).
struct KeyboardUsage: Hashable, Sendable {
    /// The key's number on the keyboard page.
    let usage: UInt8
    /// Whether shift is held.
    let isShifted: Bool

    /// Keys from 0x2D on, and what shift makes of them; 0x32 is the key of other countries.
    private static let plain = Array("-=[]\\\u{0};'`,./".unicodeScalars)
    private static let shifted = Array("_+{}|\u{0}:\"~<>?".unicodeScalars)
    private static let shiftedDigits = Array("!@#$%^&*()".unicodeScalars)

    /// The key of a printable ASCII character; `nil` for all others.
    init?(_ scalar: Unicode.Scalar) {
        guard scalar.isASCII, scalar.value >= 0x20, scalar.value < 0x7F else { return nil }
        let value = UInt8(scalar.value)
        switch scalar {
        case "a"..."z": self.init(0x04 + value - UInt8(ascii: "a"), false)
        case "A"..."Z": self.init(0x04 + value - UInt8(ascii: "A"), true)
        case "1"..."9": self.init(0x1E + value - UInt8(ascii: "1"), false)
        case "0": self.init(0x27, false)
        case " ": self.init(0x2C, false)
        default:
            if let place = Self.plain.firstIndex(of: scalar) {
                self.init(UInt8(0x2D + place), false)
            } else if let place = Self.shifted.firstIndex(of: scalar) {
                self.init(UInt8(0x2D + place), true)
            } else if let place = Self.shiftedDigits.firstIndex(of: scalar) {
                self.init(UInt8(0x1E + place), true)
            } else {
                return nil
            }
        }
    }

    private init(_ usage: UInt8, _ isShifted: Bool) {
        self.usage = usage
        self.isShifted = isShifted
    }
}
