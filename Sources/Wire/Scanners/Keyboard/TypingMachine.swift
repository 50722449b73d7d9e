/// What keys that go down and up type: modifiers, locks, and digits typed on the keypad with Alt held.
struct TypingMachine {
    /// What a key did.
    enum Effect: Hashable {
        /// It changed a state, or nothing.
        case none
        /// It typed an ASCII character.
        case character(UInt8)
        /// Alt was released after digits that give this number.
        case number(UInt32)
        /// It ends the line.
        case end
        /// It is no key that a scanner types with, or its digits are no number.
        case unknown
    }

    /// Digits with Alt that mean a character: 1114111 is the last scalar; a leading zero makes eight.
    private static let mostDigits = 8

    private var shifts: Set<UInt16> = []
    private var controls: Set<UInt16> = []
    private var alts: Set<UInt16> = []
    private var metas: Set<UInt16> = []
    private var digits = 0
    private var number: UInt32 = 0
    /// Whether Caps Lock is on.
    var capsLock = false

    /// Whether digits have been typed with Alt, which is still held.
    var isCollecting: Bool { digits > 0 }

    /// All keys are up, as far as is known.
    mutating func releaseAll() {
        for path in [\TypingMachine.shifts, \.controls, \.alts, \.metas] { self[keyPath: path].removeAll() }
        forgetDigits()
    }

    /// A key went down.
    mutating func press(_ code: UInt16) -> Effect {
        if let path = Self.modifier(code) {
            self[keyPath: path].insert(code)
            return .none
        }
        switch code {
        case KeyMap.capsLock:
            capsLock.toggle()
            return .none
        case KeyMap.numLock, KeyMap.scrollLock: return .none
        default: break
        }
        if !alts.isEmpty {
            guard let digit = KeyMap.keypadDigit(of: code) else { return .unknown }
            collect(digit)
            return .none
        }
        if code == KeyMap.enter || code == KeyMap.keypadEnter || code == KeyMap.tab { return .end }
        guard metas.isEmpty, let pair = KeyMap.characters(of: code) else { return .unknown }
        return controls.isEmpty ? .character(shifted(pair)) : control(pair)
    }

    /// A key went up.
    mutating func release(_ code: UInt16) -> Effect {
        guard let path = Self.modifier(code) else { return .none }
        self[keyPath: path].remove(code)
        guard path == \.alts, alts.isEmpty, digits > 0 else { return .none }
        defer { forgetDigits() }
        // Zero is what nobody types: it would end the text of half the programs that see it.
        guard digits <= Self.mostDigits, number > 0 else { return .unknown }
        switch number {
        case 0x09, 0x0A, 0x0D: return .end
        default: return .number(number)
        }
    }

    private static func modifier(_ code: UInt16) -> WritableKeyPath<TypingMachine, Set<UInt16>>? {
        if KeyMap.shifts.contains(code) { return \.shifts }
        if KeyMap.controls.contains(code) { return \.controls }
        if KeyMap.alts.contains(code) { return \.alts }
        return KeyMap.metas.contains(code) ? \.metas : nil
    }

    private func shifted(_ pair: (plain: UInt8, shifted: UInt8)) -> UInt8 {
        let isLetter = (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(pair.plain)
        return (isLetter && capsLock) == shifts.isEmpty ? pair.shifted : pair.plain
    }

    /// Control with a letter or with one of `[\]^_` types a control character: GS is Control and `]`.
    private func control(_ pair: (plain: UInt8, shifted: UInt8)) -> Effect {
        let character = (0x5B...0x5F).contains(pair.plain) ? pair.plain : pair.shifted
        guard (0x41...0x5F).contains(character) else { return .unknown }
        switch character & 0x1F {
        case 0x09, 0x0A, 0x0D: return .end
        case let control: return .character(control)
        }
    }

    private mutating func collect(_ digit: UInt8) {
        digits = min(digits + 1, Self.mostDigits + 1)
        guard digits <= Self.mostDigits else { return }
        number = number * 10 + UInt32(digit)
    }

    private mutating func forgetDigits() {
        digits = 0
        number = 0
    }
}
