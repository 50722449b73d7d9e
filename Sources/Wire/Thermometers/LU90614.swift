/// LU90614: an infrared thermometer module on a serial line that answers one request with one frame.
///
/// 9600 8N1. Requests are `FA`, an operation, and the low byte of their sum: `C6` sets the object mode, `C5` the body
/// mode, `CA` measures. The answer is `FE`, `AA` (object) or `AC` (body), whole degrees, hundredths, four bytes of zero,
/// and the low byte of the sum of the eight bytes before it. Sources: esp32.8266.de bsp_temp_lu90614 and cicciocb.com,
/// which agree with the C and ESP32 drivers that are public; all sums were recomputed.
///
/// * The mode is kept over a loss of power, so each mode command may wear the module's flash. It is sent once at the
///   start, and again only when the module answers in the other mode, ever more rarely.
/// * The degrees are one byte, which all public drivers read as unsigned: 0 to 255.99 °C. The module's range (−70 to
///   382.2 °C) is wider, and no source says how it sends the rest; that may be what the four bytes are for. A frame in
///   which they are not zero, or with more than 99 hundredths, is therefore a fault and never a sample.
public struct LU90614: Driver {
    /// Sets the object (surface) mode.
    public static let objectMode: [UInt8] = [0xFA, 0xC6, 0xC0]
    /// Sets the body mode.
    public static let bodyMode: [UInt8] = [0xFA, 0xC5, 0xBF]
    /// Asks for one measurement.
    public static let measure: [UInt8] = [0xFA, 0xCA, 0xC4]

    /// What the module can measure, by its seller: −70 to 382.2 °C. A frame cannot say anything outside it.
    public static let measuringRange = Temperature(hundredths: -7000)...Temperature(hundredths: 38220)

    /// From the mode command to the first request: the public drivers wait 50 ms.
    public static let modePause = Duration.milliseconds(50)
    /// From one request to the next: four samples a second are enough for a reading, and the module needs up to 100 ms
    /// for each.
    public static let interval = Duration.milliseconds(250)
    /// How long an answer may take. It takes less than 100 ms; a public driver grants 800. This forgives a stalled hub.
    public static let timeout = Duration.milliseconds(500)
    /// How long the line rests after a missing answer, so that a late one is never taken for the next.
    public static let rest = Duration.milliseconds(500)
    /// Missing answers in a row after which the module counts as absent and is asked less often.
    public static let patience = 8
    /// The rest while it is absent: it is back within a few seconds, and a dead line costs nothing.
    public static let absentRest = Duration.seconds(5)
    /// From the second mode command that a wrong answer caused to the third; doubled each time. A module that never
    /// obeys is asked some thirty times a day, not four times a second: its flash survives the error.
    public static let modeRepeat = Duration.seconds(60)
    /// The longest such pause.
    public static let longestModeRepeat = Duration.seconds(3600)

    private static let frameLength = 9
    private static let begin: UInt8 = 0xFE
    private static let objectCode: UInt8 = 0xAA
    private static let bodyCode: UInt8 = 0xAC

    private let mode: ThermometerMode
    private var stream = FrameStream<9>()
    private var schedule = PollSchedule(interval: Self.interval, timeout: Self.timeout, rest: Self.rest)
    private var misses = 0
    private var nextModeCommand = Instant(nanoseconds: 0)
    private var modeRepeat = Self.modeRepeat
    private var identified = false
    private var toldMode: ThermometerMode?

    /// A driver that has seen nothing, and will ask for `mode` once it is started.
    public init(mode: ThermometerMode = .object) {
        self.mode = mode
    }

    /// What the driver has seen since it was made.
    public var counters: DriverCounters { stream.counters }

    /// When the frame that has begun is given up, the next request is due, or an answer is missing.
    public var deadline: Instant? {
        guard let frame = stream.deadline else { return schedule.deadline }
        return schedule.deadline.map { min($0, frame) } ?? frame
    }

    /// The transport was opened: sets the mode, and begins to ask a moment later.
    public mutating func start(at now: Instant, _ emit: (DriverEvent) -> Void) {
        stream.reset(at: now)
        identified = false
        toldMode = nil
        misses = 0
        modeRepeat = Self.modeRepeat
        nextModeCommand = now
        emit(.transmit(modeCommand))
        schedule.start(at: now + Self.modePause)
    }

    /// Bytes arrived, in any split.
    public mutating func receive(_ bytes: Span<UInt8>, at now: Instant, _ emit: (DriverEvent) -> Void) {
        guard !bytes.isEmpty else { return }
        stream.hear(bytes.count, at: now, emit)
        for index in bytes.indices {
            stream.append(bytes[index])
            advance(at: now, emit)
        }
    }

    /// Asks, notices a missing answer, and drops half a frame.
    public mutating func tick(at now: Instant, _ emit: (DriverEvent) -> Void) {
        stream.abandonIfLate(at: now, emit)
        switch schedule.due(at: now) {
        case .nothing: break
        case .ask:
            emit(.transmit(Self.measure))
            schedule.asked(at: now)
        case .timeout:
            misses += 1
            if misses >= Self.patience { schedule.start(at: now + Self.absentRest) }
            stream.fault(.timeout, emit)
        }
    }

    private var modeCommand: [UInt8] { mode == .object ? Self.objectMode : Self.bodyMode }

    /// Takes or drops what the newest byte decided; what stays is the beginning of a frame.
    private mutating func advance(at now: Instant, _ emit: (DriverEvent) -> Void) {
        while !stream.buffer.isEmpty {
            let buffer = stream.buffer
            let fits =
                buffer[0] == Self.begin
                && (buffer.count < 2 || buffer[1] == Self.objectCode || buffer[1] == Self.bodyCode)
            guard fits else {
                stream.drop(emit)
                continue
            }
            guard buffer.count == Self.frameLength else { return }
            if buffer.sum8(first: Self.frameLength - 1) != buffer[Self.frameLength - 1] {
                stream.refuseCheck(emit)
            } else if schedule.isRunning && !schedule.isAwaiting {
                // Nobody asked: it is the late answer to a request that was given up.
                stream.drop(Self.frameLength, emit)
            } else {
                takeFrame(at: now, emit)
            }
        }
    }

    private mutating func takeFrame(at now: Instant, _ emit: (DriverEvent) -> Void) {
        let buffer = stream.buffer
        let measured: ThermometerMode = buffer[1] == Self.objectCode ? .object : .body
        let temperature = Temperature(hundredths: Int32(buffer[2]) * 100 + Int32(buffer[3]))
        let isValid = buffer[3] <= 99 && buffer[4] | buffer[5] | buffer[6] | buffer[7] == 0
        stream.takeFrame(Self.frameLength)
        misses = 0
        if toldMode != measured {
            toldMode = measured
            emit(.fact(DeviceFact(.mode, measured.rawValue)))
        }
        if schedule.isRunning {
            schedule.answered(at: now)
            if measured != mode { return refuseMode(at: now, emit) }
        }
        guard isValid else { return stream.fault(.value, emit) }
        if !identified {
            identified = true
            emit(.identified)
        }
        emit(.sample(measured == .object ? Sample(object: temperature) : Sample(body: temperature)))
    }

    /// The module is in the other mode: somebody else set it, or the command was lost.
    private mutating func refuseMode(at now: Instant, _ emit: (DriverEvent) -> Void) {
        stream.fault(.mode, emit)
        guard now >= nextModeCommand else { return }
        emit(.transmit(modeCommand))
        nextModeCommand = now + modeRepeat
        modeRepeat = min(modeRepeat * 2, Self.longestModeRepeat)
    }
}
