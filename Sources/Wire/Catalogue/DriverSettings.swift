/// What a site may set on a driver. A driver reads what concerns it; see `DriverModel.settings`.
public struct DriverSettings: Hashable, Sendable {
    /// What ends a line of a scanner.
    public var terminators: LineTerminators
    /// What a scanner's driver does with AIM identifiers.
    public var aim: AIMPolicy
    /// The silence that ends a line where there is no terminator.
    public var idleGap: Duration
    /// Which commands a scanner on a serial line understands.
    public var commands: ScannerCommands
    /// What the digits mean that a scanner types with ALT held.
    public var altDigits: AltDigits
    /// How many channels an output has.
    public var channels: Int
    /// The device's address on a bus with several (Modbus, SMBus, multidrop); `nil` for the driver's own default.
    public var address: UInt8?
    /// Which of its measurements a thermometer with several is asked for.
    public var mode: ThermometerMode
    /// The variant of the device where one driver serves several register maps; `nil` for the first of the driver's.
    public var profile: String?

    /// Settings, as delivered unless told otherwise. The idle gap is limited to 10 ms (a USB converter adds up to 16)
    /// up to 2 s.
    public init(
        terminators: LineTerminators = .newline, aim: AIMPolicy = .optional,
        idleGap: Duration = SerialLine.defaultIdleGap, commands: ScannerCommands = .none,
        altDigits: AltDigits = .unicode, channels: Int = 1, address: UInt8? = nil, mode: ThermometerMode = .object,
        profile: String? = nil
    ) {
        self.terminators = terminators
        self.aim = aim
        self.idleGap = min(max(idleGap, .milliseconds(10)), .seconds(2))
        self.commands = commands
        self.altDigits = altDigits
        self.channels = channels
        self.address = address
        self.mode = mode
        self.profile = profile
    }
}

extension DriverSettings {
    /// The names of the settings, as in a configuration.
    public static let keys = [
        "terminator", "aim", "idle_ms", "commands", "alt", "channels", "address", "mode", "profile",
    ]

    /// Sets one of them from its text. Returns `false`, and changes nothing, when there is no such setting or value.
    public mutating func set(_ key: String, to value: String) -> Bool {
        switch key {
        case "terminator": set(\.terminators, LineTerminators(names: value))
        case "aim": set(\.aim, AIMPolicy(rawValue: value))
        case "idle_ms": set(\.idleGap, Int64(value).flatMap { (10...2000).contains($0) ? .milliseconds($0) : nil })
        case "commands": set(\.commands, ScannerCommands(rawValue: value))
        case "alt": set(\.altDigits, AltDigits(rawValue: value))
        case "channels": set(\.channels, Int(value).flatMap { (1...32).contains($0) ? $0 : nil })
        case "address": set(\.address, UInt8(value).map(Optional.some))
        case "mode": set(\.mode, ThermometerMode(rawValue: value))
        case "profile": set(\.profile, .some(value))
        default: false
        }
    }

    private mutating func set<Value>(_ path: WritableKeyPath<DriverSettings, Value>, _ value: Value?) -> Bool {
        guard let value else { return false }
        self[keyPath: path] = value
        return true
    }
}

/// Which of its measurements a thermometer is asked for.
public enum ThermometerMode: String, Hashable, Sendable, CaseIterable {
    /// The temperature of the surface: traceable, and what the measurement of the house starts from.
    case object
    /// The body temperature that the device itself makes of it, by a formula that its maker does not publish.
    case body
}

/// Which commands a scanner on a serial line understands.
public enum ScannerCommands: String, Hashable, Sendable, CaseIterable {
    /// None: all that it sends is codes.
    case none
    /// None is sent, and the answers of all families are known for what they are: for captures of who knows which scanner.
    case listen
    /// Frames `7E 00 …`: GM65, GM805, GM812, Hamlet HBCS2D, Newland EM3095.
    case gm65
    /// `16 54 0D` and menu commands: Honeywell, Youjie.
    case honeywell
    /// `7E 01 30 30 30 30 …`: Newland.
    case newland
}

/// What the digits mean that a keyboard scanner types on the keypad with ALT held.
public enum AltDigits: String, Hashable, Sendable, CaseIterable {
    /// Nothing: they are dropped and counted.
    case none
    /// The number of a Unicode scalar.
    case unicode
    /// A GBK code of two bytes.
    case gbk
}
