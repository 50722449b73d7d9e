public import Wire

/// A Terabee Evo Thermal 33: seven images a second, after it was activated.
///
/// The scene is as warm as the empty gate. Whoever or whatever is in front of the array is a blot in its middle, warmest
/// at pixel 16, 16, so that the hottest pixel is what `SkinModel` sees.
public struct FakeEvoThermal33: FakeDevice {
    /// From one image to the next, some seven a second.
    public static let period = Duration.milliseconds(140)
    /// How many pixels a row has, and how many rows there are.
    public static let side = 32

    /// What is in front of the sensor.
    public var skin: SkinModel
    /// Whether images come without being asked for: not by USB, but by the boards with a UART.
    public var sendsAtPowerOn = false

    private var answers = AnswerQueue(delay: .zero)
    private var invalid = Countdown()
    private var isTrapped = false
    private var isPowered = false
    private var streams = false
    private var next: Instant?
    private var frames: UInt64 = 0
    private var generator: SeededGenerator

    /// An array at rest, without power.
    public init(ambient: Temperature = Temperature(hundredths: 2250), seed: UInt64 = 0) {
        skin = SkinModel(ambient: ambient, seed: seed)
        generator = SeededGenerator(seed: ~seed)
    }

    /// A thermometer.
    public var kind: DriverKind { .thermometer }

    /// When the next image goes out.
    public var deadline: Instant? {
        guard let next, streams else { return answers.deadline }
        return answers.deadline.map { min($0, next) } ?? next
    }

    /// Waits to be activated, or does not.
    public mutating func powerOn(at now: Instant) {
        isPowered = true
        streams = sendsAtPowerOn
        next = now + Self.period
    }

    /// Falls silent.
    public mutating func powerOff(at now: Instant) {
        (isPowered, streams, isTrapped) = (false, false, false)
        invalid = Countdown()
        answers.clear()
    }

    /// Sends the answers that are due, then the next image: an answer stands between two images, never in one.
    public mutating func tick(at now: Instant, _ send: ([UInt8]) -> Void) {
        answers.tick(at: now, send)
        guard streams, let due = next, now >= due else { return }
        next = max(due + Self.period, now)
        frames += 1
        send(image(at: now))
    }

    /// Reads commands, each of which must come in one write: `00 52 02`, what to do, CRC-8. Other bytes mean nothing.
    public mutating func receive(_ bytes: [UInt8], at now: Instant, _ send: ([UInt8]) -> Void) {
        guard isPowered else { return }
        var place = 0
        while place + 5 <= bytes.count {
            guard bytes[place..<place + 3].elementsEqual([0x00, 0x52, 0x02]) else {
                place += 1
                continue
            }
            let isRight = FrameCheck.smbus(Array(bytes[place..<place + 4])) == bytes[place + 4]
            obey(isRight ? bytes[place + 3] : nil, at: now)
            place += 5
        }
    }

    /// Persons, weather, pixels that are dead, and answers that nobody asked for.
    public mutating func perform(
        _ command: DeviceCommand, at now: Instant, _ send: ([UInt8]) -> Void
    ) throws(CommandError) {
        switch command {
        case .invalid(let count): invalid.left = count
        case .trap: isTrapped = true
        case .thermometer(.late(let count)): answers.late = count
        case .thermometer(.acknowledge): send(Self.answer(done: true))
        default: if !skin.perform(command, at: now) { throw .notForThisDevice(command.verb) }
        }
    }

    /// Who stands there, and how many images were sent.
    public func stateMembers(at now: Instant) -> String {
        "\(skin.stateMembers),\"streams\":\(streams),\"frames\":\(frames)"
    }

    /// The answer to a command. What its second byte means is not known.
    public static func answer(done: Bool) -> [UInt8] {
        let answer: [UInt8] = [0x14, 0x00, done ? 0x00 : 0xFF]
        return answer + [FrameCheck.smbus(answer)]
    }

    /// The 2070 bytes of an image: 1024 pixels and the sensor's own temperature, in tenths of a kelvin.
    public static func frame(pixels: [UInt16], ambient: UInt16) -> [UInt8] {
        let words = pixels + [ambient] + [UInt16](repeating: 0, count: 7)
        let data = words.flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] }
        let check = FrameCheck.mpeg2(data)
        // Its high half first, each half with its low byte first.
        return [0x0D, 0x00] + data + [16, 24, 0, 8].map { UInt8(check >> $0 & 0xFF) }
    }

    private mutating func obey(_ operation: UInt8?, at now: Instant) {
        if operation == 1, !streams { next = now + Self.period }
        if let operation, operation <= 1 { streams = operation == 1 }
        answers.answer(Self.answer(done: operation.map { $0 <= 1 } ?? false), at: now)
    }

    private mutating func image(at now: Instant) -> [UInt8] {
        let sample = skin.sample(at: now)
        let object = Self.deciKelvin(sample.object ?? skin.ambient)
        let background = min(object, Self.deciKelvin(skin.emptyGate))
        let count = Self.side * Self.side
        if isTrapped {
            isTrapped = false
            return Self.frame(pixels: [UInt16](repeating: 0x000D, count: count), ambient: 0x000D)
        }
        var pixels = [UInt16](repeating: background, count: count)
        var noise: UInt64 = 0
        for index in pixels.indices {
            if index.isMultiple(of: 64) { noise = generator.next() }
            // The noise of the array only makes colder, so that the hottest pixel is what the model sees.
            pixels[index] -= UInt16(noise & 1)
            noise >>= 1
        }
        blot(object, over: background, into: &pixels)
        if invalid.take() { pixels[Self.side * 5 + 7] = 0xFFFF }
        return Self.frame(pixels: pixels, ambient: Self.deciKelvin(sample.ambient ?? skin.ambient))
    }

    /// A face of some ten pixels across, a little colder towards its edge.
    private func blot(_ object: UInt16, over background: UInt16, into pixels: inout [UInt16]) {
        for row in 11...21 {
            for column in 11...21 {
                let square = (row - 16) * (row - 16) + (column - 16) * (column - 16)
                guard square <= 25 else { continue }
                let colder = min(UInt16(square / 5), object - background)
                pixels[row * Self.side + column] = object - colder
            }
        }
    }

    private static func deciKelvin(_ temperature: Temperature) -> UInt16 {
        UInt16(clamping: (temperature.hundredths + 27315 + 5) / 10)
    }
}

extension FrameCheck {
    /// CRC-32/MPEG-2: polynomial 04C11DB7, from all ones, not reflected, not inverted.
    static func mpeg2(_ bytes: [UInt8]) -> UInt32 {
        bytes.reduce(0xFFFF_FFFF as UInt32) { sum, byte in
            (0..<8).reduce(sum ^ UInt32(byte) << 24) { value, _ in
                value & 0x8000_0000 == 0 ? value << 1 : value << 1 ^ 0x04C1_1DB7
            }
        }
    }
}
