public import Wire

/// An MLX90614 sensor behind a Silicon Labs CP2112, a bridge from USB HID to the SMBus (facts: the Linux driver
/// drivers/hid/hid-cp2112.c; what holds after power-up is from memory).
public struct FakeCP2112: FakeHIDDevice {
    /// How long a transfer of a word takes: some seventy bits at 100 kHz.
    static let transferTime = Duration.milliseconds(1)
    /// Bytes of a report, its number included; the rest of each is zeros.
    static let reportLength = 64
    /// The most that one transfer reads.
    static let longestRead = 512

    /// How a transfer stands, by the numbers of the status report.
    private enum Transfer: Hashable {
        case idle
        case busy(until: Instant?, outcome: [UInt8]?)
        case complete
        case failed
    }

    private var sensor: FakeMLX90614
    private var transfer = Transfer.idle
    private var data: [UInt8] = []
    private var readLength = 0
    private var bus = Self.defaultBus
    private var pins: [UInt8] = [0, 0, 0, 0]
    private var latch: UInt8 = 0
    private var transfers: UInt64 = 0

    /// 100 kHz, own address 02, nothing sent by itself, and no limits.
    private static let defaultBus: [UInt8] = [0, 0x01, 0x86, 0xA0, 0x02, 0, 0, 0, 0, 0, 0, 0, 0]

    /// A bridge without power, and a sensor set to `emissivity`.
    public init(ambient: Temperature = Temperature(hundredths: 2250), seed: UInt64 = 0, emissivity: Double = 1) {
        sensor = FakeMLX90614(skin: SkinModel(ambient: ambient, seed: seed), emissivity: emissivity)
    }

    /// A thermometer.
    public var kind: DriverKind { .thermometer }

    /// All of them.
    public var inputReportLength: Int { Self.reportLength }

    /// The bridge has an endpoint for reports from the host.
    public var hasOutputEndpoint: Bool { true }

    /// Vendor's reports: 63 bytes each on the endpoints, and the features of what can be set.
    public var reportDescriptor: [UInt8] {
        var bytes: [UInt8] = [0x06, 0x00, 0xFF, 0x09, 0x01, 0xA1, 0x01, 0x15, 0x00, 0x26, 0xFF, 0x00, 0x75, 0x08]
        func add(_ number: UInt8, _ count: UInt8, _ kind: UInt8) {
            bytes += [0x85, number, 0x95, count, 0x09, number, kind, 0x02]
        }
        for (number, count) in [(1, 1), (2, 4), (3, 1), (4, 2), (5, 2), (6, 13)] as [(UInt8, UInt8)] {
            add(number, count, 0xB1)
        }
        for number in [0x10, 0x11, 0x12, 0x14, 0x15, 0x17] as [UInt8] { add(number, 63, 0x91) }
        for number in [0x13, 0x16] as [UInt8] { add(number, 63, 0x81) }
        return bytes + [0xC0]
    }

    /// When a transfer ends whose data is to be sent unasked.
    public var deadline: Instant? {
        guard isAutomatic, case .busy(let end, _) = transfer else { return nil }
        return end
    }

    /// All settings are as new.
    public mutating func powerOn(at now: Instant) {
        reset()
        sensor.powerOn(at: now)
    }

    /// The sensor gets its power from the bridge.
    public mutating func powerOff(at now: Instant) {
        reset()
        sensor.powerOff()
    }

    /// Sends the data of a transfer that has ended, where the host wanted that.
    public mutating func tick(at now: Instant, _ send: ([UInt8]) -> Void) {
        let wasBusy = deadline != nil
        settle(at: now)
        if wasBusy, transfer == .complete { sendData(readLength, send) }
    }

    /// A report from the host. What the bridge does not know, or has no time for, has no effect.
    public mutating func receive(_ bytes: [UInt8], at now: Instant, _ send: ([UInt8]) -> Void) {
        settle(at: now)
        guard let number = bytes.first else { return }
        let words = bytes + [UInt8](repeating: 0, count: max(Self.reportLength - bytes.count, 0))
        let length = Int(words[2]) << 8 | Int(words[3])
        switch number {
        case 0x10: begin(to: words[1], write: [], read: length, at: now)
        case 0x11 where (1...16).contains(words[4]):
            begin(to: words[1], write: Array(words[5..<5 + Int(words[4])]), read: length, at: now)
        case 0x12: sendData(Int(words[1]) << 8 | Int(words[2]), send)
        case 0x14 where (1...61).contains(words[2]):
            begin(to: words[1], write: Array(words[3..<3 + Int(words[2])]), read: 0, at: now)
        case 0x15 where words[1] == 1: sendStatus(send)
        case 0x17 where words[1] == 1: cancel()
        default: break
        }
    }

    /// Persons and weather, and the faults of the sensor.
    public mutating func perform(
        _ command: DeviceCommand, at now: Instant, _ send: ([UInt8]) -> Void
    ) throws(CommandError) {
        switch command {
        case .invalid(let count): sensor.invalid = count
        case .firmware(.disturb(let count)): sensor.disturbed = count
        case .firmware(.sensor(let isPresent)):
            if isPresent, !sensor.isPresent { sensor.powerOn(at: now) }
            sensor.isPresent = isPresent
        default: if !sensor.skin.perform(command, at: now) { throw .notForThisDevice(command.verb) }
        }
    }

    /// Who stands there, and what the bus has carried.
    public func stateMembers(at now: Instant) -> String {
        let subject = sensor.skin.subject.map { "\($0.celsius)" } ?? "null"
        return "\"subject\":\(subject),\"ambient\":\(sensor.skin.ambient.celsius),\"sensor\":\(sensor.isPresent),"
            + "\"emissivity\":\(sensor.emissivity),\"transfers\":\(transfers)"
    }

    // MARK: What can be set

    /// Pins, version (part 0C, revision 3) and the settings of the bus.
    public mutating func featureReport(_ number: UInt8, at now: Instant) -> [UInt8]? {
        switch number {
        case 0x02: [number] + pins
        case 0x03: [number, latch]
        case 0x05: [number, 0x0C, 0x03]
        case 0x06: [number] + bus
        default: nil
        }
    }

    /// The same, and 01 for all as new.
    public mutating func setFeature(_ report: [UInt8], number: UInt8, at now: Instant) -> Bool {
        let values = Array(report.dropFirst())
        switch number {
        case 0x01: reset()
        case 0x02 where values.count == pins.count: pins = values
        case 0x04 where values.count == 2: latch = latch & ~values[1] | values[0] & values[1]
        case 0x06 where values.count == bus.count: bus = values
        default: return false
        }
        return true
    }

    private var clock: Int { bus[..<4].reduce(0) { $0 << 8 | Int($1) } }
    private var isAutomatic: Bool { bus[5] != 0 }
    /// How often a transfer is tried again; 0 for ever.
    private var retries: [UInt8] { Array(bus[11...12]) }

    // MARK: Transfers

    private mutating func reset() {
        bus = Self.defaultBus
        pins = [0, 0, 0, 0]
        latch = 0
        cancel()
    }

    private mutating func cancel() {
        transfer = .idle
        data = []
    }

    private mutating func begin(to address: UInt8, write: [UInt8], read count: Int, at now: Instant) {
        if case .busy = transfer { return }
        guard count <= Self.longestRead else { return }
        transfers += 1
        data = []
        readLength = count
        let outcome = sensor.transfer(to: address >> 1, write: write, read: count, clock: clock, at: now)
        // Without an answer and without a limit it tries until it is told to stop.
        let isEndless = outcome == nil && retries == [0, 0]
        transfer = .busy(until: isEndless ? nil : now + Self.transferTime, outcome: outcome)
    }

    private mutating func settle(at now: Instant) {
        guard case .busy(let end?, let outcome) = transfer, now >= end else { return }
        data = outcome ?? []
        transfer = outcome == nil ? .failed : .complete
    }

    private func sendStatus(_ send: ([UInt8]) -> Void) {
        let length = [UInt8(data.count >> 8), UInt8(data.count & 0xFF)]
        switch transfer {
        case .idle: reply([0x16, 0, 0, 0, 0, 0, 0], send)
        case .busy: reply([0x16, 1, 0, 0, 0, 0, 0], send)
        case .complete: reply([0x16, 2, 5, 0, 0] + length, send)
        case .failed: reply([0x16, 3, 0] + retries + [0, 0], send)  // not acknowledged in any of the tries
        }
    }

    /// The data of the last transfer, in as many reports as it takes.
    private mutating func sendData(_ count: Int, _ send: ([UInt8]) -> Void) {
        let status: UInt8
        switch transfer {
        case .idle: status = 0
        case .busy: status = 1
        case .complete: status = 2
        case .failed: status = 3
        }
        var rest = data.prefix(min(count, Self.longestRead))
        data.removeFirst(rest.count)
        repeat {
            let part = rest.prefix(Self.reportLength - 3)
            rest = rest.dropFirst(part.count)
            reply([0x13, status, UInt8(part.count)] + part, send)
        } while !rest.isEmpty
    }

    private func reply(_ report: [UInt8], _ send: ([UInt8]) -> Void) {
        send(report + [UInt8](repeating: 0, count: Self.reportLength - report.count))
    }
}
