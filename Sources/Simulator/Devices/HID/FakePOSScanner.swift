public import Wire

/// A code scanner in the point-of-sale mode of HID (HID Point of Sale Usage Tables 1.02): reports with a count, the AIM
/// identifier and 56 bytes of data, and a bit that says whether the code goes on in the next one.
public struct FakePOSScanner: FakeHIDDevice {
    /// How many bytes of the code a report has.
    static let dataLength = 56
    /// Time between two reports of a long code: one poll of the host.
    public static let reportInterval = Duration.milliseconds(4)

    /// Three bytes that say what kind of code it was.
    public var aim: [UInt8]

    private var isPowered = false
    private var reports: [[UInt8]] = []
    private var next: Instant?
    private var codes: UInt64 = 0

    /// A scanner at rest, without power. `aim` is padded or cut to three bytes.
    public init(aim: String = "]Q1") {
        self.aim = Array((Array(aim.utf8) + [0, 0, 0]).prefix(3))
    }

    /// A scanner.
    public var kind: DriverKind { .scanner }

    /// The 64-byte layout of Honeywell's and Access-IS's manuals.
    public var reportDescriptor: [UInt8] {
        [
            0x05, 0x8C, 0x09, 0x02, 0xA1, 0x01, 0x85, 0x02, 0x05, 0x01, 0x09, 0x3B, 0x15, 0x00, 0x26, 0xFF, 0x00, 0x75,
            0x08, 0x95, 0x01, 0x81, 0x02, 0x05, 0x8C, 0x09, 0xFB, 0x09, 0xFC, 0x09, 0xFD, 0x95, 0x03, 0x81, 0x02, 0x09,
            0xFE, 0x95, 0x38, 0x82, 0x02, 0x01, 0x06, 0x66, 0xFF, 0x09, 0x04, 0x95, 0x01, 0x81, 0x02, 0x09, 0x05, 0x81,
            0x03, 0x05, 0x8C, 0x09, 0xFF, 0x25, 0x01, 0x75, 0x01, 0x95, 0x01, 0x81, 0x02, 0x75, 0x07, 0x81, 0x03, 0xC0,
        ]
    }

    /// All of them.
    public var inputReportLength: Int { 64 }

    /// When the next part of a long code goes out.
    public var deadline: Instant? { next }

    /// Waits for codes.
    public mutating func powerOn(at now: Instant) { isPowered = true }

    /// The rest of a long code is lost.
    public mutating func powerOff(at now: Instant) {
        isPowered = false
        reports = []
        next = nil
    }

    /// Sends the next report.
    public mutating func tick(at now: Instant, _ send: ([UInt8]) -> Void) {
        guard let due = next, now >= due, !reports.isEmpty else { return }
        send(reports.removeFirst())
        next = reports.isEmpty ? nil : now + Self.reportInterval
    }

    /// It is told nothing.
    public mutating func receive(_ bytes: [UInt8], at now: Instant, _ send: ([UInt8]) -> Void) {}

    /// Codes before the window, whole or without their end.
    public mutating func perform(
        _ command: DeviceCommand, at now: Instant, _ send: ([UInt8]) -> Void
    ) throws(CommandError) {
        switch command {
        case .scan(let text): try read(Array(text.utf8), isWhole: true, command, at: now)
        case .half(let text): try read(Array(text.utf8), isWhole: false, command, at: now)
        case .oversize(let count):
            try read([UInt8](repeating: UInt8(ascii: "7"), count: min(count, 1 << 20)), isWhole: true, command, at: now)
        default: throw .notForThisDevice(command.verb)
        }
    }

    /// How many codes were read. Never their text.
    public func stateMembers(at now: Instant) -> String { "\"codes\":\(codes),\"waiting\":\(reports.count)" }

    private mutating func read(
        _ text: [UInt8], isWhole: Bool, _ command: DeviceCommand, at now: Instant
    ) throws(CommandError) {
        if !isPowered { throw .unplugged(command.verb) }
        codes += 1
        var rest = text[...]
        repeat {
            let part = rest.prefix(Self.dataLength)
            rest = rest.dropFirst(part.count)
            let padding = [UInt8](repeating: 0, count: Self.dataLength - part.count)
            let goesOn: UInt8 = rest.isEmpty && isWhole ? 0 : 1
            reports.append([2, UInt8(part.count)] + aim + part + padding + [0x73, 0, goesOn])
        } while !rest.isEmpty
        if next == nil { next = now }
    }
}
