public import Wire

/// A Calex PyroUSB or PyroMiniBus: a Modbus RTU slave with a map of registers.
///
/// It finds requests by their length and check, not by silence, as they come through converters; after a pause it begins
/// anew. At the address 255 it answers as 255. What the maker's lists leave out reads as 0.
public struct FakePyroUSB: FakeDevice {
    /// The sensor's own delay before an answer.
    public static let delay = Duration.milliseconds(20)
    /// A pause after which what came before it is no part of a request any more: far above 3.5 characters (4 ms at 9600
    /// baud), and below the pause between two requests.
    static let gap = Duration.milliseconds(50)
    /// The longest frame of Modbus RTU.
    static let longestFrame = 256

    /// What is in front of the sensor.
    public var skin: SkinModel

    private var registers: PyroRegisters
    private var answers = AnswerQueue(delay: Self.delay)
    private var invalid = Countdown()
    private var isTrapped = false
    private var isPowered = false
    private var request: [UInt8] = []
    private var heard = Instant(nanoseconds: 0)
    private var answered: UInt64 = 0

    /// A sensor at rest, without power, at an address from 1 to 254. A PyroMiniBus has the same registers at other places.
    public init(
        isMiniBus: Bool = false, address: UInt8 = 1, ambient: Temperature = Temperature(hundredths: 2250),
        seed: UInt64 = 0
    ) {
        skin = SkinModel(ambient: ambient, seed: seed)
        registers = PyroRegisters(isMiniBus: isMiniBus, address: address)
    }

    /// A thermometer.
    public var kind: DriverKind { .thermometer }

    /// When the next answer leaves.
    public var deadline: Instant? { answers.deadline }

    /// Works with what is saved.
    public mutating func powerOn(at now: Instant) {
        isPowered = true
        request = []
        registers.restart()
    }

    /// Forgets what is volatile.
    public mutating func powerOff(at now: Instant) {
        (isPowered, isTrapped) = (false, false)
        invalid = Countdown()
        answers.clear()
    }

    /// Sends the answers that are due.
    public mutating func tick(at now: Instant, _ send: ([UInt8]) -> Void) {
        answers.tick(at: now) { frame in
            answered += 1
            send(frame)
        }
    }

    /// Reads requests, in any split.
    public mutating func receive(_ bytes: [UInt8], at now: Instant, _ send: ([UInt8]) -> Void) {
        guard isPowered else { return }
        if now - heard >= Self.gap { request = [] }
        heard = now
        for byte in bytes {
            request.append(byte)
            while let length = requestLength, request.count >= length {
                let whole = Array(request[..<max(0, length - 2)])
                if length >= 4, FrameCheck.modbus(whole) == Array(request[whole.count..<length]) {
                    request.removeFirst(length)
                    serve(whole, at: now)
                } else {
                    request.removeFirst()
                }
            }
        }
    }

    /// Persons, weather, and the faults of its answers.
    public mutating func perform(
        _ command: DeviceCommand, at now: Instant, _ send: ([UInt8]) -> Void
    ) throws(CommandError) {
        switch command {
        case .invalid(let count): invalid.left = count
        case .trap: isTrapped = true
        case .thermometer(.late(let count)): answers.late = count
        default: if !skin.perform(command, at: now) { throw .notForThisDevice(command.verb) }
        }
    }

    /// Who stands there, what is set, and how many answers were sent.
    public func stateMembers(at now: Instant) -> String {
        "\(skin.stateMembers),\"emissivity\":\(registers.emissivity),\"address\":\(registers.address),"
            + "\"frames\":\(answered)"
    }

    /// How long the request is that begins at the front, check and all; `nil` while that is not known.
    private var requestLength: Int? {
        guard request.count >= 2 else { return nil }
        switch request[1] {
        case 0x03, 0x04, 0x06: return 8
        case 0x10: return request.count < 7 ? nil : 9 + Int(request[6])
        default:
            // Nobody knows how long such a request is: it ends where its check is right, or at the pause.
            if request.count >= Self.longestFrame { return 1 }
            guard request.count >= 4 else { return nil }
            return FrameCheck.modbus(request.dropLast(2)) == Array(request.suffix(2)) ? request.count : nil
        }
    }

    /// The functions that read registers: each reads all of them.
    private var reads: [UInt8] { [0x03, 0x04] }

    /// Answers a request whose check was right, if it is for this sensor. What is for all is done and not answered.
    private mutating func serve(_ request: [UInt8], at now: Instant) {
        guard request[0] == registers.address || request[0] == 255 || request[0] == 0 else { return }
        let answer: [UInt8]
        do throws(PyroRegisters.Refusal) {
            answer = try reads.contains(request[1]) ? read(request, at: now) : write(request)
        } catch {
            answer = [request[1] | 0x80, error.rawValue]
        }
        guard request[0] != 0 else { return }
        let frame = [request[0]] + answer
        answers.answer(frame + FrameCheck.modbus(frame), at: now)
    }

    private mutating func read(_ request: [UInt8], at now: Instant) throws(PyroRegisters.Refusal) -> [UInt8] {
        let first = Int(request[2]) << 8 | Int(request[3])
        let count = Int(request[4]) << 8 | Int(request[5])
        guard (1...125).contains(count) else { throw .value }
        if registers.measures(first, count) { measure(at: now) }
        let words = try registers.read(first, count)
        return [request[1], UInt8(2 * count)] + words.flatMap { [UInt8($0 >> 8), UInt8($0 & 0xFF)] }
    }

    private mutating func write(_ request: [UInt8]) throws(PyroRegisters.Refusal) -> [UInt8] {
        switch request[1] {
        case 0x06: try registers.write(Int(request[2]) << 8 | Int(request[3]), [word(request, 4)])
        case 0x10:
            let count = Int(word(request, 4))
            guard (1...123).contains(count), Int(request[6]) == 2 * count else { throw .value }
            try registers.write(Int(word(request, 2)), (0..<count).map { word(request, 7 + 2 * $0) })
        default: throw .function
        }
        return Array(request[1..<6])
    }

    private func word(_ bytes: [UInt8], _ place: Int) -> UInt16 { UInt16(bytes[place]) << 8 | UInt16(bytes[place + 1]) }

    private mutating func measure(at now: Instant) {
        let unfiltered = skin.sample(at: now)
        let filtered = skin.sample(at: now)
        let ambient = filtered.ambient ?? skin.ambient
        let objects = [filtered, unfiltered].map {
            SkinModel.shown($0.object ?? ambient, ambient: ambient, setting: registers.emissivity)
        }
        if isTrapped {
            // The beginning of its own answer, over and over; the status has bits that mean nothing.
            isTrapped = false
            registers.put([0x0104, 0x0801, 0x0408, 0x0104])
        } else if invalid.take() {
            registers.putFailure(sensor: ambient)
        } else {
            registers.put(filtered: objects[0], unfiltered: objects[1], sensor: ambient)
        }
    }
}
