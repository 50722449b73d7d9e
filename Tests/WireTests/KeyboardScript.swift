@testable import Wire

/// Types on a keyboard: input events and boot reports as bytes.
enum Typing {
    /// One input event.
    static func event(_ type: UInt16, _ code: UInt16, _ value: Int32) -> [UInt8] {
        let raw = UInt32(bitPattern: value)
        return [UInt8](repeating: 0x11, count: 16)
            + [UInt8(type & 0xFF), UInt8(type >> 8), UInt8(code & 0xFF), UInt8(code >> 8)]
            + (0..<4).map { UInt8(raw >> UInt32(8 * $0) & 0xFF) }
    }

    static let report = event(0, 0, 0)

    /// A key goes down and up, with others held.
    static func press(_ code: UInt16, holding held: [UInt16] = []) -> [UInt8] {
        held.flatMap { event(1, $0, 1) } + event(4, 4, 458_756) + event(1, code, 1) + report + event(1, code, 0)
            + held.flatMap { event(1, $0, 0) } + report
    }

    /// Digits on the keypad with Alt held.
    static func alt(_ digits: String) -> [UInt8] {
        let keys: [UInt16] = [82, 79, 80, 81, 75, 76, 77, 71, 72, 73]
        return event(1, 56, 1) + digits.utf8.flatMap { press(keys[Int($0 - 0x30)]) } + event(1, 56, 0) + report
    }

    /// All keys of a text of ASCII.
    static func text(_ text: String) -> [UInt8] {
        text.utf8.flatMap { character -> [UInt8] in
            if character == 0x0A { return press(KeyMap.enter) }
            for code in UInt16(0)..<70 {
                guard let pair = KeyMap.characters(of: code) else { continue }
                if pair.plain == character { return press(code) }
                if pair.shifted == character { return press(code, holding: [42]) }
            }
            return []
        }
    }

    /// A key with its modifiers, then nothing, as boot reports.
    static func reports(_ keys: [(modifiers: UInt8, usage: UInt8)]) -> [[UInt8]] {
        keys.flatMap { [[$0.modifiers, 0, $0.usage, 0, 0, 0, 0, 0], [UInt8](repeating: 0, count: 8)] }
    }
}
