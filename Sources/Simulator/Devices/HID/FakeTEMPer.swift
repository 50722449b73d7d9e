public import Wire

/// A PCsensor TEMPer stick: the interface that answers, of eight bytes in each direction (facts: captures of its users,
/// ccwienk/temper issue 31, urwen/temper issues 9, 16 and 20; how long the second probe takes is an assumption).
public struct FakeTEMPer: FakeHIDDevice {
    /// From a question to the packets of the name, and to those of the probes.
    static let nameTimes: [Duration] = [.milliseconds(12), .milliseconds(84)]
    static let probeTimes: [Duration] = [.milliseconds(84), .milliseconds(164)]
    /// How much warmer the probe inside is than the air: the port heats it (captured: 21.31 beside 16.87).
    static let selfHeating = 4.4
    /// Packets that wait to be sent; the firmware forgets more.
    static let capacity = 8

    /// The name of the firmware, up to 16 characters; it decides the steps in a degree.
    public let name: String
    /// Whether a cable with a probe is part of it.
    public let hasCable: Bool

    private var skin: SkinModel
    private var isProbeThere = true
    private var isPowered = false
    private var packets: [(bytes: [UInt8], time: Instant)] = []
    private var namesToSpoil = 0
    private var invalid = 0
    private var questions: UInt64 = 0

    /// A stick at rest, without power.
    public init(
        name: String = "TEMPerX_V3.3", hasCable: Bool = false, ambient: Temperature = Temperature(hundredths: 2250),
        seed: UInt64 = 0
    ) {
        self.name = name
        self.hasCable = hasCable
        skin = SkinModel(ambient: ambient, seed: seed)
    }

    /// It measures its surroundings.
    public var kind: DriverKind { .ambient }

    /// Eight bytes of a vendor's own in each direction, without numbers.
    public var reportDescriptor: [UInt8] {
        [
            0x06, 0x00, 0xFF, 0x09, 0x01, 0xA1, 0x01, 0x15, 0x00, 0x26, 0xFF, 0x00, 0x75, 0x08, 0x95, 0x08, 0x09, 0x01,
            0x81, 0x02, 0x09, 0x02, 0x91, 0x02, 0xC0,
        ]
    }

    /// All of them.
    public var inputReportLength: Int { 8 }

    /// When the next packet goes out.
    public var deadline: Instant? { packets.first?.time }

    /// Waits for questions.
    public mutating func powerOn(at now: Instant) { isPowered = true }

    /// What was not sent yet never will be.
    public mutating func powerOff(at now: Instant) {
        isPowered = false
        packets = []
    }

    /// Sends the packets that are due.
    public mutating func tick(at now: Instant, _ send: ([UInt8]) -> Void) {
        while let next = packets.first, next.time <= now { send(packets.removeFirst().bytes) }
    }

    /// A question for the name or for the probes; anything else has no answer.
    public mutating func receive(_ bytes: [UInt8], at now: Instant, _ send: ([UInt8]) -> Void) {
        guard isPowered, bytes.count == 8 else { return }
        switch Array(bytes.prefix(4)) {
        case [0x01, 0x86, 0xFF, 0x01]: answer(spoiled(halves), Self.nameTimes, at: now)
        case [0x01, 0x80, 0x33, 0x01]: answer(probes(at: now), Self.probeTimes, at: now)
        default: break
        }
    }

    /// Weather, and the stick's own faults.
    public mutating func perform(
        _ command: DeviceCommand, at now: Instant, _ send: ([UInt8]) -> Void
    ) throws(CommandError) {
        switch command {
        case .ambient(let temperature): skin.ambient = temperature
        case .invalid(let count): invalid = count
        case .firmware(.loseFirst(let count)): namesToSpoil = count
        case .firmware(.sensor(let isThere)) where hasCable: isProbeThere = isThere
        default: throw .notForThisDevice(command.verb)
        }
    }

    /// The air around it, and how often it was asked.
    public func stateMembers(at now: Instant) -> String {
        "\"ambient\":\(skin.ambient.celsius),\"cable\":\(hasCable && isProbeThere),\"questions\":\(questions)"
    }

    // MARK: Answers

    /// Two pieces of eight characters, filled up with spaces.
    private var halves: [[UInt8]?] {
        let characters = Array((Array(name.utf8) + [UInt8](repeating: 0x20, count: 16)).prefix(16))
        return [Array(characters[..<8]), Array(characters[8...])]
    }

    private mutating func spoiled(_ halves: [[UInt8]?]) -> [[UInt8]?] {
        guard namesToSpoil > 0 else { return halves }
        namesToSpoil -= 1
        return [nil] + halves.dropFirst()
    }

    private mutating func probes(at now: Instant) -> [[UInt8]?] {
        let air = skin.sample(at: now).ambient?.celsius ?? 0
        let isInvalid = invalid > 0
        if isInvalid { invalid -= 1 }
        let inner = packet(0x80, isInvalid ? nil : air + Self.selfHeating)
        return hasCable ? [inner, packet(0x01, isInvalid || !isProbeThere ? nil : air)] : [inner]
    }

    /// `80`, the probe, its value, and an absent one's value in what nobody reads.
    private func packet(_ probe: UInt8, _ celsius: Double?) -> [UInt8] {
        let steps: Double = name.hasPrefix("TEMPerF1.") || name.contains("_M12") ? 256 : 100
        let raw = celsius.map { UInt16(bitPattern: Int16(min(max(($0 * steps).rounded(), -32768), 32767))) } ?? 0x4E20
        return [0x80, probe, UInt8(raw >> 8), UInt8(raw & 0xFF), 0x4E, 0x20, 0, 0]
    }

    private mutating func answer(_ parts: [[UInt8]?], _ times: [Duration], at now: Instant) {
        questions += 1
        for (part, time) in zip(parts, times) {
            guard let part, packets.count < Self.capacity else { continue }
            packets.append((part, max(now + time, packets.last?.time ?? now)))
        }
    }
}
