import Wire

/// The registers of a Calex sensor, set for skin. What is written counts at once; all but the two volatile ones are kept
/// without power.
struct PyroRegisters: Hashable, Sendable {
    /// Why a request is refused; the raw value is the exception's number.
    enum Refusal: UInt8, Error, Hashable, Sendable {
        case function = 1
        case address = 2
        case value = 3
    }

    /// Where the registers are that the two maps have at different places.
    private struct Places: Hashable, Sendable {
        var count: Int
        var address: Int
        var reflection: Int
        var emissivity: Int
        var transmissivity: Int?
        var hold: Int
        var average: Int
        var filtered: Int
        var volatile: Int
    }

    private static let usb = Places(
        count: 0x19, address: 0x05, reflection: 0x06, emissivity: 0x08, transmissivity: 0x09, hold: 0x0C, average: 0x0F,
        filtered: 0x12, volatile: 0x17)
    /// The list of the small one: all that it has in common stands one to four places earlier.
    private static let miniBus = Places(
        count: 0x18, address: 0x04, reflection: 0x05, emissivity: 0x07, transmissivity: nil, hold: 0x08, average: 0x0B,
        filtered: 0x0E, volatile: 0x16)

    /// Objects that the long-wave models of the series can see, in tenths of °C (memory of the maker's data sheet).
    private static let objects = -400...10_000
    /// Temperatures in which the sensor works, in tenths of °C (memory of the same).
    private static let sensors = 0...700

    private let places: Places
    private var words: [UInt16]

    init(isMiniBus: Bool, address: UInt8) {
        places = isMiniBus ? Self.miniBus : Self.usb
        words = [UInt16](repeating: 0, count: places.count)
        words[0] = isMiniBus ? 17 : 22
        words[1] = 15
        (words[2], words[3]) = (0x0001, 0xE240)
        words[places.address] = UInt16(address)
        words[places.emissivity] = 9800
        if let place = places.transmissivity { words[place] = 10000 }
        restart()
    }

    /// Whose requests are its own.
    var address: UInt8 { UInt8(truncatingIfNeeded: words[places.address]) }
    /// The emissivity in effect.
    var emissivity: Double { Double(words[places.volatile + 1]) / 10000 }

    /// The volatile registers are what was saved.
    mutating func restart() {
        words[places.volatile] = words[places.reflection + 1]
        words[places.volatile + 1] = words[places.emissivity]
    }

    /// Whether a measured value is among these registers.
    func measures(_ first: Int, _ count: Int) -> Bool {
        first < places.filtered + 4 && first + count > places.average
    }

    func read(_ first: Int, _ count: Int) throws(Refusal) -> ArraySlice<UInt16> {
        guard first + count <= words.count else { throw .address }
        return words[first..<(first + count)]
    }

    /// Writes all of `values`, or none.
    mutating func write(_ first: Int, _ values: [UInt16]) throws(Refusal) {
        for (index, value) in values.enumerated() {
            guard let allowed = allowed(first + index) else { throw .address }
            guard allowed.contains(value) else { throw .value }
        }
        for (index, value) in values.enumerated() {
            let place = first + index
            words[place] = value
            if place == places.reflection + 1 { words[places.volatile] = value }
            if place == places.emissivity { words[places.volatile + 1] = value }
        }
    }

    /// Keeps a measurement. What the object is beyond, or the sensor suffers from, is in the status.
    mutating func put(filtered: Temperature, unfiltered: Temperature, sensor: Temperature) {
        var status: UInt16 = 0
        if sensor.tenths < Self.sensors.lowerBound { status |= 1 << 1 }
        if sensor.tenths > Self.sensors.upperBound { status |= 1 << 2 }
        if filtered.tenths < Self.objects.lowerBound { status |= 1 << 3 }
        if filtered.tenths > Self.objects.upperBound { status |= 1 << 4 }
        put([clipped(filtered), clipped(unfiltered), Self.word(sensor.tenths), status])
        for place in places.average..<places.filtered { words[place] = words[places.filtered] }
    }

    /// The last measurement failed.
    mutating func putFailure(sensor: Temperature) { put([0, 0, Self.word(sensor.tenths), 1]) }

    /// Filtered, unfiltered and sensor temperature, and the status.
    mutating func put(_ reading: [UInt16]) {
        for (index, word) in reading.enumerated() { words[places.filtered + index] = word }
    }

    private func clipped(_ temperature: Temperature) -> UInt16 {
        Self.word(min(max(temperature.tenths, Self.objects.lowerBound), Self.objects.upperBound))
    }

    private static func word(_ tenths: Int) -> UInt16 { UInt16(bitPattern: Int16(clamping: tenths)) }

    /// What may be written to a register; `nil` for one that is only read.
    private func allowed(_ place: Int) -> ClosedRange<UInt16>? {
        switch place {
        case places.address: return 1...254
        case places.reflection: return 0...1
        case places.emissivity, places.transmissivity, places.volatile + 1: return 1000...10000
        case places.hold: return 0...2
        case places.reflection + 1, places.hold + 1, places.hold + 2, places.volatile: return 0...UInt16.max
        default: return nil
        }
    }
}
