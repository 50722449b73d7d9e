/// The drop-in that says where a device is plugged in, and nothing else about it: what `gatehousectl device bind` writes.
///
/// A `[[device]]` of a drop-in replaces the keys of the device with its name, and `match` is one key.
public struct DeviceBinding: Hashable, Sendable {
    /// The device's name.
    public var device: String
    /// By what it is found from now on.
    public var match: DeviceMatch

    /// A binding of `device`.
    public init(device: String, match: DeviceMatch) {
        self.device = device
        self.match = match
    }

    /// The name of the drop-in in its folder; before the site's own, which may say more.
    public var fileName: String { "50-device-\(device).toml" }

    /// The text of the drop-in.
    public var text: String {
        var keys: [String] = []
        if let path = match.path { keys.append("path = \(Self.quoted(path))") }
        if let vendor = match.vendor { keys.append("vendor = \"\(DeviceBinding.hex(vendor))\"") }
        if let product = match.product { keys.append("product = \"\(DeviceBinding.hex(product))\"") }
        return """
            # Written by: gatehousectl device bind
            # Where the device is plugged in. Remove this file to go back to what the main file says.
            [[device]]
            name = \(Self.quoted(device))
            match = { \(keys.joined(separator: ", ")) }

            """
    }

    private static func hex(_ number: UInt16) -> String {
        let digits = String(number, radix: 16)
        return String(repeating: "0", count: 4 - digits.count) + digits
    }

    /// A basic string of TOML.
    private static func quoted(_ text: String) -> String {
        var result = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"", "\\": result += "\\" + String(scalar)
            case _ where scalar.value < 0x20 || scalar.value == 0x7F:
                let digits = String(scalar.value, radix: 16)
                result += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result + "\""
    }
}

extension ConfigurationLoader {
    /// The daemon's configuration as it would be with the binding's drop-in in its place, and nothing written.
    public func loadGate(with binding: DeviceBinding) throws(ConfigurationError) -> Configured<GateConfiguration> {
        let file = dropInFolder + "/" + binding.fileName
        var sources = try readSources()
        let main = sources.isEmpty ? [] : [sources.removeFirst()]
        sources.removeAll { $0.file == file }
        sources.append(ConfigurationSource(file: file, text: binding.text))
        sources.sort { $0.file.utf8.lexicographicallyPrecedes($1.file.utf8) }
        return try GateConfiguration.parse(main + sources, context: context)
    }
}
