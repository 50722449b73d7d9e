public import Wire

/// What somebody does to one kind of device: settings of its firmware, and faults that only such a device has.
public enum FirmwareCommand: Hashable, Sendable {
    // Thermometers
    /// The next answers lose their first packet.
    case loseFirst(Int)
    /// The next words are disturbed between the sensor and its bridge, so that their check is wrong.
    case disturb(Int)
    /// The sensor behind a bridge, or the probe on a cable, is there or not.
    case sensor(Bool)

    // Scanners
    /// The AIM identifier before each code; empty for none.
    case aim(String)
    /// A code with a NUL in its middle.
    case nul(String)
    /// The host's acknowledgement of the next code is lost.
    case retransmit
    /// The second packet of the next long code is lost, and taken for acknowledged.
    case losePacket
    /// One byte more between the length and the AIM identifier of a report.
    case extraByte(Bool)
    /// The two bytes of the next terminator come this far apart.
    case splitEnd(Duration)
    /// How characters are typed that the keyboard does not have.
    case alt(AltDigits)
    /// The scanner's caps lock.
    case caps(Bool)
    /// The country whose keyboard it types on.
    case layout(KeyboardLayout)

    // Outputs
    /// The next questions for the state are not answered.
    case unreadable(Int)
    /// It speaks for so long, whatever it is told.
    case busy(Duration)

    /// The command's word.
    public var verb: String {
        switch self {
        case .loseFirst: "lost-first"
        case .disturb: "disturb"
        case .sensor: "sensor"
        case .aim: "aim"
        case .nul: "nul"
        case .retransmit: "retransmit"
        case .losePacket: "lose-packet"
        case .extraByte: "extra"
        case .splitEnd: "split-end"
        case .alt: "alt"
        case .caps: "caps"
        case .layout: "layout"
        case .unreadable: "unreadable"
        case .busy: "busy"
        }
    }

    /// The only kind of device that understands it.
    public var kind: DriverKind {
        switch self {
        case .disturb, .sensor: .thermometer
        case .loseFirst: .ambient
        case .aim, .nul, .retransmit, .losePacket, .extraByte, .splitEnd, .alt, .caps, .layout: .scanner
        case .unreadable, .busy: .output
        }
    }

    /// Reads a command; `nil` when `verb` is none of these.
    init?(_ verb: String, _ rest: String) throws(CommandError) {
        switch verb {
        case "lost-first": self = .loseFirst(try CommandText.count(rest, upTo: 1000, "lost-first 2"))
        case "disturb": self = .disturb(try CommandText.count(rest, upTo: 1000, "disturb 2"))
        case "sensor": self = .sensor(try CommandText.isOn(rest, "sensor on"))
        case "aim": self = .aim(try Self.aim(rest))
        case "nul": self = .nul(try CommandText.text(rest, "nul TEXT"))
        case "retransmit": self = .retransmit
        case "lose-packet": self = .losePacket
        case "extra": self = .extraByte(try CommandText.isOn(rest, "extra on"))
        case "split-end": self = .splitEnd(try CommandText.duration(rest, "split-end 20ms"))
        case "alt":
            guard let meaning = AltDigits(rawValue: rest) else { throw .usage("alt unicode, alt gbk or alt none") }
            self = .alt(meaning)
        case "caps": self = .caps(try CommandText.isOn(rest, "caps on"))
        case "layout":
            guard let layout = KeyboardLayout(rawValue: rest) else { throw .usage("layout us, layout de or layout fr") }
            self = .layout(layout)
        case "unreadable": self = .unreadable(try CommandText.count(rest, upTo: 1000, "unreadable 2"))
        case "busy": self = .busy(try CommandText.duration(rest, "busy 3s"))
        default: return nil
        }
    }

    /// The commands, for people.
    static let help = """
        # [thermometer] sensor off | on              the sensor behind the bridge, or the probe on the cable, is gone
        # [thermometer] disturb 2 | lost-first 2     the next 2 words with a wrong check; answers without their first packet
        # [scanner] aim ]Q2 | aim none               the AIM identifier before each code
        # [scanner] nul TEXT | split-end 20ms        a code with a NUL in it; the next CR LF in two parts
        # [scanner] retransmit | lose-packet         an accepted code comes again; the next long one lacks its second packet
        # [scanner] extra on | off                   reports with one byte more before the AIM identifier
        # [scanner] caps on | off | layout fr        caps lock; the keyboard of us, de or fr
        # [scanner] alt unicode | gbk | none         how it types what its keyboard does not have
        # [relay] unreadable 2                       the next 2 questions for its state are not answered
        # [voice] busy 3s                            it speaks for so long
        """

    private static func aim(_ text: String) throws(CommandError) -> String {
        if text == "none" { return "" }
        guard text.utf8.count == 3, text.utf8.first == UInt8(ascii: "]") else { throw .usage("aim ]Q1 or aim none") }
        return text
    }
}
