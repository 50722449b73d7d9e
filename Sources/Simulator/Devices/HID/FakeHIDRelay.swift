public import Wire

/// A relay board of dcttech's kind: switched and read by feature reports of eight bytes, without numbers.
public struct FakeHIDRelay: FakeHIDDevice {
    /// The board's relays, 1 to 8.
    public let channels: Int
    /// The five characters that tell boards apart.
    public private(set) var serial: [UInt8]

    private var contacts: UInt8 = 0
    private var pulses: UInt64 = 0
    private var commands: UInt64 = 0
    private var refused: UInt64 = 0
    private var toLose = 0
    private var toRefuse = 0

    /// A board with all contacts open.
    public init(channels: Int = 2, serial: String = "BITFT") {
        self.channels = min(max(channels, 1), 8)
        self.serial = Array((Array(serial.utf8) + [0, 0, 0, 0, 0]).prefix(5))
    }

    /// An output.
    public var kind: DriverKind { .output }

    /// Eight bytes of a vendor's own, as a feature report (V-USB's example "hid-data").
    public var reportDescriptor: [UInt8] {
        [
            0x06, 0x00, 0xFF, 0x09, 0x01, 0xA1, 0x01, 0x15, 0x00, 0x26, 0xFF, 0x00, 0x75, 0x08, 0x95, 0x08, 0x09, 0x00,
            0xB2, 0x02, 0x01, 0xC0,
        ]
    }

    /// It never sends one; its interrupt endpoint is a formality.
    public var inputReportLength: Int { 8 }

    /// It never does anything by itself.
    public var deadline: Instant? { nil }

    /// Whether the contact of `channel`, from 1, is closed.
    public func isOn(_ channel: Int) -> Bool {
        (1...channels).contains(channel) && contacts >> UInt8(channel - 1) & 1 == 1
    }

    /// All contacts are open.
    public mutating func powerOn(at now: Instant) { contacts = 0 }

    /// All contacts open.
    public mutating func powerOff(at now: Instant) { contacts = 0 }

    /// Nothing to do.
    public mutating func tick(at now: Instant, _ send: ([UInt8]) -> Void) {}

    /// Its firmware takes a report of any type for a command, though its descriptor has feature reports only; the tools
    /// for it send output reports.
    public mutating func receive(_ bytes: [UInt8], at now: Instant, _ send: ([UInt8]) -> Void) {
        _ = setFeature(bytes, number: 0, at: now)
    }

    /// Serial number, and the contacts as bits of the last byte. The firmware ignores the report's number.
    public mutating func featureReport(_ number: UInt8, at now: Instant) -> [UInt8]? {
        guard toRefuse == 0 else {
            toRefuse -= 1
            return nil
        }
        return serial + [0, 0, contacts]
    }

    /// `FF n` closes, `FD n` opens, `FE` and `FC` all of them, `FA` and five characters set the serial number. The
    /// number of a report comes first when the host gives one.
    public mutating func setFeature(_ report: [UInt8], number: UInt8, at now: Instant) -> Bool {
        let report = number != 0 && report.first == number ? Array(report.dropFirst()) : report
        guard report.count >= 2 else {
            refused += 1
            return true
        }
        let channel = Int(report[1])
        commands += 1
        if toLose > 0 {
            toLose -= 1
            return true
        }
        switch report[0] {
        case 0xFF where (1...channels).contains(channel): turn(contacts | 1 << UInt8(channel - 1))
        case 0xFD where (1...channels).contains(channel): turn(contacts & ~(1 << UInt8(channel - 1)))
        case 0xFE: turn(UInt8(truncatingIfNeeded: (1 << channels) - 1))
        case 0xFC: turn(0)
        case 0xFA where report.count >= 6: serial = Array(report[1..<6])
        default:
            commands -= 1
            refused += 1
        }
        return true
    }

    /// Commands that are lost without a word, and questions that end in a failed transfer.
    public mutating func perform(
        _ command: DeviceCommand, at now: Instant, _ send: ([UInt8]) -> Void
    ) throws(CommandError) {
        switch command {
        case .lose(let count): toLose = count
        case .firmware(.unreadable(let count)): toRefuse = count
        default: throw .notForThisDevice(command.verb)
        }
    }

    /// Its contacts, and how often the first of them closed.
    public func stateMembers(at now: Instant) -> String {
        "\"on\":\(isOn(1)),\"contacts\":\(contacts),\"pulses\":\(pulses),\"commands\":\(commands),\"refused\":\(refused)"
    }

    private mutating func turn(_ next: UInt8) {
        if contacts & 1 == 0, next & 1 == 1 { pulses += 1 }
        contacts = next
    }
}
