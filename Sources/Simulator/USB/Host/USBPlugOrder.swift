import Wire

/// The words after `plug`: which device goes into which port, and what it is if it is new.
struct USBPlugOrder: Hashable, Sendable {
    /// Devices that are remembered, plugged in or not.
    static let deviceLimit = 32
    /// The longest name.
    static let longestName = 64

    /// What is between the device and the host.
    enum Bridge: String, Hashable, Sendable, CaseIterable {
        case ch340
        case cdcACM = "cdc-acm"
        case hid
    }

    /// A device that was not known before.
    struct New: Hashable, Sendable {
        var bridge: Bridge
        /// The fake's name, such as `gy-mcu90614`.
        var model: String
        var options = FakeDeviceOptions()
        /// What differs from the bridge's own identity, by the option's name.
        var identity: [String: String] = [:]
    }

    /// The device's name.
    var name: String
    /// The controller's port; `nil` for the one that it was in, or the first free one.
    var port: Int?
    /// What it is; `nil` for a device that is known.
    var new: New?

    static let usage = "plug NAME ch340 | cdc-acm | hid MODEL [port=0 vid=1a86 pid=7523 serial=\"A 1\" …]"

    /// Reads the words after `plug`.
    init(_ text: String) throws(CommandError) {
        var words = try Self.words(text)
        guard let name = words.first, !name.isEmpty, !name.contains("="), name.utf8.count <= Self.longestName,
            name.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F && $0 != UInt8(ascii: "\"") && $0 != UInt8(ascii: "\\") })
        else { throw .usage(Self.usage) }
        self.name = name
        words.removeFirst()
        if let word = words.first, !word.contains("=") {
            guard let bridge = Bridge(rawValue: word), words.count >= 2 else { throw .usage(Self.usage) }
            new = New(bridge: bridge, model: words[1])
            words.removeFirst(2)
        }
        for word in words { try read(option: word) }
    }

    private mutating func read(option word: String) throws(CommandError) {
        guard let equals = word.firstIndex(of: "=") else { throw .usage(Self.usage) }
        let key = String(word[..<equals])
        let value = String(word[word.index(after: equals)...])
        if key == "port" {
            guard let port = Int(value), (0...255).contains(port) else { throw .usage("port=0 (0 to 255)") }
            self.port = port
            return
        }
        guard new != nil else { throw .usage("plug \(name) [port=0]; all else was said when it was plugged first") }
        switch key {
        case "vid", "pid", "release":
            guard value.utf8.count == 4, UInt16(value, radix: 16) != nil else {
                throw .usage("\(key)=1a86 (four hexadecimal digits)")
            }
            new?.identity[key] = value
        case "serial", "manufacturer", "product":
            guard value.utf16.count <= USBDescriptors.longestString else {
                throw .usage("\(key)=TEXT or none (up to \(USBDescriptors.longestString) characters)")
            }
            new?.identity[key] = value
        default: try new?.options.set(key, value)
        }
    }

    /// Words between spaces; a quotation mark keeps spaces together up to the next one.
    private static func words(_ text: String) throws(CommandError) -> [String] {
        var words: [String] = []
        var word = ""
        var isQuoted = false
        var isWord = false
        for character in text {
            switch character {
            case "\"":
                isQuoted.toggle()
                isWord = true
            case " " where !isQuoted:
                if isWord { words.append(word) }
                word = ""
                isWord = false
            default:
                word.append(character)
                isWord = true
            }
        }
        if isQuoted { throw .usage(usage) }
        if isWord { words.append(word) }
        return words
    }
}

extension USBIdentity {
    /// This identity with what an order says otherwise; `none` leaves a string out.
    func changed(by order: [String: String]) -> USBIdentity {
        var next = self
        func number(_ key: String) -> UInt16? { order[key].flatMap { UInt16($0, radix: 16) } }
        func text(_ key: String, _ old: String?) -> String? {
            guard let value = order[key] else { return old }
            return value == "none" || value.isEmpty ? nil : value
        }
        next.vendor = number("vid") ?? vendor
        next.product = number("pid") ?? product
        next.release = number("release") ?? release
        next.manufacturer = text("manufacturer", manufacturer)
        next.name = text("product", name)
        next.serial = text("serial", serial)
        return next
    }
}
