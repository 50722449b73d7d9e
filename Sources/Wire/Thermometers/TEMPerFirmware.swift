/// The name of a TEMPer's firmware, and the unit that goes with it.
///
/// TEMPerF1.x and the M12 generation send 1/256 °C, all others 1/100 °C. Sticks are renamed with each batch, so that a new
/// name is no reason to refuse one; only what the two kinds are known by is looked for.
struct TEMPerFirmware: Hashable, Sendable {
    /// What of the name arrived.
    let name: String
    /// Steps in a degree.
    let divisor: Int32

    /// Steps in a degree where nothing is known.
    static let usualDivisor: Int32 = 100
    private static let fineDivisor: Int32 = 256

    /// A name of two packets.
    init(name: String) {
        self.name = name
        divisor = name.hasPrefix("TEMPerF1.") || name.contains("_M12") ? Self.fineDivisor : Self.usualDivisor
    }

    /// The second packet without the first, which some sticks lose. It tells the kinds apart, because the first one
    /// has eight characters: `TEMPerF1` `.4`, `TEMPer2_` `M12_V1.3`, `TEMPerX_` `V3.3`. `nil` when it does not.
    init?(tail: String) {
        if tail.hasPrefix(".") || tail.hasPrefix("M12") {
            divisor = Self.fineDivisor
        } else if tail.hasPrefix("V") {
            divisor = Self.usualDivisor
        } else {
            return nil
        }
        name = tail
    }

    /// What `raw` means, rounded to hundredths.
    static func temperature(_ raw: Int16, divisor: Int32) -> Temperature {
        let scaled = Int32(raw) * 100
        return Temperature(hundredths: (scaled + (scaled < 0 ? -divisor / 2 : divisor / 2)) / divisor)
    }
}
