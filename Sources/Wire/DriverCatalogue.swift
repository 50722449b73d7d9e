/// What a driver is for.
public enum DriverKind: String, Hashable, Sendable, CaseIterable {
    /// It sends samples.
    case thermometer
    /// It sends scans.
    case scanner
    /// It is switched.
    case output
}

/// What a site may set on a driver. A driver reads what concerns it; see `DriverModel.settings`.
public struct DriverSettings: Hashable, Sendable {
    /// What ends a line of a scanner.
    public var terminators: LineTerminators
    /// What a scanner's driver does with AIM identifiers.
    public var aim: AIMPolicy
    /// The silence that ends a line where there is no terminator.
    public var idleGap: Duration
    /// How many channels an output has.
    public var channels: Int

    /// Settings, as delivered unless told otherwise. The idle gap is limited to 10 ms (a USB converter adds up to 16)
    /// up to 2 s.
    public init(
        terminators: LineTerminators = .newline, aim: AIMPolicy = .optional,
        idleGap: Duration = SerialLine.defaultIdleGap, channels: Int = 1
    ) {
        self.terminators = terminators
        self.aim = aim
        self.idleGap = min(max(idleGap, .milliseconds(10)), .seconds(2))
        self.channels = channels
    }
}

/// What the program knows of a driver, as data.
public struct DriverModel: Hashable, Sendable {
    /// The name in a configuration and on the command line.
    public let name: String
    /// What it is for.
    public let kind: DriverKind
    /// The devices that it speaks to, for people.
    public let title: String
    /// The speed of the serial line as delivered, in baud; 8 data bits, no parity, one stop bit.
    public let defaultBaud: UInt32
    /// Other speeds that the device is known to be delivered with, to be tried when it is silent.
    public let otherBauds: [UInt32]
    /// Silence after which the last value is never used again; `nil` for a device that is silent by nature.
    public let staleLimit: Duration?
    /// Whether bytes that come unasked prove what the device is. Where they do not, an open port is all there is.
    public let identifiesItself: Bool
    /// The configuration keys that mean something to it, beside those of every device.
    public let settings: [String]
    /// Where the facts are from.
    public let sources: [String]
}

/// The drivers of the house, by name.
public enum DriverCatalogue {
    /// All of them, thermometers first.
    public static let models: [DriverModel] = [gymcu90614, serialLine, lcus]

    /// The model with this name, or `nil`.
    public static func model(named name: String) -> DriverModel? {
        models.first { $0.name == name }
    }

    /// A new driver with this name; `nil` when there is none, or when it is an output.
    public static func makeDriver(name: String, settings: DriverSettings = DriverSettings()) -> (any Driver)? {
        switch name {
        case gymcu90614.name: GYMCU90614()
        case serialLine.name:
            SerialLine(terminators: settings.terminators, aim: settings.aim, idleGap: settings.idleGap)
        default: nil
        }
    }

    /// A new output driver with this name; `nil` when there is none.
    public static func makeOutput(
        name: String, settings: DriverSettings = DriverSettings()
    ) -> (any OutputDriver)? {
        switch name {
        case lcus.name: LCUS(channels: settings.channels)
        default: nil
        }
    }

    private static let gymcu90614 = DriverModel(
        name: "gy-mcu90614", kind: .thermometer, title: "GY-MCU90614 and GY-MCU90615 infrared modules",
        defaultBaud: 9600, otherBauds: [115_200],
        staleLimit: .seconds(2),  // twenty frames at 10 Hz: the sensor is gone, not late
        identifiesItself: true, settings: [],
        sources: ["as99shop.com/product/363", "planet-gates.com", "mikroelektronik.hu 122012", "MLX90614 datasheet"])

    private static let serialLine = DriverModel(
        name: "serial-line", kind: .scanner, title: "code scanners that send lines (virtual COM port or RS-232)",
        defaultBaud: 9600, otherBauds: [115_200],
        staleLimit: nil, identifiesItself: false, settings: ["terminator", "aim", "idle-gap"],
        sources: ["ISO/IEC 15424 (AIM identifiers)", "NielsLeenheer/WebSerialBarcodeScanner (idle gap)"])

    private static let lcus = DriverModel(
        name: "lcus", kind: .output, title: "LCUS-1, -2, -4 and -8 relay boards (CH340)",
        defaultBaud: 9600, otherBauds: [],
        staleLimit: nil, identifiesItself: false, settings: ["channel", "pulse"],
        sources: ["the vendor's command table", "darrylb123/usbrelay issue 121 (state cannot be read)"])
}
