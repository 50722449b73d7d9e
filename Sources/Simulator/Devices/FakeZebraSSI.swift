public import Wire

/// A Zebra scanner that speaks the Simple Serial Interface: packets with a check, each code acknowledged or sent again
/// (facts: Simple Serial Interface Programmer's Guide 72E-40451, and what enioka's scan library has seen of newer firmware).
public struct FakeZebraSSI: FakeDevice {
    /// How a code is put into packets.
    public enum Format: String, Hashable, Sendable, CaseIterable {
        /// Type and text; a long code goes on in packets with status bit 1.
        case classic
        /// Type, 01, length and text; a long code comes in segments with a number each.
        case segmented
    }

    /// How long the host may take to acknowledge, and how often a packet is sent again (from memory).
    public static let patience = Duration.seconds(2)
    static let resends = 2
    /// From power to the packet that says so.
    static let startUp = Duration.milliseconds(300)
    /// Silence after which half a packet of the host is forgotten.
    static let packetGap = Duration.milliseconds(500)
    /// The longest code that is made, in bytes: what the numbers of segments reach.
    static let longestCode = 60_000
    /// What it answers when asked for its revision.
    static let revision = "PAABLS00-002-R00"

    /// How codes are packed.
    public let format: Format
    /// The AIM identifier before each text; empty for none, as delivered.
    public var aim: String
    /// Codes that were given up because nobody acknowledged them.
    public private(set) var givenUp: UInt64 = 0

    private var outbox = SSIOutbox()
    private var isPowered = false
    private var isEnabled = true
    private var isEnabledByDefault = true
    private var hasSession = false
    private var bootAt: Instant?
    private var buffer: [UInt8] = []
    private var heard = Instant(nanoseconds: 0)
    private var held: (text: String, until: Instant, next: Instant)?
    private var parameters: [UInt8: UInt8] = [:]
    private var codes: UInt64 = 0
    private var beeps: UInt64 = 0
    private var refused: UInt64 = 0

    /// A scanner without power.
    public init(format: Format = .classic, aim: String = "") {
        self.format = format
        self.aim = aim
    }

    /// A scanner.
    public var kind: DriverKind { .scanner }

    /// When a packet is sent again, a code that stays is read again, or power-up is told.
    public var deadline: Instant? { [bootAt, outbox.deadline, held?.next].compactMap(\.self).min() }

    /// As it was saved.
    public mutating func powerOn(at now: Instant) {
        isPowered = true
        isEnabled = isEnabledByDefault
        hasSession = false
        buffer = []
        bootAt = now + Self.startUp
    }

    /// All that waited is lost.
    public mutating func powerOff(at now: Instant) {
        isPowered = false
        bootAt = nil
        held = nil
        outbox.removeAll()
    }

    /// Sends what is due.
    public mutating func tick(at now: Instant, _ send: ([UInt8]) -> Void) {
        if let due = bootAt, now >= due {
            bootAt = nil
            outbox.append([SSIOutbox.Packet(0xF6, [0x03])])
        }
        if let due = held, now >= due.next {
            held?.next = now + FakeSerialScanner.repetition
            if now + FakeSerialScanner.repetition > due.until { held = nil }
            read(Array(due.text.utf8))
        }
        if outbox.tick(at: now, send) { givenUp += 1 }
    }

    /// Reads packets: length, opcode, source 04, status, data, check.
    public mutating func receive(_ bytes: [UInt8], at now: Instant, _ send: ([UInt8]) -> Void) {
        guard isPowered else { return }
        if now - heard >= Self.packetGap { buffer = [] }
        heard = now
        for byte in bytes {
            buffer.append(byte)
            // Zeros wake the decoder, and are no beginning.
            if buffer[0] < 4 { buffer = [] }
            guard let first = buffer.first, buffer.count == Int(first) + 2 else { continue }
            let packet = Array(buffer.dropLast(2))
            let check = Array(buffer.suffix(2))
            buffer = []
            if packet[2] == 0x04, FrameCheck.complement(packet) == check {
                obey(packet[1], status: packet[3], Array(packet[4...]), at: now, send)
            } else {
                refuse(0x01, send)
            }
        }
        if outbox.tick(at: now, send) { givenUp += 1 }
    }

    /// Codes before the window, and the faults of the protocol.
    public mutating func perform(
        _ command: DeviceCommand, at now: Instant, _ send: ([UInt8]) -> Void
    ) throws(CommandError) {
        switch command {
        case .scan(let text): try show(Array(text.utf8), command)
        case .firmware(.nul(let text)): try show(FakeSerialScanner.withNUL(text), command)
        case .oversize(let count): try show([UInt8](repeating: 0x37, count: min(count, Self.longestCode)), command)
        case .hold(let text, let duration):
            try show(Array(text.utf8), command)
            held = (text, now + duration, now + FakeSerialScanner.repetition)
        case .half(let text):
            // The line breaks in the middle of a packet.
            try needPower(command)
            if let packet = packets(of: Array(text.utf8)).first?.bytes(isResent: false) {
                send(Array(packet.prefix(packet.count - 3)))
            }
        case .firmware(.aim(let identifier)): aim = identifier
        case .firmware(.retransmit): outbox.repeatsNext = true
        case .firmware(.losePacket): outbox.losesSecond = true
        default: throw .notForThisDevice(command.verb)
        }
        if outbox.tick(at: now, send) { givenUp += 1 }
    }

    /// How many codes were read. Never their text.
    public func stateMembers(at now: Instant) -> String {
        "\"codes\":\(codes),\"given_up\":\(givenUp),\"enabled\":\(isEnabled),\"session\":\(hasSession),\"beeps\":\(beeps),"
            + "\"refused\":\(refused),\"waiting\":\(outbox.count),\"holding\":\(held != nil)"
    }

    // MARK: The host

    private mutating func obey(
        _ opcode: UInt8, status: UInt8, _ data: [UInt8], at now: Instant, _ send: ([UInt8]) -> Void
    ) {
        switch opcode {
        case 0xD0, 0x74: outbox.acknowledge(opcode, at: now, send)
        case 0xD1: outbox.refuse(data.first ?? 0, at: now, send)
        case 0xE9, 0xEA:
            isEnabled = opcode == 0xE9
            if status & 0x08 != 0 { isEnabledByDefault = isEnabled }
            acknowledge(send)
        case 0xE4, 0xE5:
            guard isEnabled else { return refuse(0x06, send) }
            hasSession = opcode == 0xE4
            acknowledge(send)
        case 0xE6:
            beeps += 1
            acknowledge(send)
        case 0xE7, 0xE8: acknowledge(send)  // the lamp
        case 0xA3: send(SSIOutbox.Packet(0xA4, Array(Self.revision.utf8)).bytes(isResent: false))
        case 0xC6: set(data, send)
        case 0xC7: ask(data, send)
        case 0xC8:
            parameters = [:]
            acknowledge(send)
        default: refuse(0x06, send)
        }
    }

    /// A beep, then numbers and values.
    private mutating func set(_ data: [UInt8], _ send: ([UInt8]) -> Void) {
        guard data.count >= 3, data.count % 2 == 1 else { return refuse(0x02, send) }
        for place in stride(from: 1, to: data.count, by: 2) { parameters[data[place]] = data[place + 1] }
        acknowledge(send)
    }

    private mutating func ask(_ numbers: [UInt8], _ send: ([UInt8]) -> Void) {
        guard !numbers.isEmpty else { return refuse(0x02, send) }
        let values = numbers.flatMap { number -> [UInt8] in [number, parameters[number] ?? 0] }
        outbox.append([SSIOutbox.Packet(0xC6, [0xFF] + values)])
    }

    /// As it was captured, with a status that the guide does not know.
    private func acknowledge(_ send: ([UInt8]) -> Void) { send([0x04, 0xD0, 0x00, 0x80, 0xFE, 0xAC]) }

    private mutating func refuse(_ cause: UInt8, _ send: ([UInt8]) -> Void) {
        refused += 1
        send(SSIOutbox.Packet(0xD1, [cause]).bytes(isResent: false))
    }

    // MARK: Codes

    private func needPower(_ command: DeviceCommand) throws(CommandError) {
        if !isPowered { throw .unplugged(command.verb) }
    }

    private mutating func show(_ text: [UInt8], _ command: DeviceCommand) throws(CommandError) {
        try needPower(command)
        read(text)
    }

    /// A decoder that is switched off sees nothing.
    private mutating func read(_ text: [UInt8]) {
        guard isEnabled else { return }
        codes += 1
        hasSession = false
        outbox.append(packets(of: text))
    }

    /// The packets of a QR code.
    private func packets(of code: [UInt8]) -> [SSIOutbox.Packet] {
        let text = Array(aim.utf8) + code
        return switch format {
        case .classic: SSIOutbox.classic(text)
        case .segmented: SSIOutbox.segmented(text)
        }
    }
}
