import Glibc
public import Wire

/// What an infrared sensor sees at a gate: nobody, or the forehead of a person who has stepped in front of it.
///
/// The view follows a change exponentially, as the sensor's filter and the person's step do together; the sensor adds
/// noise. Without a person it sees something a little warmer than itself.
public struct SkinModel: Hashable, Sendable {
    /// The time in which the view covers 63 % of a change. The chip settles in 0.1 to 0.7 s, by its filters.
    public static let settling = Duration.milliseconds(100)
    /// How much warmer than the sensor the empty gate looks, in °C (the sellers' frame without a person: 22.61 at 22.50).
    static let emptyOffset = 0.11
    /// Standard deviation of one object value, in °C: a little more than the chip's resolution of 0.02.
    static let objectNoise = 0.03
    /// Standard deviation of one ambient value, in °C.
    static let ambientNoise = 0.01

    /// The forehead in front of the sensor, or `nil` when nobody stands there.
    public var subject: Temperature?
    /// The temperature around the sensor, and of the sensor.
    public var ambient: Temperature
    /// The firmware shows a normal temperature whatever it sees, as some real devices do.
    public var isInsensitive = false

    private var view: Double
    private var seen: Instant?
    private var generator: SeededGenerator

    /// Nobody in front of a sensor at `ambient`.
    public init(ambient: Temperature, seed: UInt64) {
        self.ambient = ambient
        view = ambient.celsius + Self.emptyOffset
        generator = SeededGenerator(seed: seed)
    }

    /// What the sensor sends at `now`. Call it in the order of time.
    public mutating func sample(at now: Instant) -> Sample {
        let target = subject?.celsius ?? ambient.celsius + Self.emptyOffset
        if let seen {
            let elapsed = Double((now - seen).nanoseconds) / Double(Self.settling.nanoseconds)
            view = target + (view - target) * exp(-max(elapsed, 0))
        }
        seen = now
        var object = view + generator.gaussian() * Self.objectNoise
        // The firmware that was found in a terminal: what looks like a person becomes 36.0 to 36.3.
        if isInsensitive, object > 33 { object = 36.15 + generator.gaussian() * Self.objectNoise }
        return Sample(
            object: Self.temperature(object),
            ambient: Self.temperature(ambient.celsius + generator.gaussian() * Self.ambientNoise))
    }

    private static func temperature(_ celsius: Double) -> Temperature {
        Temperature(hundredths: Int32((celsius * 100).rounded()))
    }
}
