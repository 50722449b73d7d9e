public import Wire

/// A code scanner that types: each character is a key pressed and let go on an American keyboard.
public struct FakeKeyboardScanner: FakeHIDDevice {
    /// Time between two reports unless it was set otherwise: one poll of the host, at what scanners ask for.
    public static let usualInterval = Duration.milliseconds(4)
    /// The most reports that wait to be typed; a code of the longest kind is 8192 of them.
    static let capacity = 16_384
    /// The keys of the terminators that scanners are set to.
    public enum Terminator: UInt8, Hashable, Sendable {
        case enter = 0x28
        case tab = 0x2B
    }

    /// The key after each code; `nil` for none.
    public var terminator: Terminator?
    /// Time between two reports.
    public let reportInterval: Duration

    /// The country whose keyboard it is set to.
    public var layout = KeyboardLayout.us
    /// How it types characters that its keyboard does not have: with their number, or not at all.
    public var alt = AltDigits.none
    private var hasCapsLock = false

    private var isPowered = false
    private var reports: [[UInt8]] = []
    private var typed = 0
    private var next: Instant?
    private var codes: UInt64 = 0
    private var unknown: UInt64 = 0
    private var lamps: UInt8 = 0

    /// A scanner at rest, without power.
    public init(terminator: Terminator? = .enter, reportInterval: Duration = Self.usualInterval) {
        self.terminator = terminator
        self.reportInterval = reportInterval
    }

    /// A scanner.
    public var kind: DriverKind { .scanner }

    /// The report descriptor of every boot keyboard (USB HID 1.11, appendix B.1).
    public var reportDescriptor: [UInt8] {
        [
            0x05, 0x01, 0x09, 0x06, 0xA1, 0x01, 0x05, 0x07, 0x19, 0xE0, 0x29, 0xE7, 0x15, 0x00, 0x25, 0x01, 0x75, 0x01,
            0x95, 0x08, 0x81, 0x02, 0x95, 0x01, 0x75, 0x08, 0x81, 0x01, 0x95, 0x05, 0x75, 0x01, 0x05, 0x08, 0x19, 0x01,
            0x29, 0x05, 0x91, 0x02, 0x95, 0x01, 0x75, 0x03, 0x91, 0x01, 0x95, 0x06, 0x75, 0x08, 0x15, 0x00, 0x25, 0x65,
            0x05, 0x07, 0x19, 0x00, 0x29, 0x65, 0x81, 0x00, 0xC0,
        ]
    }

    /// A keyboard to every host.
    public var isBootKeyboard: Bool { true }

    /// Modifiers, a reserved byte, six keys.
    public var inputReportLength: Int { 8 }

    /// When the next key moves.
    public var deadline: Instant? { next }

    /// Waits for codes.
    public mutating func powerOn(at now: Instant) { isPowered = true }

    /// What was not typed yet never will be.
    public mutating func powerOff(at now: Instant) {
        isPowered = false
        reports = []
        typed = 0
        next = nil
        lamps = 0
        hasCapsLock = false
    }

    /// Types the next report. After a stall of the simulator the missed ones are not made up for.
    public mutating func tick(at now: Instant, _ send: ([UInt8]) -> Void) {
        guard let due = next, now >= due else { return }
        send(reports[typed])
        typed += 1
        next = now + reportInterval
        if typed == reports.count {
            reports = []
            typed = 0
            next = nil
        }
    }

    /// The host's lamps (caps lock and its like).
    public mutating func receive(_ bytes: [UInt8], at now: Instant, _ send: ([UInt8]) -> Void) {
        lamps = bytes.last ?? lamps
        hasCapsLock = lamps & 0x02 != 0
    }

    /// Codes before the window, whole or cut off.
    public mutating func perform(
        _ command: DeviceCommand, at now: Instant, _ send: ([UInt8]) -> Void
    ) throws(CommandError) {
        switch command {
        case .scan(let text): try type(text, terminator.map { [$0.rawValue] } ?? [], command, at: now)
        case .half(let text): try type(text, [], command, at: now)
        case .oversize(let count): try type(String(repeating: "7", count: min(count, 4096)), [0x28], command, at: now)
        case .firmware(.layout(let country)): layout = country
        case .firmware(.alt(let meaning)): alt = meaning
        case .firmware(.caps(let isOn)):
            if !isPowered { throw .unplugged(command.verb) }
            if isOn != hasCapsLock { press(Self.capsLock, shift: false) }
            hasCapsLock = isOn
            if next == nil, !reports.isEmpty { next = now }
        default: throw .notForThisDevice(command.verb)
        }
    }

    /// How many codes were read. Never their text.
    public func stateMembers(at now: Instant) -> String {
        "\"codes\":\(codes),\"unknown_characters\":\(unknown),\"waiting\":\(reports.count - typed),\"lamps\":\(lamps)"
    }

    private mutating func type(
        _ text: String, _ end: [UInt8], _ command: DeviceCommand, at now: Instant
    ) throws(CommandError) {
        if !isPowered { throw .unplugged(command.verb) }
        codes += 1
        for scalar in text.unicodeScalars {
            if let key = layout.key(scalar) {
                // With caps lock on it holds shift for the small letters, as scanners that know of it do.
                let isLetter = (0x41...0x5A).contains(scalar.value & ~0x20)
                press(key.usage, shift: key.isShifted != (hasCapsLock && isLetter))
            } else if let digits = digits(scalar) {
                pressAlt(digits)
            } else {
                // A character that its keyboard does not have is left out, as scanners do by default.
                unknown += 1
            }
        }
        for usage in end { press(usage, shift: false) }
        if next == nil, !reports.isEmpty { next = now }
    }

    private mutating func press(_ usage: UInt8, shift: Bool) {
        guard reports.count + 2 <= Self.capacity else { return }
        reports.append([shift ? 0x02 : 0, 0, usage, 0, 0, 0, 0, 0])
        reports.append([UInt8](repeating: 0, count: 8))
    }

    private static let capsLock: UInt8 = 0x39
    private static let altModifier: UInt8 = 0x04

    /// What is typed with Alt held: control characters by three digits behind a zero, others by their number.
    private func digits(_ scalar: Unicode.Scalar) -> String? {
        if alt == .none { return nil }
        if scalar.value < 0x20 { return (scalar.value < 10 ? "00" : "0") + String(scalar.value) }
        guard alt == .gbk else { return String(scalar.value) }
        guard let bytes = try? GBK.encode(String(scalar)), bytes.count == 2 else { return nil }
        return String(Int(bytes[0]) << 8 | Int(bytes[1]))
    }

    /// Alt goes down, each digit of the keypad down and up, Alt up.
    private mutating func pressAlt(_ digits: String) {
        guard reports.count + 2 * digits.utf8.count + 2 <= Self.capacity else { return }
        let held: [UInt8] = [Self.altModifier, 0, 0, 0, 0, 0, 0, 0]
        reports.append(held)
        for digit in digits.utf8 {
            // The keypad has 1 to 9 from 59 on, then 0.
            let usage = digit == 0x30 ? 0x62 : 0x59 + (digit - 0x31)
            reports.append([Self.altModifier, 0, usage, 0, 0, 0, 0, 0])
            reports.append(held)
        }
        reports.append([UInt8](repeating: 0, count: 8))
    }
}
