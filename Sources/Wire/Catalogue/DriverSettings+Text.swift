extension DriverSettings {
    /// The settings of `keys` that differ from what is delivered, as `set` reads them, in the order of `keys`: for the
    /// header of a capture, and for people. Keys that are no settings are passed over.
    public func texts(of keys: [String] = DriverSettings.keys) -> [(key: String, value: String)] {
        let delivered = DriverSettings()
        return keys.compactMap { key in
            guard let value = text(of: key), value != delivered.text(of: key) else { return nil }
            return (key, value)
        }
    }

    /// One setting as its text; `nil` for no setting, and for one that is left to the driver or has no single word.
    public func text(of key: String) -> String? {
        switch key {
        case "terminator": LineTerminators.names.first { LineTerminators(named: $0) == terminators }
        case "aim": aim.rawValue
        case "idle_ms": "\(idleGap.nanoseconds / 1_000_000)"
        case "commands": commands.rawValue
        case "alt": altDigits.rawValue
        case "channels": "\(channels)"
        case "address": address.map { "\($0)" }
        case "mode": mode.rawValue
        case "profile": profile
        default: nil
        }
    }
}
