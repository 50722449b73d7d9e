import Wire

/// A Melexis MLX90614 on its bus: cells of two bytes, read and written with a check (datasheet Rev 007; addresses of the
/// cells and the start-up time from memory, as in the house's reference).
struct FakeMLX90614 {
    /// As delivered, 7 bits.
    static let address: UInt8 = 0x5A
    /// From power to the first value.
    static let startUp = Duration.milliseconds(250)
    /// The fastest clock that it follows, in Hz.
    static let fastestClock = 100_000

    /// What is in front of the sensor.
    var skin: SkinModel
    /// Whether it is connected.
    var isPresent = true
    /// Values that will be marked invalid.
    var invalid = 0
    /// Words that will be disturbed on the bus.
    var disturbed = 0

    private var poweredAt: Instant?
    private var eeprom = [UInt16](repeating: 0, count: 0x20)

    private static let emissivityCell = 0x04

    /// A sensor without power, set to `emissivity`, 0.1 to 1.
    init(skin: SkinModel, emissivity: Double) {
        self.skin = skin
        eeprom[Self.emissivityCell] = UInt16((min(max(emissivity, 0.1), 1) * 65535).rounded())
        eeprom[0x0E] = UInt16(Self.address)
    }

    /// What it multiplies by, as a fraction.
    var emissivity: Double { Double(eeprom[Self.emissivityCell]) / 65535 }

    mutating func powerOn(at now: Instant) { poweredAt = now }

    mutating func powerOff() { poweredAt = nil }

    /// One transfer: `written` goes to the sensor at the address, then `count` bytes come. `nil` when nobody acknowledges.
    mutating func transfer(
        to address: UInt8, write written: [UInt8], read count: Int, clock: Int, at now: Instant
    ) -> [UInt8]? {
        guard isPresent, address == Self.address, clock <= Self.fastestClock, let poweredAt,
            now - poweredAt >= Self.startUp, let command = written.first
        else { return nil }
        if count == 0 { return write(command, Array(written.dropFirst())) ? [] : nil }
        guard written.count == 1, let word = word(command, at: now) else { return nil }
        let bytes = [UInt8(word & 0xFF), UInt8(word >> 8)]
        var check = FrameCheck.smbus([address << 1, command, address << 1 | 1] + bytes)
        if disturbed > 0 {
            disturbed -= 1
            check ^= 0x01
        }
        // Who reads on reads a bus that nobody pulls down.
        return Array((bytes + [check] + [UInt8](repeating: 0xFF, count: max(count - 3, 0))).prefix(count))
    }

    private mutating func word(_ command: UInt8, at now: Instant) -> UInt16? {
        switch command {
        case 0x06: return Self.raw(skin.sample(at: now).ambient?.celsius ?? 0)
        case 0x07, 0x08:
            let sample = skin.sample(at: now)
            let raw = Self.raw(shown(sample.object?.celsius ?? 0, at: sample.ambient?.celsius ?? 0))
            guard invalid > 0 else { return raw }
            invalid -= 1
            return raw | 0x8000
        case 0x20..<0x40: return eeprom[Int(command - 0x20)]
        default: return nil
        }
    }

    /// A cell must be erased, by writing 0, before it takes a value. A wrong check writes nothing.
    private mutating func write(_ command: UInt8, _ data: [UInt8]) -> Bool {
        guard (0x20..<0x40).contains(command), data.count == 3,
            FrameCheck.smbus([Self.address << 1, command, data[0], data[1]]) == data[2]
        else { return false }
        let value = UInt16(data[1]) << 8 | UInt16(data[0])
        let cell = Int(command - 0x20)
        if value == 0 || eeprom[cell] == 0 { eeprom[cell] = value }
        return true
    }

    /// What the chip makes of the radiation of a black body at `object`: with an emissivity below 1 it takes a part of it
    /// for its surroundings', reflected (Stefan-Boltzmann).
    private func shown(_ object: Double, at ambient: Double) -> Double {
        guard eeprom[Self.emissivityCell] != 0xFFFF, emissivity > 0 else { return object }
        func fourth(_ celsius: Double) -> Double {
            let square = (celsius + 273.15) * (celsius + 273.15)
            return square * square
        }
        let radiation = (fourth(object) - (1 - emissivity) * fourth(ambient)) / emissivity
        return max(radiation, 0).squareRoot().squareRoot() - 273.15
    }

    /// Steps of 0.02 K.
    static func raw(_ celsius: Double) -> UInt16 {
        UInt16(min(max(((celsius + 273.15) * 50).rounded(), 0), 0x7FFF))
    }
}
