public import Wire

/// An LU90614 module: one answer for each request, of the surface or of the body that its firmware makes of it.
///
/// Its degrees are one byte. How it sends what is below 0 °C no source says; the fake sends 0.00 then.
public struct FakeLU90614: FakeDevice {
    /// From a request to its answer: less than the 100 ms that host drivers grant.
    public static let delay = Duration.milliseconds(80)

    /// What is in front of the sensor.
    public var skin: SkinModel
    /// Whether it measures bodies. It remembers that without power.
    public private(set) var measuresBody = false

    private var answers = AnswerQueue(delay: Self.delay)
    private var invalid = Countdown()
    private var wrongMode = Countdown()
    private var isTrapped = false
    private var isPowered = false
    private var request: [UInt8] = []
    private var frames: UInt64 = 0
    private var modeCommands: UInt64 = 0

    /// A module at rest, without power, in object mode.
    public init(ambient: Temperature = Temperature(hundredths: 2250), seed: UInt64 = 0) {
        skin = SkinModel(ambient: ambient, seed: seed)
    }

    /// A thermometer.
    public var kind: DriverKind { .thermometer }

    /// When the next answer leaves.
    public var deadline: Instant? { answers.deadline }

    /// Waits for requests.
    public mutating func powerOn(at now: Instant) {
        isPowered = true
        request = []
    }

    /// Forgets all but its mode.
    public mutating func powerOff(at now: Instant) {
        isPowered = false
        answers.clear()
        (invalid, wrongMode, isTrapped) = (Countdown(), Countdown(), false)
    }

    /// Sends the answers that are due.
    public mutating func tick(at now: Instant, _ send: ([UInt8]) -> Void) {
        answers.tick(at: now) { frame in
            frames += 1
            send(frame)
        }
    }

    /// Reads requests: `FA`, operation, sum. Anything else is skipped byte by byte.
    public mutating func receive(_ bytes: [UInt8], at now: Instant, _ send: ([UInt8]) -> Void) {
        guard isPowered else { return }
        for byte in bytes {
            request.append(byte)
            while let first = request.first, first != 0xFA { request.removeFirst() }
            guard request.count == 3 else { continue }
            if request[2] == request[0] &+ request[1] {
                obey(request[1], at: now)
                request = []
            } else {
                request.removeFirst()
            }
        }
    }

    /// Persons, weather and the faults of its answers.
    public mutating func perform(
        _ command: DeviceCommand, at now: Instant, _ send: ([UInt8]) -> Void
    ) throws(CommandError) {
        switch command {
        case .invalid(let count): invalid.left = count
        case .trap: isTrapped = true
        case .thermometer(.wrongMode(let count)): wrongMode.left = count
        case .thermometer(.late(let count)): answers.late = count
        default: if !skin.perform(command, at: now) { throw .notForThisDevice(command.verb) }
        }
    }

    /// Who stands there, the mode, how many answers were sent, and how often the flash was written.
    public func stateMembers(at now: Instant) -> String {
        "\(skin.stateMembers),\"mode\":\"\(measuresBody ? "body" : "object")\",\"frames\":\(frames),"
            + "\"mode_commands\":\(modeCommands)"
    }

    /// The nine bytes of an answer, with whole degrees and hundredths as they stand in it.
    public static func frame(body: Bool, degrees: UInt8, hundredths: UInt8) -> [UInt8] {
        var frame: [UInt8] = [0xFE, body ? 0xAC : 0xAA, degrees, hundredths, 0, 0, 0, 0]
        frame.append(frame.reduce(0, &+))
        return frame
    }

    private mutating func obey(_ operation: UInt8, at now: Instant) {
        switch operation {
        case 0xC5, 0xC6:
            measuresBody = operation == 0xC5
            modeCommands += 1
        case 0xCA: answers.answer(measure(at: now), at: now)
        default: break  // No such operation: no source has an answer to it.
        }
    }

    private mutating func measure(at now: Instant) -> [UInt8] {
        let sample = skin.surface(at: now)
        let isBody = wrongMode.take() ? !measuresBody : measuresBody
        if isTrapped {
            // Its own beginning; 170 hundredths are nothing.
            isTrapped = false
            return Self.frame(body: isBody, degrees: 0xFE, hundredths: 0xAA)
        }
        if invalid.take() { return Self.frame(body: isBody, degrees: 0xFF, hundredths: 0xFF) }
        let object = sample.object ?? skin.ambient
        let shown = isBody ? skin.body(of: object) : object
        let value = min(max(shown.hundredths, 0), 25599)
        return Self.frame(body: isBody, degrees: UInt8(value / 100), hundredths: UInt8(value % 100))
    }
}
