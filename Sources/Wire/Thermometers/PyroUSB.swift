/// Calex PyroUSB and PyroMiniBus: an industrial infrared thermometer that is polled by Modbus RTU, 9600 8N1.
///
/// Four registers are a reading: filtered, unfiltered and sensor temperature in tenths of °C, and the status. The filtered
/// temperature (what the sensor's own average and hold settings make of it; they are told as facts) is the sample's
/// `object`, the sensor's is its `ambient`. Sources: the maker's operator's guides. With 0.1 °C a step and about ±1 °C
/// it watches black bodies and surroundings well, and is no clinical thermometer.
///
/// The status decides whether a reading is one:
/// * Bit 0, measurement error, and bits 1 and 2, the sensor's own temperature below or above what it works in: the value
///   means nothing or cannot be trusted, so it is a `value` fault and never a sample. So are bits that no guide knows.
/// * Bits 3 and 4, object temperature low or high: the sensor works, and the object is at an end of its range. The
///   sample is told as it was sent. The ranges of the series end far from a person's temperature, so that a value cut
///   off there is never taken for one; and a sensor that calls a person hot must not lose that person's reading.
///
/// Signs are not documented; two's complement is taken, as ranges begin below 0 °C.
public struct PyroUSB: Driver {
    /// The address as delivered. Such a device also answers at 255.
    public static let defaultAddress: UInt8 = 1

    /// Object temperatures that are possible at all, wider than any model's range: which that is, the status knows.
    public static let objectRange = Temperature(hundredths: -4000)...Temperature(hundredths: 200_000)
    /// Temperatures in which the electronics of a sensor can be alive at all, wider than those it is specified for.
    public static let ambientRange = Temperature(hundredths: -4000)...Temperature(hundredths: 15_000)

    /// From one request to the next: ten readings a second. A request and its answer take 42 ms at 9600 baud, the
    /// sensor's delay of 20 ms included.
    public static let interval = Duration.milliseconds(100)
    /// How long an answer may take: those 42 ms, 16 ms twice for the heaps of a USB converter, and a stall.
    public static let timeout = Duration.milliseconds(250)
    /// How long the line rests after a missing answer: a late one is never taken for the next.
    public static let rest = Duration.milliseconds(250)
    /// A pause this long inside an answer means that its end is lost. Only for a passive driver; a started one has
    /// `timeout`. Half a second forgives any stall of a USB hub.
    public static let frameGap = Duration.milliseconds(500)
    /// Missing answers in a row after which the sensor counts as absent: it is asked less often, and for its facts again
    /// once it is back, because it may be another one.
    public static let patience = 8
    /// The rest while it is absent: it is back within a few seconds, and a dead line costs nothing.
    public static let absentRest = Duration.seconds(5)
    /// How often one block of facts is asked for in vain before it is left out: readings matter more.
    public static let factTries = 2

    private let profile: PyroUSBProfile
    /// The request for each block and what may answer it, made once: a poll allocates nothing.
    private let requests: [(bytes: [UInt8], filter: ModbusFilter)]

    private var parser = ModbusParser()
    private var schedule = PollSchedule(interval: Self.interval, timeout: Self.timeout, rest: Self.rest)
    private var facts = PyroUSBFacts()
    private var heard = Instant(nanoseconds: 0)
    private var filter = ModbusFilter(longestData: PyroUSBProfile.longestData, coils: false)
    /// The block that was asked for last.
    private var asked = PyroUSBProfile.Block.reading
    /// The next block of facts to ask for; `nil` when all were.
    private var nextFacts: PyroUSBProfile.Block?
    private var factMisses = 0
    private var previousWasReading = false
    private var misses = 0
    private var identified = false

    /// A driver that has seen nothing, for the device at `address` (1 to 255; 0 means everybody, and nobody would answer:
    /// the delivered one is taken).
    init(profile: PyroUSBProfile = .pyroUSB, address: UInt8 = Self.defaultAddress) {
        self.profile = profile
        let unit = ModbusRequest.units.contains(address) ? address : Self.defaultAddress
        requests = PyroUSBProfile.Block.allCases.map { block in
            let request = profile.request(block)
            return (request.frame(unit: unit) ?? [], ModbusFilter(answerTo: request, unit: unit))
        }
    }

    /// What the driver has seen since it was made.
    public var counters: DriverCounters { parser.counters }

    /// When the next request is due or an answer is missing; of a passive driver, when half a frame is given up.
    public var deadline: Instant? {
        schedule.isRunning ? schedule.deadline : parser.isEmpty ? nil : heard + Self.frameGap
    }

    /// The transport was opened: asks for a reading, and then for the facts between readings.
    public mutating func start(at now: Instant, _ emit: (DriverEvent) -> Void) {
        parser.forget()
        identified = false
        misses = 0
        askForFactsAgain()
        schedule.start(at: now)
        ask(at: now, emit)
    }

    /// Bytes arrived, in any split.
    public mutating func receive(_ bytes: Span<UInt8>, at now: Instant, _ emit: (DriverEvent) -> Void) {
        guard !bytes.isEmpty else { return }
        if !schedule.isRunning, !parser.isEmpty, now - heard >= Self.frameGap { abandonFrame(at: now, emit) }
        heard = now
        for index in bytes.indices {
            parser.append(bytes[index])
            settle(at: now, emit)
        }
    }

    /// Asks, and notices a missing answer.
    public mutating func tick(at now: Instant, _ emit: (DriverEvent) -> Void) {
        guard schedule.isRunning else {
            if !parser.isEmpty, now - heard >= Self.frameGap { abandonFrame(at: now, emit) }
            return
        }
        switch schedule.due(at: now) {
        case .nothing: break
        case .ask: ask(at: now, emit)
        case .timeout: miss(at: now, emit)
        }
    }

    private mutating func askForFactsAgain() {
        facts = PyroUSBFacts()
        nextFacts = .identity
        factMisses = 0
    }

    /// Readings and facts by turns, and nothing but readings until the first one.
    private mutating func ask(at now: Instant, _ emit: (DriverEvent) -> Void) {
        parser.forget()
        asked = .reading
        if identified, misses == 0, previousWasReading, let nextFacts { asked = nextFacts }
        previousWasReading = asked == .reading
        schedule.asked(at: now)
        filter = requests[asked.rawValue].filter
        emit(.transmit(requests[asked.rawValue].bytes))
    }

    private mutating func miss(at now: Instant, _ emit: (DriverEvent) -> Void) {
        filter = .nothing
        fault(.timeout, emit)
        misses += 1
        if asked != .reading {
            factMisses += 1
            if factMisses >= Self.factTries { leaveFacts() }
        }
        guard misses >= Self.patience else { return }
        schedule.start(at: now + Self.absentRest)
        askForFactsAgain()
    }

    private mutating func leaveFacts() {
        nextFacts = nextFacts.flatMap { PyroUSBProfile.Block(rawValue: $0.rawValue + 1) }
        factMisses = 0
    }

    private mutating func settle(at now: Instant, _ emit: (DriverEvent) -> Void) {
        while let step = parser.next(accepting: filter) {
            switch step {
            case .reply(let reply): take(reply, at: now, emit)
            case .echo: break
            case .dropped(let fault): if let fault { emit(.fault(fault)) }
            }
        }
    }

    private mutating func take(_ reply: ModbusReply, at now: Instant, _ emit: (DriverEvent) -> Void) {
        if schedule.isRunning {
            schedule.answered(at: now)
            filter = .nothing
            misses = 0
            if asked != .reading { leaveFacts() }
        }
        // An exception says that there is no such register: the wrong profile, or a fact that this one does not have.
        if reply.exception != nil { return fault(.device, emit) }
        guard let block = profile.block(registers: reply.registers) else { return }
        guard block == .reading else {
            for fact in facts.read(block, of: reply, by: profile) { emit(.fact(fact)) }
            return
        }
        takeReading(reply, emit)
    }

    private mutating func takeReading(_ reply: ModbusReply, _ emit: (DriverEvent) -> Void) {
        guard let filtered = reply.register(0), let sensor = reply.register(2), let status = reply.register(3) else {
            return
        }
        let object = Self.temperature(filtered)
        let ambient = Self.temperature(sensor)
        guard status & ~Self.objectFlags == 0, Self.objectRange.contains(object), Self.ambientRange.contains(ambient)
        else { return fault(.value, emit) }
        if !identified {
            identified = true
            emit(.identified)
        }
        emit(.sample(Sample(object: object, ambient: ambient)))
    }

    /// The flags of the status beside which a value still is one: object temperature low and high.
    private static let objectFlags: UInt16 = 0b1_1000

    private static func temperature(_ tenths: UInt16) -> Temperature {
        Temperature(hundredths: Int32(Int16(bitPattern: tenths)) * 10)
    }

    private mutating func fault(_ fault: WireFault, _ emit: (DriverEvent) -> Void) {
        parser.counters.faults += 1
        emit(.fault(fault))
    }

    private mutating func abandonFrame(at now: Instant, _ emit: (DriverEvent) -> Void) {
        while !parser.isEmpty {
            if let fault = parser.abandonFrame() { emit(.fault(fault)) }
            settle(at: now, emit)
        }
    }
}
