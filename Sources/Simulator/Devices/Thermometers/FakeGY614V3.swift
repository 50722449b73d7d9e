public import Wire

/// A GY-614V3 module: registers that are read and written, and frames that come by themselves until it is told to wait
/// for questions.
///
/// What no source says: that a write is answered with itself, that values outside the documented ones are ignored, and
/// how the output in characters looks (register 04), which is kept but not obeyed.
public struct FakeGY614V3: FakeDevice {
    /// From a request to its answer at 9600 baud.
    public static let delay = Duration.milliseconds(10)

    /// What is in front of the sensor.
    public var skin: SkinModel

    private var registers = GY614Registers()
    private var saved = GY614Registers()
    private var answers = AnswerQueue(delay: Self.delay)
    private var invalid = Countdown()
    private var wrongMode = Countdown()
    private var isTrapped = false
    private var isPowered = false
    private var next: Instant?
    private var request: [UInt8] = []
    private var frames: UInt64 = 0

    /// A module at rest, without power, as delivered: it sends by itself.
    public init(ambient: Temperature = Temperature(hundredths: 2250), seed: UInt64 = 0) {
        skin = SkinModel(ambient: ambient, seed: seed)
    }

    /// A thermometer.
    public var kind: DriverKind { .thermometer }

    /// When the next frame goes out.
    public var deadline: Instant? {
        guard let next, isPowered, registers.streams else { return answers.deadline }
        return answers.deadline.map { min($0, next) } ?? next
    }

    /// Works with what was saved.
    public mutating func powerOn(at now: Instant) {
        isPowered = true
        registers = saved
        request = []
        next = now + registers.period
    }

    /// Forgets what was not saved.
    public mutating func powerOff(at now: Instant) {
        isPowered = false
        answers.clear()
        (invalid, wrongMode, isTrapped) = (Countdown(), Countdown(), false)
    }

    /// Sends the answers that are due, and its own frames. After a stall of the simulator the missed ones are not made
    /// up for.
    public mutating func tick(at now: Instant, _ send: ([UInt8]) -> Void) {
        answers.tick(at: now) { frame in
            frames += 1
            send(frame)
        }
        guard isPowered, registers.streams, let due = next, now >= due else { return }
        next = max(due + registers.period, now)
        frames += 1
        send(read(first: 0x07, count: 7, at: now))
    }

    /// Reads requests: `A4 03 register count sum` and `A4 06 register value sum`, with its own address in front. Anything
    /// else is skipped byte by byte.
    public mutating func receive(_ bytes: [UInt8], at now: Instant, _ send: ([UInt8]) -> Void) {
        guard isPowered else { return }
        for byte in bytes {
            request.append(byte)
            while let first = request.first, first != registers.address { request.removeFirst() }
            guard request.count == 5 else { continue }
            if request[1] == 0x03 || request[1] == 0x06, request[4] == request[..<4].reduce(0, &+) {
                let whole = request
                request = []
                obey(whole, at: now)
            } else {
                request.removeFirst()
                while let first = request.first, first != registers.address { request.removeFirst() }
            }
        }
    }

    /// Persons, weather, the faults of its answers, and the offset inside it.
    public mutating func perform(
        _ command: DeviceCommand, at now: Instant, _ send: ([UInt8]) -> Void
    ) throws(CommandError) {
        switch command {
        case .invalid(let count): invalid.left = count
        case .trap: isTrapped = true
        case .thermometer(.wrongMode(let count)): wrongMode.left = count
        case .thermometer(.late(let count)): answers.late = count
        case .thermometer(.offset(let offset)):
            registers.write(0x06, UInt8(clamping: 100 + offset.tenths))
            saved = registers
        default: if !skin.perform(command, at: now) { throw .notForThisDevice(command.verb) }
        }
    }

    /// Who stands there, what is set, and how many frames were sent.
    public func stateMembers(at now: Instant) -> String {
        "\(skin.stateMembers),\"streams\":\(isPowered && registers.streams),\"offset\":\(registers.offset.celsius),"
            + "\"emissivity\":\(registers.emissivity),\"frames\":\(frames)"
    }

    private mutating func obey(_ request: [UInt8], at now: Instant) {
        let (register, value) = (request[2], request[3])
        if request[1] == 0x03 {
            guard value > 0, Int(register) + Int(value) <= GY614Registers.count else { return }
            answers.answer(read(first: register, count: value, at: now), at: now)
        } else if register == 0x05 {
            if value == 0xAA { registers = GY614Registers() }
            guard value == 0x55 || value == 0xAA else { return }
            saved = registers
            answers.answer(request, at: now)
        } else {
            let streamed = registers.streams
            guard registers.write(register, value) else { return }
            if registers.streams, !streamed { next = now + registers.period }
            answers.answer(request, at: now)
        }
    }

    /// The frame with these registers, measured now where temperatures are among them.
    private mutating func read(first: UInt8, count: UInt8, at now: Instant) -> [UInt8] {
        var (first, count) = (first, count)
        if first <= 0x0D, first + count > 0x08 {
            measure(at: now)
            // What somebody else on the line may have asked for: the temperatures without the emissivity.
            if wrongMode.take() { (first, count) = (0x08, 6) }
        }
        return registers.frame(first: first, count: count)
    }

    private mutating func measure(at now: Instant) {
        let sample = skin.surface(at: now)
        let ambient = sample.ambient ?? skin.ambient
        var object = SkinModel.shown(sample.object ?? ambient, ambient: ambient, setting: registers.emissivity)
        object.hundredths += registers.offset.hundredths
        registers.put(object: object, ambient: ambient, body: skin.body(of: object))
        if isTrapped {
            // Its own beginning; −235.49 °C are nothing.
            isTrapped = false
            registers.put(words: [0xA403, 0x0707, 0xA403])
        } else if invalid.take() {
            // No source has a mark for it: colder than anything.
            registers.put(words: [0x8000, 0x8000, 0x8000])
        }
    }
}
