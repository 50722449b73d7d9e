extension DeviceMatch {
    /// By what the device is found, in the words of the configuration: `path pci-0000:00:14.0-usb-0:1.2:1.0, usb 1a86:7523`.
    public var words: String {
        var words: [String] = []
        if let tty { words.append("tty \(tty)") }
        if let path { words.append("path \(path)") }
        if vendor != nil || product != nil { words.append("usb \(Self.hex(vendor)):\(Self.hex(product))") }
        if let serial { words.append("serial \(serial)") }
        if let interface { words.append("interface \(interface)") }
        if let descriptors { words.append("descriptors \(descriptors)") }
        return words.joined(separator: ", ")
    }

    private static func hex(_ number: UInt16?) -> String {
        guard let number else { return "any" }
        let digits = String(number, radix: 16)
        return String(repeating: "0", count: 4 - digits.count) + digits
    }
}
