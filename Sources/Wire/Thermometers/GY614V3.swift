/// GY-614V3: an infrared thermometer module with registers on a serial line, free-running or asked.
///
/// A frame is the module's address (A4 as delivered), a function (03 read, 06 write), its data, and the low byte of the
/// sum of all bytes before it. A read asks `A4 03 register count sum` and is answered `A4 03 register count data… sum`;
/// a write is `A4 06 register value sum`. The free-running frame is the answer to a read of seven registers from 07:
/// emissivity (1 to 100 hundredths), object, ambient and body temperature, big-endian in 0.01 °C. Sources: szlitus.com
/// show-4084 (registers, functions, sums), the driver `Gy614` of rmcs (12 bytes, order of the fields).
///
/// * That the header of the free-running frame is `A4 03 07 07` is inferred from its length and the read function.
/// * No source says whether the words are signed; two's complement is an assumption, as with the GY-MCU90614.
/// * Register 06 holds an offset that the module itself adds to the object temperature. It is read at the start and
///   told, so that it is not corrected for twice.
public struct GY614V3: Driver {
    /// The address as delivered.
    public static let defaultAddress: UInt8 = 0xA4
    /// Object and body temperatures that the chip can mean: −70 to 380 °C (MLX90614 datasheet, factory range).
    public static let objectRange = Temperature(hundredths: -7000)...Temperature(hundredths: 38000)
    /// Ambient temperatures that the chip can mean: −40 to 125 °C (MLX90614 datasheet, factory range).
    public static let ambientRange = Temperature(hundredths: -4000)...Temperature(hundredths: 12500)

    /// Silence after which the module is taken for one that wants to be asked: half as long again as the slowest rate
    /// at which it sends by itself (1 Hz).
    public static let silence = Duration.milliseconds(1500)
    /// From one request to the next, where it wants to be asked: five samples a second, half of its fastest rate.
    public static let interval = Duration.milliseconds(200)
    /// How long an answer may take. It takes 10 ms at 9600 baud; this forgives a stalled hub.
    public static let timeout = Duration.milliseconds(300)
    /// How long the line rests after a missing answer, so that a late one is never taken for the next.
    public static let rest = Duration.milliseconds(300)
    /// Missing answers in a row after which the module counts as absent and is asked less often.
    public static let patience = 8
    /// The rest while it is absent.
    public static let absentRest = Duration.seconds(5)
    /// How often the offset is asked for at once; an answer can drown in a stream of frames.
    public static let offsetTries = 5
    /// The pause before it is asked for again after that. It must be known, and asking costs five bytes.
    public static let offsetPause = Duration.seconds(60)

    private enum Question: Hashable { case offset, temperatures }

    let address: UInt8
    private let readOffset: [UInt8]
    private let readTemperatures: [UInt8]
    private var stream = FrameStream<21>()
    private var schedule = PollSchedule(interval: Self.interval, timeout: Self.timeout, rest: Self.rest)
    private var question: Question?
    private var misses = 0
    /// The module is silent unless asked.
    private var polling = false
    /// A request for temperatures has not been answered, and may still be, however late.
    private var outstanding = false
    private var heardFrame = Instant(nanoseconds: 0)
    private var nextOffset = Instant(nanoseconds: 0)
    private var offsetMisses = 0
    private var toldOffset: UInt8?
    private var toldEmissivity: UInt8?
    private var toldFirmware: UInt8?
    private var identified = false

    /// A driver that has seen nothing, for the module at `address`, 1 to 254.
    public init(address: UInt8 = Self.defaultAddress) {
        self.address = address
        readOffset = Self.read(address, register: GY614V3Frame.offset, count: 1)
        readTemperatures = Self.read(address, register: GY614V3Frame.emissivity, count: GY614V3Frame.streamCount)
    }

    /// What the driver has seen since it was made.
    public var counters: DriverCounters { stream.counters }

    /// When the frame that has begun is given up, a request is due, or an answer is missing.
    public var deadline: Instant? {
        guard let frame = stream.deadline else { return schedule.deadline }
        return schedule.deadline.map { min($0, frame) } ?? frame
    }

    /// The transport was opened: asks for the offset that is set inside the module, and listens.
    public mutating func start(at now: Instant, _ emit: (DriverEvent) -> Void) {
        stream.reset(at: now)
        (toldOffset, toldEmissivity, toldFirmware) = (nil, nil, nil)
        (identified, polling, outstanding) = (false, false, false)
        (misses, offsetMisses) = (0, 0)
        heardFrame = now
        nextOffset = now
        schedule.start(at: now)
        ask(at: now, emit)
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
        case .ask: ask(at: now, emit)
        case .timeout: miss(at: now, emit)
        }
    }

    private mutating func ask(at now: Instant, _ emit: (DriverEvent) -> Void) {
        if toldOffset == nil, now >= nextOffset {
            question = .offset
            emit(.transmit(readOffset))
        } else if polling || now - heardFrame >= Self.silence {
            polling = true
            outstanding = true
            question = .temperatures
            emit(.transmit(readTemperatures))
        } else {
            // It sends by itself: looked at again only when it could have fallen silent.
            return schedule.start(at: heardFrame + Self.silence)
        }
        schedule.asked(at: now)
    }

    private mutating func miss(at now: Instant, _ emit: (DriverEvent) -> Void) {
        misses += 1
        if question == .offset {
            offsetMisses += 1
            nextOffset = offsetMisses < Self.offsetTries ? now : now + Self.offsetPause
        }
        question = nil
        if misses >= Self.patience { schedule.start(at: now + Self.absentRest) }
        stream.fault(.timeout, emit)
    }

    /// Takes or drops what the newest byte decided; what stays is the beginning of a frame.
    private mutating func advance(at now: Instant, _ emit: (DriverEvent) -> Void) {
        while !stream.buffer.isEmpty {
            guard let length = GY614V3Frame.length(of: stream.buffer, address: address) else {
                stream.drop(emit)
                continue
            }
            guard stream.buffer.count >= length else { return }
            if stream.buffer.sum8(first: length - 1) != stream.buffer[length - 1] {
                stream.refuseCheck(emit)
            } else {
                judge(GY614V3Frame(stream.buffer), length, at: now, emit)
            }
        }
    }

    /// A whole frame with the right sum: whose answer is it?
    private mutating func judge(
        _ frame: GY614V3Frame, _ length: Int, at now: Instant, _ emit: (DriverEvent) -> Void
    ) {
        guard schedule.isRunning else { return take(frame, length, emit) }
        if frame.isStreamFrame {
            heardFrame = now
            if outstanding {
                outstanding = false
                // Given up already: the late answer.
                guard question == .temperatures else { return stream.drop(length, emit) }
                question = nil
                misses = 0
                schedule.answered(at: now)
            } else {
                // More frames than requests: it sends by itself.
                polling = false
                misses = 0
            }
        } else if frame.holdsTemperature {
            stream.takeFrame(length)
            return stream.fault(.mode, emit)
        } else if question == .offset, frame.value(of: GY614V3Frame.offset) != nil {
            question = nil
            misses = 0
            schedule.answered(at: now)
        }
        take(frame, length, emit)
    }

    private mutating func take(_ frame: GY614V3Frame, _ length: Int, _ emit: (DriverEvent) -> Void) {
        stream.takeFrame(length)
        tellFacts(frame, emit)
        guard frame.holdsTemperature else { return }
        let sample = frame.sample
        let emissivity = frame.value(of: GY614V3Frame.emissivity) ?? 1
        guard GY614V3Frame.emissivities.contains(emissivity),
            sample.lies(withinObject: Self.objectRange, ambient: Self.ambientRange)
        else { return stream.fault(.value, emit) }
        if !identified {
            identified = true
            emit(.identified)
        }
        emit(.sample(sample))
    }

    /// What the frame says of the module's settings, when that is new.
    private mutating func tellFacts(_ frame: GY614V3Frame, _ emit: (DriverEvent) -> Void) {
        if let value = frame.value(of: GY614V3Frame.offset), value != toldOffset {
            toldOffset = value
            emit(.fact(DeviceFact(.offset, DecimalText.text(Int(value) - 100, decimals: 1))))
        }
        if let value = frame.value(of: GY614V3Frame.emissivity), value != toldEmissivity,
            GY614V3Frame.emissivities.contains(value)
        {
            toldEmissivity = value
            emit(.fact(DeviceFact(.emissivity, DecimalText.text(Int(value), decimals: 2))))
        }
        if let value = frame.value(of: GY614V3Frame.firmware), value != toldFirmware {
            toldFirmware = value
            emit(.fact(DeviceFact(.firmware, String(value))))
        }
    }

    private static func read(_ address: UInt8, register: UInt8, count: UInt8) -> [UInt8] {
        [address, 0x03, register, count, address &+ 0x03 &+ register &+ count]
    }
}
