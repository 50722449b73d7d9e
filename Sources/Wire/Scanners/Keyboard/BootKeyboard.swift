/// The boot report of a HID keyboard (HID 1.11, appendix B.1): modifiers, a reserved byte, up to six keys that are down.
struct BootKeyboard {
    /// The length of a report, bytes.
    static let length = 8
    /// Every key of a report has this usage when more are down than fit.
    private static let rollOver: UInt8 = 0x01

    private var modifiers: UInt8 = 0
    private var keys: [6 of UInt8] = .init(repeating: 0)

    /// Says which keys went up and down since the report before, modifiers first. Returns `false` when the report cannot
    /// say which keys are down.
    mutating func take(_ report: Span<UInt8>, _ tell: (_ code: UInt16, _ isDown: Bool) -> Void) -> Bool {
        let changed = modifiers ^ report[0]
        modifiers = report[0]
        for bit in 0..<8 where changed >> UInt8(bit) & 1 != 0 {
            tell(KeyMap.modifiers[bit], modifiers >> UInt8(bit) & 1 != 0)
        }
        for place in 2..<Self.length where report[place] == Self.rollOver { return false }
        var now: [6 of UInt8] = .init(repeating: 0)
        for place in now.indices { now[place] = report[place + 2] }
        for place in keys.indices where keys[place] != 0 && !Self.contains(now, keys[place]) {
            tell(KeyMap.code(ofUsage: keys[place]), false)
        }
        for place in now.indices where now[place] != 0 && !Self.contains(keys, now[place]) {
            tell(KeyMap.code(ofUsage: now[place]), true)
        }
        keys = now
        return true
    }

    private static func contains(_ keys: [6 of UInt8], _ key: UInt8) -> Bool {
        for place in keys.indices where keys[place] == key { return true }
        return false
    }
}
