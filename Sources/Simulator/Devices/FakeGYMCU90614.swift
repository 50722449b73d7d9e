public import Wire

/// A GY-MCU90614 module: ten frames a second, and the seller's commands.
public struct FakeGYMCU90614: FakeDevice {
    /// The pause between two frames of newer modules, 10 Hz.
    public static let period = Duration.milliseconds(100)

    /// What is in front of the sensor.
    public var skin: SkinModel
    /// Whether frames come by themselves from power-up on. Some sellers deliver it otherwise.
    public var sendsAtPowerOn = true
    /// The device id that newer modules send after the sum, 01 to 15 hex; `nil` for the nine-byte frame.
    public var deviceID: UInt8?

    private var isPowered = false
    private var streams = false
    private var next: Instant?
    private var request: [UInt8] = []
    /// A frame that is sent instead of the next one.
    private var planted: [UInt8]?
    /// How many frames it has sent.
    public private(set) var frames: UInt64 = 0

    /// A module at rest, without power.
    public init(ambient: Temperature = Temperature(hundredths: 2250), seed: UInt64 = 0) {
        skin = SkinModel(ambient: ambient, seed: seed)
    }

    /// A thermometer.
    public var kind: DriverKind { .thermometer }

    /// When the next frame goes out.
    public var deadline: Instant? { streams ? next : nil }

    /// Streams, unless it was told not to.
    public mutating func powerOn(at now: Instant) {
        request = []
        isPowered = true
        streams = sendsAtPowerOn
        next = now + Self.period
    }

    /// Falls silent.
    public mutating func powerOff(at now: Instant) {
        isPowered = false
        streams = false
        planted = nil
    }

    /// Sends a frame when one is due. After a stall of the simulator the missed ones are not made up for.
    public mutating func tick(at now: Instant, _ send: ([UInt8]) -> Void) {
        guard streams, let due = next, now >= due else { return }
        next = max(due + Self.period, now)
        sendFrame(at: now, send)
    }

    /// Reads commands: `A5`, operation, sum. Anything else is skipped byte by byte.
    public mutating func receive(_ bytes: [UInt8], at now: Instant, _ send: ([UInt8]) -> Void) {
        guard isPowered else { return }
        for byte in bytes {
            request.append(byte)
            while let first = request.first, first != 0xA5 { request.removeFirst() }
            guard request.count == 3 else { continue }
            if request[2] == request[0] &+ request[1] {
                obey(request[1], at: now, send)
                request = []
            } else {
                request.removeFirst()
            }
        }
    }

    /// Persons, weather and the firmware's own faults.
    public mutating func perform(
        _ command: DeviceCommand, at now: Instant, _ send: ([UInt8]) -> Void
    ) throws(CommandError) {
        if skin.perform(command, at: now) { return }
        guard command == .trap else { throw .notForThisDevice(command.verb) }
        planted = Self.frame(object: 0x5A5A, ambient: 0x5A5A)
    }

    /// Who stands there, and how many frames were sent.
    public func stateMembers(at now: Instant) -> String {
        "\(skin.stateMembers),\"streams\":\(streams),\"frames\":\(frames)"
    }

    /// The nine bytes of a frame with these values, in 0.01 °C.
    public static func frame(object: Int16, ambient: Int16) -> [UInt8] {
        var frame: [UInt8] = [0x5A, 0x5A, 0x45, 0x04]
        for word in [UInt16(bitPattern: object), UInt16(bitPattern: ambient)] {
            frame.append(UInt8(word >> 8))
            frame.append(UInt8(word & 0xFF))
        }
        frame.append(frame.reduce(0, &+))
        return frame
    }

    private mutating func obey(_ operation: UInt8, at now: Instant, _ send: ([UInt8]) -> Void) {
        switch operation {
        case 0x45:
            if !streams { next = now + Self.period }
            streams = true
        case 0x15:
            streams = false
            sendFrame(at: now, send)
        case 0x51: sendsAtPowerOn = true
        case 0x52: sendsAtPowerOn = false
        default: break  // AE and AF set the speed from the next power-up on, which a pseudo-terminal does not have.
        }
    }

    private mutating func sendFrame(at now: Instant, _ send: ([UInt8]) -> Void) {
        let sample = skin.sample(at: now)
        var frame =
            planted
            ?? Self.frame(
                object: Int16(clamping: sample.object?.hundredths ?? 0),
                ambient: Int16(clamping: sample.ambient?.hundredths ?? 0))
        planted = nil
        if let deviceID { frame.append(deviceID) }
        frames += 1
        send(frame)
    }
}
