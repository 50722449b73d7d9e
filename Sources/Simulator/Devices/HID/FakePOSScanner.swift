public import Wire

/// A code scanner in the point-of-sale mode of HID (HID Point of Sale Usage Tables 1.02): reports with the AIM identifier,
/// 56 bytes of data, and a bit that says whether the code goes on in the next one; with a count of the data or without.
public struct FakePOSScanner: FakeHIDDevice {
    /// How many bytes of the code a report has.
    static let dataLength = 56
    /// Time between two reports of a long code: one poll of the host.
    public static let reportInterval = Duration.milliseconds(4)

    /// What its reports have where.
    public enum Layout: String, Hashable, Sendable, CaseIterable {
        /// 64 bytes with a count: Honeywell's and Access-IS's manuals.
        case counted
        /// 61 bytes without one: the end of the data is padded with NULs.
        case uncounted
    }

    /// What its reports have where.
    public let layout: Layout
    /// Three bytes that say what kind of code it was; zeros for none.
    public var aim: [UInt8]
    /// Some devices have one byte more between the count and the identifier, whatever their descriptor says.
    public var hasExtraByte = false

    private var isPowered = false
    private var reports: [[UInt8]] = []
    private var next: Instant?
    private var codes: UInt64 = 0

    /// A scanner at rest, without power. `aim` is padded or cut to three bytes.
    public init(aim: String = "]Q1", layout: Layout = .counted) {
        self.aim = Self.identifier(aim)
        self.layout = layout
    }

    private static func identifier(_ text: String) -> [UInt8] { Array((Array(text.utf8) + [0, 0, 0]).prefix(3)) }

    /// A scanner.
    public var kind: DriverKind { .scanner }

    /// As the layout has it.
    public var reportDescriptor: [UInt8] { layout == .counted ? Self.countedDescriptor : Self.uncountedDescriptor }

    private static let countedDescriptor: [UInt8] = [
        0x05, 0x8C, 0x09, 0x02, 0xA1, 0x01, 0x85, 0x02, 0x05, 0x01, 0x09, 0x3B, 0x15, 0x00, 0x26, 0xFF, 0x00, 0x75,
        0x08, 0x95, 0x01, 0x81, 0x02, 0x05, 0x8C, 0x09, 0xFB, 0x09, 0xFC, 0x09, 0xFD, 0x95, 0x03, 0x81, 0x02, 0x09,
        0xFE, 0x95, 0x38, 0x82, 0x02, 0x01, 0x06, 0x66, 0xFF, 0x09, 0x04, 0x95, 0x01, 0x81, 0x02, 0x09, 0x05, 0x81,
        0x03, 0x05, 0x8C, 0x09, 0xFF, 0x25, 0x01, 0x75, 0x01, 0x95, 0x01, 0x81, 0x02, 0x75, 0x07, 0x81, 0x03, 0xC0,
    ]
    private static let uncountedDescriptor: [UInt8] = [
        0x05, 0x8C, 0x09, 0x02, 0xA1, 0x01, 0x85, 0x02, 0x15, 0x00, 0x26, 0xFF, 0x00, 0x75, 0x08, 0x95, 0x03, 0x09,
        0xFB, 0x09, 0xFC, 0x09, 0xFD, 0x81, 0x02, 0x95, 0x38, 0x09, 0xFE, 0x82, 0x02, 0x01, 0x25, 0x01, 0x75, 0x01,
        0x95, 0x01, 0x09, 0xFF, 0x81, 0x02, 0x75, 0x07, 0x81, 0x03, 0xC0,
    ]

    /// All of them.
    public var inputReportLength: Int { layout == .counted ? 64 : 61 }

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
        case .firmware(.nul(let text)): try read(FakeSerialScanner.withNUL(text), isWhole: true, command, at: now)
        case .firmware(.aim(let text)): aim = Self.identifier(text)
        case .firmware(.extraByte(let isOn)) where layout == .counted: hasExtraByte = isOn
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
        // The byte that is too many takes the place of the last one of the data.
        let room = Self.dataLength - (hasExtraByte ? 1 : 0)
        repeat {
            let part = rest.prefix(room)
            rest = rest.dropFirst(part.count)
            let padding = [UInt8](repeating: 0, count: room - part.count)
            let goesOn: UInt8 = rest.isEmpty && isWhole ? 0 : 1
            let count = layout == .counted ? [UInt8(part.count)] + (hasExtraByte ? [0] : []) : []
            let end: [UInt8] = layout == .counted ? [0x73, 0, goesOn] : [goesOn]
            reports.append([2] + count + aim + part + padding + end)
        } while !rest.isEmpty
        if next == nil { next = now }
    }
}
