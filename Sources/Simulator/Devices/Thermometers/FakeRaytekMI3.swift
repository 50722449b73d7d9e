public import Wire

/// A Raytek MI or MI3: it answers lines of ASCII, and sends bursts when it was told to.
///
/// What the manuals leave open: the pause between two bursts, and that an empty line is answered with nothing.
public struct FakeRaytekMI3: FakeDevice {
    /// From a question to its answer.
    public static let delay = Duration.milliseconds(20)
    /// From one burst line to the next; one takes 27 ms at 9600 baud.
    public static let burstPeriod = Duration.milliseconds(100)
    /// How long a burst that was interrupted waits for the mode command.
    public static let interruption = Duration.seconds(3)
    /// The longest command; what is longer is none.
    static let longestCommand = 64

    /// What is in front of the sensor.
    public var skin: SkinModel

    private let address: Int?
    private var settings = RaytekSettings()
    private var saved = RaytekSettings()
    private var answers = AnswerQueue(delay: Self.delay)
    private var invalid = Countdown()
    private var wrongMode = Countdown()
    private var isPowered = false
    private var hasRestarted = true
    private var nextBurst: Instant?
    private var command: [UInt8] = []
    private var lines: UInt64 = 0

    /// A sensor at rest, without power; with an address from 1 to 999 when it shares its line with others.
    public init(
        address: Int? = nil, ambient: Temperature = Temperature(hundredths: 2250), seed: UInt64 = 0
    ) {
        self.address = address.flatMap { (1...999).contains($0) ? $0 : nil }
        skin = SkinModel(ambient: ambient, seed: seed)
    }

    /// A thermometer.
    public var kind: DriverKind { .thermometer }

    /// When the next line goes out.
    public var deadline: Instant? {
        guard let nextBurst, isPowered, settings.bursts else { return answers.deadline }
        return answers.deadline.map { min($0, nextBurst) } ?? nextBurst
    }

    /// Works with what was saved, and remembers that it has restarted.
    public mutating func powerOn(at now: Instant) {
        (isPowered, hasRestarted) = (true, true)
        settings = saved
        command = []
        nextBurst = now + Self.burstPeriod
    }

    /// Forgets what was not saved.
    public mutating func powerOff(at now: Instant) {
        isPowered = false
        (invalid, wrongMode) = (Countdown(), Countdown())
        answers.clear()
    }

    /// Sends the answers that are due, and bursts.
    public mutating func tick(at now: Instant, _ send: ([UInt8]) -> Void) {
        answers.tick(at: now) { line in
            lines += 1
            send(line)
        }
        guard isPowered, settings.bursts, let due = nextBurst, now >= due else { return }
        nextBurst = max(due + Self.burstPeriod, now)
        lines += 1
        send(line(measure(at: now).burst(settings)))
    }

    /// Reads commands up to their CR. Any character interrupts a burst, and is lost with that.
    public mutating func receive(_ bytes: [UInt8], at now: Instant, _ send: ([UInt8]) -> Void) {
        guard isPowered else { return }
        for byte in bytes {
            if settings.bursts, let due = nextBurst, due - now <= Self.burstPeriod {
                nextBurst = now + Self.interruption
            } else if byte == 0x0D {
                let whole = String(decoding: command, as: UTF8.self)
                command = []
                if !whole.isEmpty { obey(whole, at: now) }
            } else if byte != 0x0A, command.count <= Self.longestCommand {
                command.append(byte)
            }
        }
    }

    /// Persons, weather, the faults of its answers, and the offset inside it.
    public mutating func perform(
        _ command: DeviceCommand, at now: Instant, _ send: ([UInt8]) -> Void
    ) throws(CommandError) {
        switch command {
        case .invalid(let count): invalid.left = count
        case .thermometer(.wrongMode(let count)): wrongMode.left = count
        case .thermometer(.late(let count)): answers.late = count
        case .thermometer(.offset(let offset)):
            settings.offset = offset.celsius
            saved.offset = offset.celsius
        default: if !skin.perform(command, at: now) { throw .notForThisDevice(command.verb) }
        }
    }

    /// Who stands there, what is set, and how many lines were sent.
    public func stateMembers(at now: Instant) -> String {
        "\(skin.stateMembers),\"bursts\":\(settings.bursts),\"offset\":\(settings.offset),\"gain\":\(settings.gain),"
            + "\"emissivity\":\(settings.emissivity),\"frames\":\(lines)"
    }

    /// A command is for this sensor with its address before it, and for all with 000, which nobody answers.
    private mutating func obey(_ text: String, at now: Instant) {
        var text = text[...]
        var isForAll = false
        let digits = text.prefix(3)
        if text.count > 3, digits.allSatisfy({ $0.isASCII && $0.isNumber }), let number = Int(digits) {
            isForAll = number == 0
            guard isForAll || number == address else { return }
            text = text.dropFirst(3)
        } else if address != nil {
            return
        }
        let answer = answer(to: text, at: now)
        guard !isForAll else { return }
        if wrongMode.take() {
            // Somebody has set it to bursts: what comes is no answer.
            answers.answer(line(measure(at: now).burst(settings)), at: now)
        } else {
            answers.answer(line(prefix + answer), at: now)
        }
    }

    private var prefix: String { address.map { String("\(1000 + $0)".dropFirst()) } ?? "" }

    private func line(_ text: String) -> [UInt8] { Array((text + "\r\n").utf8) }

    private mutating func answer(to text: Substring, at now: Instant) -> String {
        guard text.first != "?" else { return value(of: String(text.dropFirst()), at: now) ?? RaytekSettings.refusal }
        if text == "XI=0" {
            hasRestarted = false
            return "!XI0"
        }
        let wasBursting = settings.bursts
        guard let change = settings.set(text) else { return RaytekSettings.refusal }
        if change.isSaved { _ = saved.set(text) }
        if settings.bursts, !wasBursting { nextBurst = now + Self.burstPeriod }
        return "!" + change.answer
    }

    /// The answer to a question, for head 1 where the head is named.
    private mutating func value(of name: String, at now: Instant) -> String? {
        let head = name.first == "1" ? "1" : ""
        let name = String(name.dropFirst(head.count))
        let value: String
        switch name {
        case "T": value = measure(at: now).object(settings)
        case "I": value = measure(at: now).ambient(settings)
        case "XI": value = hasRestarted ? "1" : "0"
        case "EC", "HEC":
            let measured = measure(at: now)
            value = RaytekSettings.hex(measured.status(settings) | (invalid.take() ? 1 << 1 : 0))
        default:
            guard let setting = settings.value(of: name) else { return nil }
            value = setting
        }
        return "!\(head)\(name)\(value)"
    }

    private mutating func measure(at now: Instant) -> RaytekMeasurement {
        let sample = skin.sample(at: now)
        let ambient = sample.ambient ?? skin.ambient
        let object = SkinModel.shown(sample.object ?? ambient, ambient: ambient, setting: settings.emissivity)
        return RaytekMeasurement(object: object.celsius * settings.gain + settings.offset, ambient: ambient.celsius)
    }
}
