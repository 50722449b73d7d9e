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

    /// What is at least so warm is taken for a person.
    static let person = Temperature(hundredths: 3300)
    /// What firmware with a body mode adds to a person's forehead, in 0.01 °C (the sellers' frame: 34.12 and 36.52).
    static let bodyCorrection: Int32 = 240
    /// From one side to the other and back, of a person who does not stand still.
    static let sway = Duration.milliseconds(800)

    /// The forehead in front of the sensor, or `nil` when nobody stands there.
    public var subject: Temperature?
    /// The temperature around the sensor, and of the sensor.
    public var ambient: Temperature
    /// The firmware shows a normal temperature whatever it sees, as some real devices do.
    public var isInsensitive = false
    /// Something hot that is held between the person and the sensor.
    var cup: Temperature?
    /// Since and until when the person sways: the spot is filled between three tenths and wholly.
    private var swaying: Range<Instant>?

    private var view: Double
    private var seen: Instant?
    private var generator: SeededGenerator

    /// Nobody in front of a sensor at `ambient`.
    public init(ambient: Temperature, seed: UInt64) {
        self.ambient = ambient
        view = ambient.celsius + Self.emptyOffset
        generator = SeededGenerator(seed: seed)
    }

    /// What people do before the sensor. Returns `false` when the command is about something else.
    mutating func perform(_ command: DeviceCommand, at now: Instant) -> Bool {
        switch command {
        case .subject(let temperature): subject = temperature
        case .ambient(let temperature): ambient = temperature
        case .insensitive(let isOn): isInsensitive = isOn
        case .thermometer(.cup(let temperature)): cup = temperature
        case .thermometer(.move(let duration)): swaying = now..<max(now, now + duration)
        default: return false
        }
        return true
    }

    /// What the sensor sees when nobody is there.
    var emptyGate: Temperature { Self.temperature(ambient.celsius + Self.emptyOffset) }

    /// What the sensor sends at `now`. Call it in the order of time.
    public mutating func sample(at now: Instant) -> Sample {
        var sample = surface(at: now)
        // The firmware that was found in a terminal: what looks like a person becomes 36.0 to 36.3.
        if isInsensitive, let object = sample.object, object > Self.person { sample.object = normal() }
        return sample
    }

    /// What the sensor's chip sees at `now`, whatever the firmware makes of it. Call it in the order of time.
    mutating func surface(at now: Instant) -> Sample {
        let target = target(at: now)
        if let seen {
            let elapsed = Double((now - seen).nanoseconds) / Double(Self.settling.nanoseconds)
            view = target + (view - target) * exp(-max(elapsed, 0))
        }
        seen = now
        let object = view + generator.gaussian() * Self.objectNoise
        return Sample(
            object: Self.temperature(object),
            ambient: Self.temperature(ambient.celsius + generator.gaussian() * Self.ambientNoise))
    }

    /// The body temperature that a firmware makes of a forehead: what a person's is higher by, and nothing for what is no
    /// person. Such firmware is what shows everybody normal, while the surface stays as it is.
    mutating func body(of object: Temperature) -> Temperature {
        if isInsensitive, object > Self.person { return normal() }
        guard object >= Self.person else { return object }
        return Temperature(hundredths: object.hundredths + Self.bodyCorrection)
    }

    private mutating func normal() -> Temperature {
        Self.temperature(36.15 + generator.gaussian() * Self.objectNoise)
    }

    private func target(at now: Instant) -> Double {
        let empty = ambient.celsius + Self.emptyOffset
        guard let seen = cup?.celsius ?? subject?.celsius else { return empty }
        guard let swaying, swaying.contains(now) else { return seen }
        let phase = Double((now - swaying.lowerBound).nanoseconds) / Double(Self.sway.nanoseconds)
        return empty + (seen - empty) * (0.65 + 0.35 * cos(2 * .pi * phase))
    }

    static func temperature(_ celsius: Double) -> Temperature {
        Temperature(hundredths: Int32((celsius * 100).rounded()))
    }
}
