public import Wire

/// What somebody does to a thermometer beyond standing before it: faults of its answers, settings inside it, and things
/// that are no forehead.
public enum ThermometerCommand: Hashable, Sendable {
    /// Something hot is held before the sensor, over whoever stands there; `nil` takes it away.
    case cup(Temperature?)
    /// Whoever stands there sways for so long, so that the spot is partly beside the forehead.
    case move(Duration)
    /// The next answers are in another mode than the one that was asked for.
    case wrongMode(Int)
    /// The next answers come with the answer to the request after theirs.
    case late(Int)
    /// An acknowledgement comes between the data though nobody has sent a command.
    case acknowledge
    /// A correction that is set inside the sensor, in its own memory, as a technician does.
    case offset(Temperature)

    /// What can be set as an offset, in °C: the widest that a sensor of the house takes and that a person could need.
    static let offsets: ClosedRange<Double> = -10...10

    /// The command's word.
    public var verb: String {
        switch self {
        case .cup: "cup"
        case .move: "move"
        case .wrongMode: "wrongmode"
        case .late: "late"
        case .acknowledge: "ack"
        case .offset: "offset"
        }
    }

    /// Reads a command; `nil` when `verb` is none of these.
    init?(_ verb: String, _ rest: String) throws(CommandError) {
        switch verb {
        case "cup": self = .cup(rest == "none" ? nil : try CommandText.temperature(rest, "cup 55.0 or cup none"))
        case "move": self = .move(rest.isEmpty ? .seconds(3) : try CommandText.duration(rest, "move 3s"))
        case "wrongmode": self = .wrongMode(try CommandText.count(rest, upTo: 1000, "wrongmode 2"))
        case "late": self = .late(try CommandText.count(rest, upTo: 1000, "late 2"))
        case "ack": self = .acknowledge
        case "offset":
            guard let celsius = Double(rest), Self.offsets.contains(celsius) else {
                throw .usage("offset 0.5 (degrees Celsius, -10 to 10)")
            }
            self = .offset(Temperature(hundredths: Int32((celsius * 100).rounded())))
        default: return nil
        }
    }

    /// The commands, for people.
    static let help = """
        # [thermometer] cup 55.0 | cup none          something hot is held before it, until it is not
        # [thermometer] move 3s                      who stands there sways, and is hit only now and then
        # [thermometer] wrongmode 2 | late 2         the next 2 answers in another mode, or one request later
        # [thermometer] offset 0.5                   a correction inside the sensor, as a technician sets it
        # [array] ack                                an acknowledgement between the data
        """
}
