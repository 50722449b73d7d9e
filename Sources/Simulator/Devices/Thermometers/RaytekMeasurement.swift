/// What a Raytek sensor has measured, in °C, as its lines say it.
struct RaytekMeasurement: Hashable, Sendable {
    /// What an LT head can see, in °C (memory of the maker's data sheet).
    private static let objects = -40.0...600.0
    /// Temperatures in which such a head works, in °C (memory of the same).
    private static let heads = -10.0...120.0

    var object: Double
    var ambient: Double

    /// The object's temperature, in four digits, a point and one more.
    func object(_ settings: RaytekSettings) -> String {
        text(min(max(object, Self.objects.lowerBound), Self.objects.upperBound), settings)
    }

    /// The head's own temperature, in as many.
    func ambient(_ settings: RaytekSettings) -> String { text(ambient, settings) }

    /// The status of the head: bit 0 the unit, bit 1 the object out of range, bit 2 the head.
    func status(_ settings: RaytekSettings) -> UInt16 {
        (settings.isFahrenheit ? 1 : 0) | (Self.objects.contains(object) ? 0 : 1 << 1)
            | (Self.heads.contains(ambient) ? 0 : 1 << 2)
    }

    /// A line of a burst, with what it was told to hold.
    func burst(_ settings: RaytekSettings) -> String {
        settings.content.map { item in
            switch item {
            case "T": "T" + object(settings)
            case "I": "I" + ambient(settings)
            default: "\(item)" + (settings.value(of: "\(item)") ?? "")
            }
        }.joined(separator: " ")
    }

    private func text(_ celsius: Double, _ settings: RaytekSettings) -> String {
        RaytekSettings.decimal(settings.isFahrenheit ? celsius * 1.8 + 32 : celsius, 1, digits: 4)
    }
}
