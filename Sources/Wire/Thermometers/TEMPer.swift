/// PCsensor TEMPer: a stick with a contact sensor, by HID reports of eight bytes. It measures its surroundings, never a
/// person: its samples have the key `ambient` only.
///
/// It is asked for the name of its firmware, which decides the unit, and then for its probes. Sources: public drivers, and
/// what their users captured.
///
/// * The first packet of the name is sometimes lost; the name is asked for again, up to ten times. After that its second
///   half decides the unit, if that half is one that can.
/// * A stick with a probe on a cable answers with two packets. The one on the cable is the reference then: the one inside
///   is warmed by the port. Once a cable was seen, an answer without it is a `truncated` fault for a while, so that the
///   reference does not jump; a cable that the stick itself calls absent is given up at once.
/// * 200.00 °C (`4E 20`) stands for an absent probe, never for a temperature.
/// * Sticks have a second interface, a keyboard on which they type. A transport with such a descriptor is refused: nothing
///   is sent to it, and nothing it says is taken.
///
/// Passive, each packet of a probe is a sample of its own, in 1/100 °C unless a name said otherwise.
public struct TEMPer: Driver {
    /// Asks for the name of the firmware. The device's first byte stands where `hidraw` wants a report's number.
    public static let firmwareQuery: [UInt8] = [0x01, 0x86, 0xFF, 0x01, 0x00, 0x00, 0x00, 0x00]
    /// Asks for the probes.
    public static let dataQuery: [UInt8] = [0x01, 0x80, 0x33, 0x01, 0x00, 0x00, 0x00, 0x00]

    /// Temperatures that a probe can mean.
    public static let range = Temperature(hundredths: -4000)...Temperature(hundredths: 12500)

    /// Silence that ends an answer. Packets were captured 84 ms after their query; 100 ms lost some.
    public static let silence = Duration.milliseconds(250)
    /// From the end of an answer to the next query for the name: a late packet is never taken for the next answer.
    public static let pause = Duration.milliseconds(250)
    /// From one query for the probes to the next: surroundings are slow, and some sticks are upset by haste.
    public static let interval = Duration.seconds(1)
    /// Queries for the name before one without its first packet is made do with.
    public static let nameTries = 10
    /// Queries for the probes in a row without an answer, after which the stick is asked for its name again.
    public static let patience = 8
    /// The rest of a stick that does not answer at all.
    public static let absentRest = Duration.seconds(5)
    /// Answers in a row without the cable that was there, before the probe inside is the reference again.
    public static let cablePatience = 5

    private enum Phase: Hashable {
        case passive, refused
        /// Until `due`: a query for the name, its answer.
        case nameNext, name
        /// Until `due`: a query for the probes, its answer.
        case dataNext, data
    }

    /// What the driver has seen since it was made.
    public private(set) var counters = DriverCounters()

    private var isKeyboard = false
    private var phase = Phase.passive
    private var due: Instant?
    private var askedAt = Instant(nanoseconds: 0)
    private var divisor = TEMPerFirmware.usualDivisor
    /// The half of a name that came first.
    private var half: String?
    /// A second half that came alone, earlier.
    private var tail: TEMPerFirmware?
    private var tries = 0
    private var misses = 0
    private var inner: Probe?
    private var outer: Probe?
    private var hasCable = false
    private var cableMisses = 0
    private var identified = false

    private struct Probe { var raw: Int16? }

    /// A driver that has seen nothing.
    public init() {}

    /// When the next query is due, or an answer is over.
    public var deadline: Instant? { due }

    /// A keyboard is refused by its report descriptor.
    public mutating func describe(_ transport: TransportDescription) {
        isKeyboard = KeyboardDescriptor.isKeyboard(transport.reportDescriptor)
    }

    /// The transport was opened: asks for the name. Of a keyboard nothing is asked.
    public mutating func start(at now: Instant, _ emit: (DriverEvent) -> Void) {
        identified = false
        hasCable = false
        misses = 0
        forgetName()
        guard !isKeyboard else {
            phase = .refused
            due = nil
            return fault(.device, emit)
        }
        askForName(at: now, emit)
    }

    /// One packet.
    public mutating func receive(_ bytes: Span<UInt8>, at now: Instant, _ emit: (DriverEvent) -> Void) {
        guard !bytes.isEmpty else { return }
        counters.receivedBytes += UInt64(bytes.count)
        let packet = isKeyboard ? nil : TEMPerPacket(bytes)
        switch (phase, packet) {
        case (.passive, .name(let text)):
            take(bytes)
            listen(text, emit)
        case (.passive, .probe(_, let raw)):
            take(bytes)
            half = nil
            tell(raw, emit)
        case (.name, .name(let text)):
            take(bytes)
            due = now + Self.silence
            guard let first = half else { return half = text }
            learn(TEMPerFirmware(name: first + text), at: now, emit)
        case (.data, .probe(let isOuter, let raw)):
            take(bytes)
            due = now + Self.silence
            if isOuter { outer = Probe(raw: raw) } else { inner = Probe(raw: raw) }
            if inner != nil, outer != nil { endAnswer(at: now, emit) }
        default:
            counters.droppedBytes += UInt64(bytes.count)
            fault(.noise, emit)
        }
    }

    /// Asks, and ends an answer that nothing follows.
    public mutating func tick(at now: Instant, _ emit: (DriverEvent) -> Void) {
        guard let due, now >= due else { return }
        switch phase {
        case .passive, .refused: self.due = nil
        case .nameNext: askForName(at: now, emit)
        case .name: endName(at: now, emit)
        case .dataNext: askForData(at: now, emit)
        case .data: endAnswer(at: now, emit)
        }
    }

    // MARK: The name

    private mutating func forgetName() {
        divisor = TEMPerFirmware.usualDivisor
        half = nil
        tail = nil
        tries = 0
    }

    private mutating func askForName(at now: Instant, _ emit: (DriverEvent) -> Void) {
        phase = .name
        half = nil
        tries += 1
        due = now + Self.silence
        emit(.transmit(Self.firmwareQuery))
    }

    /// The name did not come whole.
    private mutating func endName(at now: Instant, _ emit: (DriverEvent) -> Void) {
        if let half, let firmware = TEMPerFirmware(tail: half) { tail = firmware }
        fault(half == nil ? .timeout : .truncated, emit)
        phase = .nameNext
        due = now + Self.pause
        guard tries >= Self.nameTries else { return }
        if let tail { return learn(tail, at: now, emit) }
        // Without its unit no number of it is a temperature.
        fault(.device, emit)
        forgetName()
        due = now + Self.absentRest
    }

    private mutating func learn(_ firmware: TEMPerFirmware, at now: Instant, _ emit: (DriverEvent) -> Void) {
        forgetName()
        divisor = firmware.divisor
        emit(.fact(DeviceFact(.firmware, firmware.name)))
        phase = .dataNext
        due = now + Self.pause
    }

    /// A name in a capture: whole, or its second half alone.
    private mutating func listen(_ text: String, _ emit: (DriverEvent) -> Void) {
        let firmware: TEMPerFirmware?
        if let first = half {
            firmware = TEMPerFirmware(name: first + text)
        } else {
            firmware = TEMPerFirmware(tail: text)
        }
        guard let firmware else { return half = text }
        half = nil
        divisor = firmware.divisor
        emit(.fact(DeviceFact(.firmware, firmware.name)))
    }

    // MARK: The probes

    private mutating func askForData(at now: Instant, _ emit: (DriverEvent) -> Void) {
        phase = .data
        inner = nil
        outer = nil
        askedAt = now
        due = now + Self.silence
        emit(.transmit(Self.dataQuery))
    }

    /// Both packets came, or no more will.
    private mutating func endAnswer(at now: Instant, _ emit: (DriverEvent) -> Void) {
        phase = .dataNext
        due = max(askedAt + Self.interval, now + Self.pause)
        guard inner != nil || outer != nil else {
            fault(.timeout, emit)
            misses += 1
            guard misses >= Self.patience else { return }
            misses = 0
            forgetName()
            phase = .nameNext
            due = now + Self.absentRest
            return
        }
        misses = 0
        if let outer, outer.raw != nil {
            hasCable = true
            cableMisses = 0
            tell(outer.raw, emit)
        } else if outer == nil, hasCable {
            cableMisses += 1
            hasCable = cableMisses < Self.cablePatience
            fault(.truncated, emit)
        } else if let inner {
            hasCable = false
            tell(inner.raw, emit)
        } else {
            fault(.truncated, emit)
        }
    }

    private mutating func tell(_ raw: Int16?, _ emit: (DriverEvent) -> Void) {
        guard let raw else { return fault(.value, emit) }
        let ambient = TEMPerFirmware.temperature(raw, divisor: divisor)
        guard Self.range.contains(ambient) else { return fault(.value, emit) }
        if !identified {
            identified = true
            emit(.identified)
        }
        emit(.sample(Sample(ambient: ambient)))
    }

    private mutating func take(_ packet: Span<UInt8>) {
        counters.takenBytes += UInt64(packet.count)
        counters.frames += 1
    }

    private mutating func fault(_ fault: WireFault, _ emit: (DriverEvent) -> Void) {
        counters.faults += 1
        emit(.fault(fault))
    }
}
