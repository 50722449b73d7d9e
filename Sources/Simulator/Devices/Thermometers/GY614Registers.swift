import Wire

/// The registers of a GY-614V3, as delivered: 9600 baud, ten frames a second by itself, set for skin, without an offset.
struct GY614Registers: Hashable, Sendable {
    /// How many there are.
    static let count = 16

    private var bytes: [UInt8] = [
        0xA4, 2, 3, 0, 0, 0, 100, 98,  // address, speed, rate, mode, form, (save), offset, emissivity
        0, 0, 0, 0, 0, 0,  // object, ambient, body
        0x01, 0x01,  // chip, firmware: any number
    ]

    /// Whose requests are its own.
    var address: UInt8 { bytes[0] }
    /// Whether frames come by themselves.
    var streams: Bool { bytes[3] == 0 }
    /// From one such frame to the next.
    var period: Duration { .milliseconds([1000, 500, 200, 100][Int(bytes[2] & 3)]) }
    /// What is added to the object.
    var offset: Temperature { Temperature(hundredths: (Int32(bytes[6]) - 100) * 10) }
    /// What it takes the object's for.
    var emissivity: Double { Double(bytes[7]) / 100 }

    /// Writes a register. Returns `false`, and does nothing, for one that cannot be written, and for no value of it.
    @discardableResult
    mutating func write(_ register: UInt8, _ value: UInt8) -> Bool {
        let allowed: ClosedRange<UInt8>
        switch register {
        case 0x00: allowed = 1...254
        case 0x01: allowed = 0...7
        case 0x02: allowed = 0...3
        case 0x03, 0x04: allowed = 0...1
        case 0x06: allowed = 0...255
        case 0x07: allowed = 1...100
        default: return false
        }
        guard allowed.contains(value) else { return false }
        bytes[Int(register)] = value
        return true
    }

    /// Keeps what was measured.
    mutating func put(object: Temperature, ambient: Temperature, body: Temperature) {
        put(words: [object, ambient, body].map { UInt16(bitPattern: Int16(clamping: $0.hundredths)) })
    }

    /// Keeps three words of temperature, high byte first.
    mutating func put(words: [UInt16]) {
        for (index, word) in words.enumerated() {
            bytes[8 + 2 * index] = UInt8(word >> 8)
            bytes[9 + 2 * index] = UInt8(word & 0xFF)
        }
    }

    /// The answer to a read of these registers, which exist.
    func frame(first: UInt8, count: UInt8) -> [UInt8] {
        var frame = [address, 0x03, first, count] + bytes[Int(first)..<Int(first) + Int(count)]
        frame.append(frame.reduce(0, &+))
        return frame
    }
}
