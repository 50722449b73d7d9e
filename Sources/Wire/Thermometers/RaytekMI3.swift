/// Raytek MI and MI3: industrial infrared sensors that speak lines of ASCII, by RS-232, RS-485 or USB.
///
/// 9600 8N1. `?T` and CR asks for the object temperature, `!T0036.6` CR LF is the answer, `*Syntax Error` the refusal; `I`
/// is the head's own temperature, `U` the unit, `E` the emissivity, `DG` and `DO` gain and offset that somebody has set
/// inside the sensor, `EC` and `HEC` its errors. On a bus three digits of address stand before each line. In burst mode
/// the sensor sends `UC T0036.6 I0028.4 E0.950` by itself, until any character and then `V=P`. Sources: manuals of the MI
/// (manualsdump 252798, easymanua MI p. 85) and the MI3 (manualslib 1255136 p. 116, 1292935 p. 104 and 110, easymanua
/// MI3 p. 117, 123, 126); the burst line as the sister model MM prints it (easymanua MM p. 69).
///
/// * There is no checksum: a flipped digit is another temperature. What can be done is done: the syntax is strict, a
///   number keeps its width, an item comes once in a line, and no line counts that was not asked for.
/// * Started, the driver believes no temperature before it knows the unit, and none while the sensor reports an error.
public struct RaytekMI3: Driver {
    /// Object temperatures of any head of the series: −50 to 3000 °C; the LT heads end at 600 or 1000.
    public static let objectRange = Temperature(hundredths: -5000)...Temperature(hundredths: 300_000)
    /// Temperatures of the head itself: −40 to 200 °C; the hottest (MIH) works up to 180.
    public static let ambientRange = Temperature(hundredths: -4000)...Temperature(hundredths: 20000)

    /// A line takes 70 ms at 9600 baud. A pause this long inside it means that its end is lost; half a second forgives
    /// any stall of a USB hub.
    public static let lineGap = Duration.milliseconds(500)
    /// The longest line. The longest burst strings of the manuals have half of that.
    public static let longestLine = 128

    /// The bits of `EC` and `HEC` that are no error: the unit (0), ambient compensation on (7), above the setpoint (11),
    /// factory defaults were set (12).
    private static let harmlessStatus: UInt16 = 1 << 0 | 1 << 7 | 1 << 11 | 1 << 12

    /// What the driver has seen since it was made.
    public private(set) var counters = DriverCounters()

    private let address: Int?
    private let commands: [[UInt8]]
    private var dialogue = RaytekDialogue()
    private var line = FrameBuffer<128>()
    private var heard = Instant(nanoseconds: 0)
    /// The line is too long: its bytes are dropped until it ends.
    private var discarding = false
    /// Lines are being dropped, and a fault has already said so.
    private var dropping = false
    private var lastSent = RaytekDialogue.Question.interrupt
    private var unit: RaytekLine.Unit?
    private var hasError = false
    private var ambient: Temperature?
    private var objectWidth = RaytekWidth()
    private var ambientWidth = RaytekWidth()
    private var toldUnit: RaytekLine.Unit?
    private var toldEmissivity: Int?
    private var toldGain: Int?
    private var toldOffset: Int?
    private var identified = false

    /// A driver that has seen nothing, for the sensor at `address` (1 to 32), or for the only one on its line.
    public init(address: UInt8? = nil) {
        // 000 speaks to all sensors of a bus, and none answers.
        self.address = address == 0 ? nil : address.map(Int.init)
        let digits = self.address.map { String(String(1000 + $0).dropFirst()) } ?? ""
        commands = RaytekDialogue.Question.allCases.map {
            $0 == .interrupt ? [0x0D] : Array((digits + "\($0.command)\r").utf8)
        }
    }

    /// When the line that has begun is given up, a question is due, or an answer is missing.
    public var deadline: Instant? {
        guard !line.isEmpty || discarding else { return dialogue.deadline }
        let gap = heard + Self.lineGap
        return dialogue.deadline.map { min($0, gap) } ?? gap
    }

    /// The transport was opened: leaves burst mode, reads the settings, then asks for temperatures.
    public mutating func start(at now: Instant, _ emit: (DriverEvent) -> Void) {
        counters.droppedBytes += UInt64(line.count)
        line.removeAll()
        (discarding, dropping, identified, hasError) = (false, false, false, false)
        (unit, ambient) = (nil, nil)
        (objectWidth, ambientWidth) = (RaytekWidth(), RaytekWidth())
        (toldUnit, toldEmissivity, toldGain, toldOffset) = (nil, nil, nil, nil)
        dialogue.start(at: now)
        act(at: now, emit)
    }

    /// Bytes arrived, in any split.
    public mutating func receive(_ bytes: Span<UInt8>, at now: Instant, _ emit: (DriverEvent) -> Void) {
        guard !bytes.isEmpty else { return }
        abandonIfLate(at: now, emit)
        heard = now
        counters.receivedBytes += UInt64(bytes.count)
        for index in bytes.indices { append(bytes[index], at: now, emit) }
        act(at: now, emit)
    }

    /// Asks, notices a missing answer, and drops half a line.
    public mutating func tick(at now: Instant, _ emit: (DriverEvent) -> Void) {
        abandonIfLate(at: now, emit)
        act(at: now, emit)
    }

    /// Sends what is due, and tells a missing answer.
    private mutating func act(at now: Instant, _ emit: (DriverEvent) -> Void) {
        switch dialogue.due(at: now) {
        case .nothing: break
        case .send(let question):
            lastSent = question
            if question == .ambient { ambient = nil }
            emit(.transmit(commands[question.rawValue]))
        case .timeout: fault(.timeout, emit)
        }
    }

    private mutating func append(_ byte: UInt8, at now: Instant, _ emit: (DriverEvent) -> Void) {
        let isEnd = byte == 0x0D || byte == 0x0A
        if discarding {
            counters.droppedBytes += 1
            discarding = !isEnd
        } else if isEnd {
            endLine(at: now, emit)
        } else if line.count == Self.longestLine {
            drop(line.count + 1, .oversize, emit)
            discarding = true
        } else {
            line.append(byte)
        }
    }

    /// The line is whole. Its end is framing; the LF after a CR ends nothing.
    private mutating func endLine(at now: Instant, _ emit: (DriverEvent) -> Void) {
        guard !line.isEmpty else {
            counters.takenBytes += 1
            return
        }
        let length = line.count + 1
        // On a bus of two wires our own words may come back.
        guard !isEcho else { return forget(length) }
        guard let parsed = RaytekLine(line), isOurs(parsed) else { return drop(length, .noise, emit) }
        switch parsed.kind {
        case .answer: takeAnswer(parsed, length, at: now, emit)
        case .burst: takeBurst(parsed, length, at: now, emit)
        case .error: takeError(length, at: now, emit)
        case .notification:
            take(length)
            learn(parsed, emit)
            if parsed.tellsRestart { dialogue.readSettings(at: now) }
        }
    }

    /// Whether the line is of the sensor that we speak to. A driver that was never started hears all of them.
    private func isOurs(_ line: RaytekLine) -> Bool {
        line.address == address || (address == nil && !dialogue.isRunning)
    }

    private var isEcho: Bool {
        let sent = commands[lastSent.rawValue]
        guard dialogue.isRunning, line.count + 1 == sent.count else { return false }
        for offset in 0..<line.count where line[offset] != sent[offset] { return false }
        return true
    }

    private mutating func takeAnswer(
        _ parsed: RaytekLine, _ length: Int, at now: Instant, _ emit: (DriverEvent) -> Void
    ) {
        if dialogue.isRunning {
            // Nobody asked for this: a late answer, or one to somebody else.
            guard let question = dialogue.awaited, parsed.answers(question) else { return drop(length, .noise, emit) }
            guard keepsWidth(parsed) else { return drop(length, .noise, emit) }
            take(length)
            learn(parsed, emit)
            dialogue.answered(at: now)
            if parsed.ambient != nil { ambient = temperature(parsed.ambient) }
            if parsed.object != nil { tell(object: temperature(parsed.object), ambient: ambient, emit) }
        } else {
            guard keepsWidth(parsed) else { return drop(length, .noise, emit) }
            take(length)
            learn(parsed, emit)
            tell(object: temperature(parsed.object), ambient: temperature(parsed.ambient), emit)
        }
    }

    private mutating func takeBurst(
        _ parsed: RaytekLine, _ length: Int, at now: Instant, _ emit: (DriverEvent) -> Void
    ) {
        guard parsed.object != nil || parsed.ambient != nil else { return drop(length, .noise, emit) }
        guard !dialogue.isRunning else {
            guard !dialogue.isLeavingBurst else { return forget(length) }
            dialogue.leaveBurst(at: now)
            return drop(length, .mode, emit)
        }
        guard keepsWidth(parsed) else { return drop(length, .noise, emit) }
        take(length)
        learn(parsed, emit)
        tell(object: temperature(parsed.object), ambient: temperature(parsed.ambient), emit)
    }

    private mutating func takeError(_ length: Int, at now: Instant, _ emit: (DriverEvent) -> Void) {
        if dialogue.isRunning {
            // The character that interrupts a burst is no command, and may be refused.
            if dialogue.isLeavingBurst, dialogue.awaited == nil { return forget(length) }
            guard dialogue.awaited != nil else { return drop(length, .noise, emit) }
            take(length)
            if dialogue.refused(at: now) { return }
        } else {
            take(length)
        }
        fault(.device, emit)
    }

    /// Numbers of one kind have one width: a lost digit is noticed where the sensor fills with zeros.
    private mutating func keepsWidth(_ parsed: RaytekLine) -> Bool {
        let object = parsed.object.map { objectWidth.accepts($0) } ?? true
        let ambient = parsed.ambient.map { ambientWidth.accepts($0) } ?? true
        return object && ambient
    }

    /// A sample of what the line has, unless the sensor or its range say that it means nothing.
    private mutating func tell(object: Temperature?, ambient: Temperature?, _ emit: (DriverEvent) -> Void) {
        guard object != nil || ambient != nil else { return }
        let sample = Sample(object: object, ambient: ambient)
        guard !hasError, sample.lies(withinObject: Self.objectRange, ambient: Self.ambientRange) else {
            return fault(.value, emit)
        }
        emit(.sample(sample))
    }

    private func temperature(_ number: RaytekLine.Number?) -> Temperature? {
        guard let number else { return nil }
        guard unit == .fahrenheit else { return Temperature(hundredths: Int32(number.hundredths)) }
        return Temperature(hundredths: Int32(Self.fraction(number.tenThousandths - 320_000, 5, 900)))
    }

    /// `value` × `by` / `over`, rounded to the nearest.
    private static func fraction(_ value: Int, _ by: Int, _ over: Int) -> Int {
        let scaled = value * by
        return (scaled + (scaled < 0 ? -over / 2 : over / 2)) / over
    }

    /// What the line says of the sensor beside its temperatures.
    private mutating func learn(_ parsed: RaytekLine, _ emit: (DriverEvent) -> Void) {
        if !identified {
            identified = true
            emit(.identified)
        }
        if let status = parsed.headStatus { unit = status & 1 == 1 ? .fahrenheit : .celsius }
        if let unit = parsed.unit { self.unit = unit }
        if let unit, unit != toldUnit, parsed.unit != nil || parsed.headStatus != nil {
            toldUnit = unit
            emit(.fact(DeviceFact(.unit, unit == .fahrenheit ? "F" : "C")))
        }
        if let number = parsed.emissivity, number.tenThousandths != toldEmissivity {
            toldEmissivity = number.tenThousandths
            emit(.fact(DeviceFact(.emissivity, parsed.string(number))))
        }
        if let number = parsed.gain, number.tenThousandths != toldGain {
            toldGain = number.tenThousandths
            emit(.fact(DeviceFact(.gain, parsed.string(number))))
        }
        if let number = parsed.offset, number.tenThousandths != toldOffset {
            toldOffset = number.tenThousandths
            let isCelsius = unit != .fahrenheit
            let celsius = Self.fraction(number.tenThousandths, 5, 900)
            emit(
                .fact(
                    DeviceFact(.offset, isCelsius ? parsed.string(number) : DecimalText.text(celsius, decimals: 2))))
        }
        if let status = parsed.headStatus ?? parsed.errorCode {
            let failed = status & ~Self.harmlessStatus != 0
            if failed, !hasError { fault(.device, emit) }
            hasError = failed
        }
    }

    private mutating func take(_ length: Int) {
        line.removeAll()
        counters.takenBytes += UInt64(length)
        counters.frames += 1
        dropping = false
    }

    /// Drops bytes that were to be expected.
    private mutating func forget(_ length: Int) {
        line.removeAll()
        counters.droppedBytes += UInt64(length)
    }

    /// Drops bytes that should not be there. A run of them is one fault, not one per line.
    private mutating func drop(_ length: Int, _ fault: WireFault, _ emit: (DriverEvent) -> Void) {
        forget(length)
        guard !dropping else { return }
        dropping = true
        self.fault(fault, emit)
    }

    private mutating func abandonIfLate(at now: Instant, _ emit: (DriverEvent) -> Void) {
        guard !line.isEmpty || discarding, now - heard >= Self.lineGap else { return }
        // Of a line that was too long a fault has spoken already.
        if !line.isEmpty { fault(.truncated, emit) }
        forget(line.count)
        (discarding, dropping) = (false, false)
    }

    private mutating func fault(_ fault: WireFault, _ emit: (DriverEvent) -> Void) {
        counters.faults += 1
        emit(.fault(fault))
    }
}

extension RaytekLine {
    /// Whether this is the answer to `question`.
    fileprivate func answers(_ question: RaytekDialogue.Question) -> Bool {
        switch question {
        case .interrupt: false
        case .poll: tellsMode
        case .unit: unit != nil
        case .emissivity: emissivity != nil
        case .gain: gain != nil
        case .offset: offset != nil
        case .headStatus: headStatus != nil
        case .errorCode: errorCode != nil
        case .ambient: ambient != nil
        case .object: object != nil
        }
    }
}
