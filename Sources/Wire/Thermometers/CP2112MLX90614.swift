/// A Melexis MLX90614 infrared sensor behind a Silicon Labs CP2112: an infrared thermometer over USB HID, checked from the
/// sensor's chip to here by the SMBus's own check. The DCI part is the one of medical accuracy.
///
/// A reading is two words, the sensor's temperature and then the object's, each by write-read, status, and fetch. The
/// sample has both; if the first one failed, the object alone. Sources: the kernel's `hid-cp2112.c`, the datasheet.
///
/// * A word with the error flag is a `value` fault although its check is right, and so is one outside the chip's range.
/// * A transfer that failed (the sensor does not acknowledge: unplugged) is a `device` fault: the bridge did answer,
///   and says so. A bridge that does not answer is a `timeout`.
/// * A word whose check fits another register than the one asked for is a `checksum` fault.
/// * Passive, nobody knows what was asked: the check says which register a word is from. A packet of three bytes is a word
///   and its check without the bridge.
public struct CP2112MLX90614: Driver {
    /// From one reading to the next. The sensor's own filter renews its value about as often.
    public static let interval = Duration.milliseconds(100)
    /// How long a whole reading may take: six exchanges over USB of a few milliseconds, two transfers of less than one;
    /// the bridge itself gives a transfer up after 100 ms.
    public static let timeout = Duration.milliseconds(300)
    /// How long the bridge rests after a missing answer: a late one is never taken for the next.
    public static let rest = Duration.milliseconds(200)
    /// From one question for the status to the next, while the transfer is under way. It takes half a millisecond.
    public static let statusPause = Duration.milliseconds(5)
    /// The sensor gives no value earlier after its power came, and it may have come with the plug.
    public static let startUp = Duration.milliseconds(250)
    /// Readings in a row that failed, after which the sensor counts as absent and is asked less often.
    public static let patience = 8
    /// The rest while it is absent: it is back within a few seconds, and a dead bus costs nothing.
    public static let absentRest = Duration.seconds(5)
    /// How often the emissivity is asked for in vain before it is left out.
    public static let factTries = 3

    private enum Phase: Hashable { case idle, status, data }

    private let address: UInt8
    /// The requests of the registers, made once: a reading allocates nothing.
    private let readAmbient: [UInt8]
    private let readObject: [UInt8]
    private let readEmissivity: [UInt8]

    /// What the driver has seen since it was made.
    public private(set) var counters = DriverCounters()
    private var schedule = PollSchedule(interval: Self.interval, timeout: Self.timeout, rest: Self.rest)
    private var phase = Phase.idle
    private var register = MLX90614Word.Register.ambient
    /// When the status is asked for again.
    private var nextStatus: Instant?
    /// The sensor's temperature of this reading.
    private var ambient: Temperature?
    private var factTriesLeft = 0
    private var misses = 0
    private var identified = false

    /// A driver that has seen nothing, for the sensor at this address of 7 bits (08 to 77; others are taken for the
    /// delivered one, 5A).
    public init(address: UInt8 = 0x5A) {
        let address = MLX90614Word.addresses.contains(address) ? address : MLX90614Word.defaultAddress
        self.address = address
        readAmbient = CP2112Report.readWord(address: address, register: .ambient)
        readObject = CP2112Report.readWord(address: address, register: .object)
        readEmissivity = CP2112Report.readWord(address: address, register: .emissivity)
    }

    /// When a reading is due, an answer is missing, or the status is asked for again.
    public var deadline: Instant? {
        guard let nextStatus else { return schedule.deadline }
        return schedule.deadline.map { min($0, nextStatus) } ?? nextStatus
    }

    /// The transport was opened: sets the bus, and ends what somebody left behind.
    public mutating func start(at now: Instant, _ emit: (DriverEvent) -> Void) {
        identified = false
        misses = 0
        factTriesLeft = Self.factTries
        stop()
        emit(.setFeature(CP2112Report.busConfiguration))
        emit(.transmit(CP2112Report.cancel))
        schedule.start(at: now + Self.startUp)
    }

    /// One packet: a report, with or without its padding.
    public mutating func receive(_ bytes: Span<UInt8>, at now: Instant, _ emit: (DriverEvent) -> Void) {
        guard !bytes.isEmpty else { return }
        counters.receivedBytes += UInt64(bytes.count)
        guard bytes.count <= CP2112Report.length else { return drop(bytes, .oversize, emit) }
        if !schedule.isRunning {
            listen(bytes, emit)
        } else {
            answer(bytes, at: now, emit)
        }
    }

    /// Begins a reading, asks for the status again, and notices a missing answer.
    public mutating func tick(at now: Instant, _ emit: (DriverEvent) -> Void) {
        if let due = nextStatus, now >= due {
            nextStatus = nil
            emit(.transmit(CP2112Report.statusRequest))
        }
        switch schedule.due(at: now) {
        case .nothing: break
        case .ask:
            ambient = nil
            schedule.asked(at: now)
            ask(.ambient, emit)
        case .timeout:
            stop()
            emit(.transmit(CP2112Report.cancel))
            fault(.timeout, emit)
            miss(at: now)
        }
    }

    // MARK: A reading that was asked for

    private mutating func ask(_ register: MLX90614Word.Register, _ emit: (DriverEvent) -> Void) {
        self.register = register
        phase = .status
        nextStatus = nil
        switch register {
        case .ambient: emit(.transmit(readAmbient))
        case .object: emit(.transmit(readObject))
        case .emissivity: emit(.transmit(readEmissivity))
        }
        emit(.transmit(CP2112Report.statusRequest))
    }

    private mutating func answer(_ packet: Span<UInt8>, at now: Instant, _ emit: (DriverEvent) -> Void) {
        switch (phase, CP2112Report.input(packet)) {
        case (.status, .status(let transfer, let length)):
            take(packet)
            status(transfer, length: length, at: now, emit)
        case (.data, .failed):
            take(packet)
            endInFailure(at: now, emit)
        case (.data, .short):
            drop(packet, .truncated, emit)
            goOn(at: now, emit)
        case (.data, .word(let low, let high, let pec)):
            if pec == MLX90614Word.pec(address: address, register: register, low: low, high: high) {
                take(packet)
                take(UInt16(high) << 8 | UInt16(low), emit)
            } else {
                refuseCheck(packet, emit)
            }
            goOn(at: now, emit)
        default:
            // Late, or for the kernel's own driver, which shares the bridge.
            drop(packet, .noise, emit)
        }
    }

    private mutating func status(
        _ transfer: CP2112Report.Transfer, length: UInt16, at now: Instant, _ emit: (DriverEvent) -> Void
    ) {
        switch transfer {
        case .idle, .busy: nextStatus = now + Self.statusPause
        case .error: endInFailure(at: now, emit)
        case .complete:
            guard length == UInt16(CP2112Report.wordLength) else {
                fault(.truncated, emit)
                return goOn(at: now, emit)
            }
            phase = .data
            nextStatus = nil
            emit(.transmit(CP2112Report.wordRequest))
        }
    }

    /// A word with the right check.
    private mutating func take(_ word: UInt16, _ emit: (DriverEvent) -> Void) {
        switch register {
        case .ambient:
            ambient = temperature(word, within: GYMCU90614.ambientRange)
            if ambient == nil { fault(.value, emit) }
        case .object:
            guard let object = temperature(word, within: GYMCU90614.objectRange) else { return fault(.value, emit) }
            tell(Sample(object: object, ambient: ambient), emit)
        case .emissivity:
            factTriesLeft = 0
            emit(.fact(DeviceFact(.emissivity, MLX90614Word.emissivity(word))))
        }
    }

    /// The word was taken or refused: the next one, or the reading is over.
    private mutating func goOn(at now: Instant, _ emit: (DriverEvent) -> Void) {
        switch register {
        case .ambient: ask(.object, emit)
        case .object where identified && factTriesLeft > 0:
            factTriesLeft -= 1
            ask(.emissivity, emit)
        case .object, .emissivity:
            stop()
            misses = 0
            schedule.answered(at: now)
        }
    }

    private mutating func endInFailure(at now: Instant, _ emit: (DriverEvent) -> Void) {
        stop()
        schedule.answered(at: now)
        fault(.device, emit)
        miss(at: now)
    }

    private mutating func miss(at now: Instant) {
        misses += 1
        guard misses >= Self.patience else { return }
        // It may be another sensor when it is back.
        factTriesLeft = Self.factTries
        schedule.start(at: now + Self.absentRest)
    }

    private mutating func stop() {
        phase = .idle
        nextStatus = nil
        ambient = nil
    }

    // MARK: Packets that nobody asked for

    private mutating func listen(_ packet: Span<UInt8>, _ emit: (DriverEvent) -> Void) {
        if packet.count == Int(CP2112Report.wordLength) {
            return listen(packet, low: packet[0], high: packet[1], pec: packet[2], emit)
        }
        switch CP2112Report.input(packet) {
        case .status(let transfer, _):
            take(packet)
            if transfer == .error { fault(.device, emit) }
        case .failed:
            take(packet)
            fault(.device, emit)
        case .short: drop(packet, .truncated, emit)
        case .word(let low, let high, let pec): listen(packet, low: low, high: high, pec: pec, emit)
        case nil: drop(packet, .noise, emit)
        }
    }

    private mutating func listen(
        _ packet: Span<UInt8>, low: UInt8, high: UInt8, pec: UInt8, _ emit: (DriverEvent) -> Void
    ) {
        for register in [MLX90614Word.Register.object, .ambient, .emissivity]
        where pec == MLX90614Word.pec(address: address, register: register, low: low, high: high) {
            take(packet)
            let word = UInt16(high) << 8 | UInt16(low)
            self.register = register
            guard register == .ambient else { return take(word, emit) }
            guard let ambient = temperature(word, within: GYMCU90614.ambientRange) else { return fault(.value, emit) }
            return tell(Sample(ambient: ambient), emit)
        }
        refuseCheck(packet, emit)
    }

    // MARK: Both

    private func temperature(_ word: UInt16, within range: ClosedRange<Temperature>) -> Temperature? {
        MLX90614Word.temperature(word).flatMap { range.contains($0) ? $0 : nil }
    }

    private mutating func tell(_ sample: Sample, _ emit: (DriverEvent) -> Void) {
        if !identified {
            identified = true
            emit(.identified)
        }
        emit(.sample(sample))
    }

    private mutating func take(_ packet: Span<UInt8>) {
        counters.takenBytes += UInt64(packet.count)
        counters.frames += 1
    }

    private mutating func refuseCheck(_ packet: Span<UInt8>, _ emit: (DriverEvent) -> Void) {
        counters.droppedBytes += UInt64(packet.count)
        counters.checksumFailures += 1
        emit(.fault(.checksum))
    }

    private mutating func drop(_ packet: Span<UInt8>, _ fault: WireFault, _ emit: (DriverEvent) -> Void) {
        counters.droppedBytes += UInt64(packet.count)
        self.fault(fault, emit)
    }

    private mutating func fault(_ fault: WireFault, _ emit: (DriverEvent) -> Void) {
        counters.faults += 1
        emit(.fault(fault))
    }
}
