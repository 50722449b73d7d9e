import Wire

/// One line of the command socket: a device's name where one is given, and what to do.
public struct CommandText: Hashable, Sendable {
    /// The longest line, in bytes: a code of the longest kind, and room for its verb.
    public static let longestLine = 8192

    /// What a line asks for.
    public enum Request: Hashable, Sendable {
        /// The list of commands.
        case help
        /// The devices with their states, as one JSON array.
        case devices
        /// Something that concerns one device.
        case device(DeviceCommand)
    }

    /// The device that is named, or `nil`.
    public let device: String?
    /// What is asked.
    public let request: Request

    /// Reads `line`, without its newline. `devices` are the names that may stand first.
    public init(_ line: String, devices: [String]) throws(CommandError) {
        var (word, rest) = Self.cut(line)
        if devices.contains(word) {
            device = word
            (word, rest) = Self.cut(rest)
        } else {
            device = nil
        }
        switch word {
        case "help": request = .help
        case "devices": request = .devices
        default: request = .device(try Self.command(word, rest, devices))
        }
    }

    /// The commands, for people: one line each, `#` before it.
    public static let help = """
        # [device] plug | unplug                     the cable
        # [device] garbage 40                        40 random bytes now
        # [device] delay 300ms                       everything arrives this much later, until delay 0ms
        # [device] drop | duplicate                  the next frame loses, or doubles, one byte
        # [device] checksum | truncate               the next frame has a wrong bit, or only its first half
        # [device] split 20ms | coalesce 3           the next frame in two parts; the next 3 frames in one
        # [device] silence 5s                        says nothing, though it is plugged
        # [thermometer] subject 36.6 | subject none  a forehead of 36.6 degrees stands there, until nobody does
        # [thermometer] ambient 22.5                 the temperature around the sensor
        # [thermometer] insensitive on | off         firmware that shows a normal temperature to everybody
        # [thermometer] trap                         a whole frame whose value no sensor can mean
        # [scanner] scan TEXT | hold 10s TEXT        a code is shown, once or for a while
        # [scanner] half TEXT | oversize 1000000     a line without an end; a line that is too long
        # [thermometer] invalid 2                    the next 2 values are marked invalid, with a right check
        # [relay] lose 2                             the next 2 commands have no effect

        """ + FirmwareCommand.help + "\n" + ThermometerCommand.help + """

            # [device] state | devices                   JSON
            """

    private static func command(_ verb: String, _ rest: String, _ devices: [String]) throws(CommandError)
        -> DeviceCommand
    {
        switch verb {
        case "plug": return .plug
        case "stall": return try transfers(.stall, rest)
        case "eproto": return try transfers(.protocolError, rest)
        case "babble": return try transfers(.babble, rest)
        case "unplug": return .unplug
        case "drop": return .drop
        case "duplicate": return .duplicate
        case "checksum": return .checksum
        case "truncate": return .truncate
        case "trap": return .trap
        case "state": return .state
        case "garbage": return .garbage(try count(rest, upTo: 1_000_000, "garbage 40"))
        case "coalesce": return .coalesce(try count(rest, upTo: 100, "coalesce 3"))
        case "oversize": return .oversize(try count(rest, upTo: 10_000_000, "oversize 1000000"))
        case "invalid": return .invalid(try count(rest, upTo: 1000, "invalid 2"))
        case "lose": return .lose(try count(rest, upTo: 1000, "lose 2"))
        case "delay": return .delay(try duration(rest, "delay 300ms"))
        case "split": return .split(rest.isEmpty ? .milliseconds(20) : try duration(rest, "split 20ms"))
        case "silence": return .silence(try duration(rest, "silence 5s"))
        case "subject": return .subject(rest == "none" ? nil : try temperature(rest, "subject 36.6 or subject none"))
        case "ambient": return .ambient(try temperature(rest, "ambient 22.5"))
        case "insensitive": return .insensitive(try isOn(rest, "insensitive on"))
        case "scan": return .scan(try text(rest, "scan TEXT"))
        case "half": return .half(try text(rest, "half TEXT"))
        case "hold":
            let (time, code) = cut(rest)
            return .hold(try text(code, "hold 10s TEXT"), try duration(time, "hold 10s TEXT"))
        default:
            if let command = try FirmwareCommand(verb, rest) { return .firmware(command) }
            if let command = try ThermometerCommand(verb, rest) { return .thermometer(command) }
            // A name in the place of a verb is more likely than a verb that does not exist.
            if devices.isEmpty || !verb.contains("-") { throw .unknown(verb) }
            throw .noDevice(verb, known: devices)
        }
    }

    /// The next transfers of a USB device: `stall`, `eproto out`, `babble in 3`.
    private static func transfers(_ status: USBTransferStatus, _ rest: String) throws(CommandError) -> DeviceCommand {
        let usage = "\(status.verb) in | out | control, and how many transfers"
        let (word, number) = cut(rest)
        guard !word.isEmpty else { return .failTransfers(status, .toHost, 1) }
        if word.allSatisfy(\.isNumber) { return .failTransfers(status, .toHost, try count(rest, upTo: 1000, usage)) }
        guard let pipe = USBPipe(rawValue: word) else { throw .usage(usage) }
        return .failTransfers(status, pipe, number.isEmpty ? 1 : try count(number, upTo: 1000, usage))
    }

    static func cut(_ line: String) -> (word: String, rest: String) {
        let line = line.drop { $0 == " " }
        guard let space = line.firstIndex(of: " ") else { return (String(line), "") }
        return (String(line[..<space]), String(line[line.index(after: space)...]))
    }

    static func text(_ rest: String, _ usage: String) throws(CommandError) -> String {
        if rest.isEmpty { throw .usage(usage) }
        return rest
    }

    static func count(_ rest: String, upTo limit: Int, _ usage: String) throws(CommandError) -> Int {
        guard let number = Int(rest), (1...limit).contains(number) else {
            throw .usage("\(usage) (1 to \(limit))")
        }
        return number
    }

    static func isOn(_ rest: String, _ usage: String) throws(CommandError) -> Bool {
        switch rest {
        case "on": true
        case "off": false
        default: throw .usage("\(usage) or off")
        }
    }

    /// `300ms` or `5s`, up to an hour.
    static func duration(_ rest: String, _ usage: String) throws(CommandError) -> Duration {
        .milliseconds(try milliseconds(rest, usage))
    }

    /// The milliseconds of `300ms` or `5s`, up to an hour.
    static func milliseconds(_ rest: String, _ usage: String) throws(CommandError) -> Int {
        let milliseconds: Int? =
            if rest.hasSuffix("ms") { Int(rest.dropLast(2)) } else if rest.hasSuffix("s") {
                Int(rest.dropLast()).flatMap { $0 <= 3600 ? $0 * 1000 : nil }
            } else { nil }
        guard let milliseconds, (0...3_600_000).contains(milliseconds) else {
            throw .usage("\(usage) (ms or s, up to an hour)")
        }
        return milliseconds
    }

    /// Degrees Celsius with up to two decimals, −60 to 120.
    static func temperature(_ rest: String, _ usage: String) throws(CommandError) -> Temperature {
        guard let celsius = Double(rest), (-60...120).contains(celsius) else {
            throw .usage("\(usage) (degrees Celsius, -60 to 120)")
        }
        return Temperature(hundredths: Int32((celsius * 100).rounded()))
    }
}
