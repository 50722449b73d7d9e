public import Wire

/// A relay board that speaks Modbus RTU: a coil for each relay, and where it is of Waveshare's kind, pulses that the board
/// ends itself (facts: Modbus application protocol V1.1b3; the register of the pulses is from memory).
public struct FakeModbusRelay: FakeDevice {
    /// Silence after which half a request is forgotten. The rule is 3.5 characters, 4 ms at 9600 baud; a pseudo-terminal
    /// on a busy machine tears requests further apart than a wire does.
    static let frameGap = Duration.milliseconds(50)
    /// How long the board thinks before it answers.
    static let thought = Duration.milliseconds(5)
    /// Where the pulses begin; the value is in tenths of a second.
    private static let pulseBase = 0x0200

    /// Its address on the line.
    public let unit: UInt8
    /// Whether it ends pulses itself.
    public let hasTimedPulse: Bool
    /// Whether it knows function 0F, all coils at once.
    public let knowsAllCoils: Bool

    private var contacts: RelayContacts
    private var pulseEnds: [Instant?]
    private var isPowered = false
    private var buffer: [UInt8] = []
    private var heard = Instant(nanoseconds: 0)
    /// A request was wrong: where the next one begins, only silence tells.
    private var isDeaf = false
    private var answers: [(bytes: [UInt8], time: Instant)] = []
    private var toLose = 0
    private var toKeepSilent = 0
    private var commands: UInt64 = 0
    private var foreign: UInt64 = 0
    private var refused: UInt64 = 0

    /// A board of `channels` relays (1 to 32), without power: all contacts open.
    public init(channels: Int = 1, unit: UInt8 = 1, hasTimedPulse: Bool = true, knowsAllCoils: Bool = true) {
        let count = min(max(channels, 1), 32)
        self.unit = unit
        self.hasTimedPulse = hasTimedPulse
        self.knowsAllCoils = knowsAllCoils
        contacts = RelayContacts(count)
        pulseEnds = Array(repeating: nil, count: count)
    }

    /// The board's relays.
    public var channels: Int { contacts.count }

    /// The latest switchings, oldest first.
    public var log: [RelaySwitching] { contacts.log }

    /// Whether the contact of `channel`, from 1, is closed.
    public func isOn(_ channel: Int) -> Bool { contacts.isOn(channel) }

    /// An output.
    public var kind: DriverKind { .output }

    /// When an answer goes out, or a pulse ends.
    public var deadline: Instant? { ([answers.first?.time] + pulseEnds).compactMap(\.self).min() }

    /// All contacts are open.
    public mutating func powerOn(at now: Instant) {
        isPowered = true
        isDeaf = false
        buffer = []
    }

    /// All contacts open.
    public mutating func powerOff(at now: Instant) {
        contacts.openAll(at: now)
        pulseEnds = pulseEnds.map { _ in nil }
        answers = []
        isPowered = false
    }

    /// Ends pulses, and answers.
    public mutating func tick(at now: Instant, _ send: ([UInt8]) -> Void) {
        for index in pulseEnds.indices {
            guard let end = pulseEnds[index], end <= now else { continue }
            pulseEnds[index] = nil
            contacts.turn(index + 1, on: false, at: end)
        }
        while let next = answers.first, next.time <= now { send(answers.removeFirst().bytes) }
    }

    /// Reads requests. After a wrong check it waits for silence, as the protocol has it.
    public mutating func receive(_ bytes: [UInt8], at now: Instant, _ send: ([UInt8]) -> Void) {
        guard isPowered else { return }
        if now - heard >= Self.frameGap {
            buffer = []
            isDeaf = false
        }
        heard = now
        if isDeaf { return }
        buffer += bytes
        while let length = requestLength, buffer.count >= length {
            let request = Array(buffer[..<length])
            guard FrameCheck.modbus(Array(request.dropLast(2))) == Array(request.suffix(2)) else {
                refused += 1
                isDeaf = true
                return
            }
            buffer.removeFirst(length)
            take(request, at: now)
        }
    }

    /// Commands that are lost, and questions that are not answered.
    public mutating func perform(
        _ command: DeviceCommand, at now: Instant, _ send: ([UInt8]) -> Void
    ) throws(CommandError) {
        switch command {
        case .lose(let count): toLose = count
        case .firmware(.unreadable(let count)): toKeepSilent = count
        default: throw .notForThisDevice(command.verb)
        }
    }

    /// Each relay with its pulses.
    public func stateMembers(at now: Instant) -> String {
        "\"on\":\(isOn(1)),\"pulses\":\(contacts.pulses(1)),\"commands\":\(commands),\"foreign\":\(foreign),"
            + "\"refused\":\(refused),\"channels\":\(contacts.list)"
    }

    // MARK: Requests

    /// How long the request at the front is; `nil` while that is not known.
    private var requestLength: Int? {
        guard buffer.count >= 2 else { return nil }
        switch buffer[1] {
        case 0x0F, 0x10: return buffer.count >= 7 ? 9 + Int(buffer[6]) : nil
        default: return 8
        }
    }

    private mutating func take(_ request: [UInt8], at now: Instant) {
        // Unit 0 means all: every board obeys, and none answers.
        guard request[0] == unit || request[0] == 0 else {
            foreign += 1
            return
        }
        let answer = obey(request, at: now)
        guard request[0] == unit, let answer else { return }
        let bytes = [unit] + answer
        answers.append((bytes + FrameCheck.modbus(bytes), now + Self.thought))
    }

    /// Function and data of the answer; `nil` for none.
    private mutating func obey(_ request: [UInt8], at now: Instant) -> [UInt8]? {
        let function = request[1]
        let address = Int(request[2]) << 8 | Int(request[3])
        let value = Int(request[4]) << 8 | Int(request[5])
        switch function {
        case 0x01: return read(address, value)
        case 0x05: return write(Array(request[2..<6]), address, value, at: now)
        case 0x0F where knowsAllCoils:
            guard value > 0, request.count == 9 + (value + 7) / 8 else { return [function | 0x80, 3] }
            guard address + value <= channels else { return [function | 0x80, 2] }
            for coil in 0..<value where isHeard(isFirst: coil == 0) {
                turn(address + coil + 1, on: request[7 + coil / 8] >> UInt8(coil % 8) & 1 == 1, at: now)
            }
            return [function] + request[2..<6]
        default: return [function | 0x80, 1]
        }
    }

    private mutating func read(_ address: Int, _ count: Int) -> [UInt8]? {
        guard (1...2000).contains(count) else { return [0x81, 3] }
        // Boards of eight answer for eight, whatever they have.
        guard address + count <= max(channels, 8) else { return [0x81, 2] }
        guard toKeepSilent == 0 else {
            toKeepSilent -= 1
            return nil
        }
        var bytes = [UInt8](repeating: 0, count: (count + 7) / 8)
        for coil in 0..<count where isOn(address + coil + 1) { bytes[coil / 8] |= 1 << UInt8(coil % 8) }
        return [0x01, UInt8(bytes.count)] + bytes
    }

    private mutating func write(_ echo: [UInt8], _ address: Int, _ value: Int, at now: Instant) -> [UInt8] {
        if hasTimedPulse, (Self.pulseBase..<Self.pulseBase + channels).contains(address) {
            if isHeard(isFirst: true) {
                let channel = address - Self.pulseBase + 1
                turn(channel, on: value > 0, at: now)
                pulseEnds[channel - 1] = value > 0 ? now + .milliseconds(value * 100) : nil
            }
            return [0x05] + echo
        }
        guard address < channels else { return [0x85, 2] }
        guard value == 0xFF00 || value == 0 else { return [0x85, 3] }
        if isHeard(isFirst: true) { turn(address + 1, on: value != 0, at: now) }
        return [0x05] + echo
    }

    /// Whether a command has an effect. The one that is lost is answered nevertheless: its contact sticks.
    private mutating func isHeard(isFirst: Bool) -> Bool {
        if isFirst { commands += 1 }
        guard toLose > 0 else { return true }
        toLose -= 1
        return false
    }

    private mutating func turn(_ channel: Int, on: Bool, at now: Instant) {
        pulseEnds[channel - 1] = nil
        contacts.turn(channel, on: on, at: now)
    }
}
