import CLinux

/// What an input device says it is and has.
public struct EvdevIdentity: Hashable, Sendable {
    /// The bus (`BUS_` of `linux/input.h`): 3 is USB, 5 is Bluetooth.
    public var bus: UInt16
    /// The vendor's number.
    public var vendor: UInt16
    /// The product's number.
    public var product: UInt16
    /// The version of the device.
    public var version: UInt16
    /// Maker and product in the device's own words, as the kernel joins them; at most 255 bytes.
    public var name: String
    /// Whether it moves a pointer: a mouse, a touch screen, a tablet, or a keyboard with one of them in it.
    public var hasPointer: Bool
    /// Whether it can type what a scanner types: all letters, all digits, Enter.
    public var hasTypingKeys: Bool

    /// Whether it shows Num Lock, and so follows it.
    public var hasNumLockLight: Bool

    /// Why this is no keyboard scanner; `nil` when it may be one. A keyboard of the operator may be one by these facts:
    /// only the site knows which it is.
    public var objection: String? {
        if hasPointer { return "moves a pointer" }
        return hasTypingKeys ? nil : "has not the keys of letters, digits and Enter"
    }

    /// Asks the open `/dev/input/event` node. Throws `notAKeyboard` when it is none of these.
    init(asking fd: Int32, path: String) throws(TransportError) {
        var info = gh_evdev_info()
        let other = TransportError.notAKeyboard(path, because: "is no input device")
        try TransportError.check(gh_evdev_info(fd, &info), path, "EVIOCGID", otherwise: other)
        var text = [CChar](repeating: 0, count: 256)
        // A device without a name is still the device.
        if gh_evdev_name(fd, &text, text.count) < 0 { text[0] = 0 }
        let keys = try KeyBits(codesOf: fd, type: KeyBits.keys, path: path)
        let relative = try KeyBits(codesOf: fd, type: KeyBits.relativeAxes, path: path)
        let lights = try KeyBits(codesOf: fd, type: KeyBits.lightCodes, path: path)
        let absolute = try KeyBits(codesOf: fd, type: KeyBits.absoluteAxes, path: path)
        self.init(
            bus: info.bus, vendor: info.vendor, product: info.product, version: info.version,
            name: String(kernel: text),
            hasPointer: KeyBits.pointerRelative.contains { relative[$0] }
                || KeyBits.pointerAbsolute.contains { absolute[$0] },
            hasTypingKeys: KeyBits.typing.allSatisfy { keys[$0] }, hasNumLockLight: lights[KeyBits.numLock])
    }

    init(
        bus: UInt16, vendor: UInt16, product: UInt16, version: UInt16, name: String, hasPointer: Bool,
        hasTypingKeys: Bool, hasNumLockLight: Bool
    ) {
        self.bus = bus
        self.vendor = vendor
        self.product = product
        self.version = version
        self.name = name
        self.hasPointer = hasPointer
        self.hasTypingKeys = hasTypingKeys
        self.hasNumLockLight = hasNumLockLight
    }
}
