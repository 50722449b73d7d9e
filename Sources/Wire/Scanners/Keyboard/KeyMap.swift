/// What keys mean on the keyboard that scanners pretend to be: the US one. Keys have the numbers of Linux
/// (`input-event-codes.h`). The layout of the system is not asked: it belongs to another keyboard.
enum KeyMap {
    static let enter: UInt16 = 28
    static let keypadEnter: UInt16 = 96
    static let tab: UInt16 = 15
    static let capsLock: UInt16 = 58
    static let numLock: UInt16 = 69
    static let scrollLock: UInt16 = 70
    static let shifts: [UInt16] = [42, 54]
    static let controls: [UInt16] = [29, 97]
    static let alts: [UInt16] = [56, 100]
    static let metas: [UInt16] = [125, 126]

    /// The characters of a key without and with Shift; `nil` for a key that types nothing.
    static func characters(of code: UInt16) -> (plain: UInt8, shifted: UInt8)? {
        guard Int(code) < table.count else { return nil }
        let pair = table[Int(code)]
        return pair.plain == 0 ? nil : pair
    }

    /// The digit of a keypad key, 0 to 9; `nil` for other keys.
    static func keypadDigit(of code: UInt16) -> UInt8? {
        guard (71...82).contains(code), let character = characters(of: code)?.plain,
            (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(character)
        else { return nil }
        return character - UInt8(ascii: "0")
    }

    /// Rows of keys with numbers that follow each other. Keypad digits are digits whatever Num Lock says: a scanner
    /// does not move a cursor.
    private static let rows: [(first: Int, plain: String, shifted: String)] = [
        (2, "1234567890-=", "!@#$%^&*()_+"), (16, "qwertyuiop[]", "QWERTYUIOP{}"),
        (30, "asdfghjkl;'`", "ASDFGHJKL:\"~"),
        (43, "\\zxcvbnm,./", "|ZXCVBNM<>?"), (55, "*", "*"), (57, " ", " "), (71, "789-456+1230.", "789-456+1230."),
        (86, "<", ">"), (98, "/", "/"), (117, "=", "="), (121, ",", ","),
    ]

    private static let table: [(plain: UInt8, shifted: UInt8)] = {
        var table = [(plain: UInt8, shifted: UInt8)](repeating: (0, 0), count: 122)
        for row in rows {
            for (offset, pair) in zip(row.plain.utf8, row.shifted.utf8).enumerated() {
                table[row.first + offset] = (pair.0, pair.1)
            }
        }
        return table
    }()

    /// The key of a usage of HID page 07 (HID Usage Tables, "Keyboard/Keypad", in the order of Linux's `hid-input.c`);
    /// 0 when there is none.
    static func code(ofUsage usage: UInt8) -> UInt16 {
        switch usage {
        case 0xE0...0xE7: modifiers[Int(usage - 0xE0)]
        default: Int(usage) < usages.count ? UInt16(usages[Int(usage)]) : 0
        }
    }

    /// Left Control, Shift, Alt, Meta, then the right ones: the bits of a boot report's first byte.
    static let modifiers: [UInt16] = [29, 42, 56, 125, 97, 54, 100, 126]

    private static let usages: [UInt8] = [
        0, 0, 0, 0, 30, 48, 46, 32, 18, 33, 34, 35, 23, 36, 37, 38,  // 00: a to l
        50, 49, 24, 25, 16, 19, 31, 20, 22, 47, 17, 45, 21, 44, 2, 3,  // 10: m to z, 1, 2
        4, 5, 6, 7, 8, 9, 10, 11, 28, 1, 14, 15, 57, 12, 13, 26,  // 20: 3 to 0, Enter, Escape, …, [
        27, 43, 43, 39, 40, 41, 51, 52, 53, 58, 59, 60, 61, 62, 63, 64,  // 30: ] to /, Caps Lock, F1 to F6
        65, 66, 67, 68, 87, 88, 99, 70, 119, 110, 102, 104, 111, 107, 109, 106,  // 40: F7 to the cursor
        105, 108, 103, 69, 98, 55, 74, 78, 96, 79, 80, 81, 75, 76, 77, 71,  // 50: Num Lock, keypad
        72, 73, 82, 83, 86, 127, 116, 117,  // 60: keypad, 102nd key
    ]
}
