public import Wire

/// What somebody does to a fake device or to its cable.
public enum DeviceCommand: Hashable, Sendable {
    // Plugging
    case plug
    case unplug

    // The line, in front of any device: see `FaultyLine`
    case garbage(Int)
    case delay(Duration)
    case drop
    case duplicate
    case checksum
    case truncate
    case split(Duration)
    case coalesce(Int)
    case silence(Duration)

    // The bus, of USB devices only: see `USBBus`
    case failTransfers(USBTransferStatus, USBPipe, Int)

    // Thermometers
    case subject(Temperature?)
    case ambient(Temperature)
    case insensitive(Bool)
    case trap
    case invalid(Int)
    case thermometer(ThermometerCommand)

    // Scanners
    case scan(String)
    case hold(String, Duration)
    case half(String)
    case oversize(Int)

    // Outputs
    case lose(Int)

    // One kind of device only
    case firmware(FirmwareCommand)

    // Any
    case state

    /// The command's word.
    public var verb: String {
        switch self {
        case .plug: "plug"
        case .unplug: "unplug"
        case .garbage: "garbage"
        case .delay: "delay"
        case .drop: "drop"
        case .duplicate: "duplicate"
        case .checksum: "checksum"
        case .truncate: "truncate"
        case .split: "split"
        case .coalesce: "coalesce"
        case .silence: "silence"
        case .failTransfers(let status, _, _): status.verb
        case .subject: "subject"
        case .ambient: "ambient"
        case .insensitive: "insensitive"
        case .trap: "trap"
        case .invalid: "invalid"
        case .thermometer(let command): command.verb
        case .scan: "scan"
        case .hold: "hold"
        case .half: "half"
        case .oversize: "oversize"
        case .lose: "lose"
        case .firmware(let command): command.verb
        case .state: "state"
        }
    }

    /// The only kind of device that understands it; `nil` when all do.
    public var kind: DriverKind? {
        switch self {
        case .subject, .ambient, .insensitive, .trap, .invalid, .thermometer: .thermometer
        case .scan, .hold, .half, .oversize: .scanner
        case .lose: .output
        case .firmware(let command): command.kind
        default: nil
        }
    }
}
