/// The straight line that a calibration against a black body gave: `corrected = gain × object + offset`.
public struct Calibration: Hashable, Sendable {
    /// The identifier of the calibration run, as its record has it.
    public var id: String
    /// The slope, 0.95 to 1.05.
    public let gain: Double
    /// The intercept at 0 °C, in °C. It is large whenever the gain is not 1 and says little by itself.
    public let offset: Double

    /// The slopes that a sound sensor can need; beyond them it is broken, dirty or misaimed (device reference, D.5).
    public static let gains: ClosedRange<Double> = 0.95...1.05
    /// The largest correction anywhere in `span`, in °C (device reference, D.5).
    public static let largestCorrection = 1.0
    /// Where the correction is judged, in °C: the measuring range of a body thermometer.
    public static let span: ClosedRange<Double> = 34.0...42.0

    /// The line; `nil` when it is outside the limits, or not a number.
    public init?(id: String, gain: Double, offset: Double) {
        guard Calibration.gains.contains(gain), offset.isFinite, !id.isEmpty else { return nil }
        // A straight line is furthest from the identity at one of the ends.
        for end in [Calibration.span.lowerBound, Calibration.span.upperBound] {
            guard abs(gain * end + offset - end) <= Calibration.largestCorrection else { return nil }
        }
        self.id = id
        self.gain = gain
        self.offset = offset
    }
}

/// The thermometer of a lane, as far as its readings name it.
public struct Thermometer: Hashable, Sendable {
    /// The device's name in the configuration.
    public var name: String
    /// The driver's name.
    public var driver: String
    /// The newest valid calibration; `nil` when there is none.
    public var calibration: Calibration?
    /// The error that the sensor's class is sold with, ± °C (the common modules: 0.5, device reference A.3, A.5). It is
    /// recorded beside the reading and decides nothing yet.
    public var classUncertainty: Double?

    /// A thermometer.
    public init(name: String, driver: String, calibration: Calibration? = nil, classUncertainty: Double? = nil) {
        self.name = name
        self.driver = driver
        self.calibration = calibration
        self.classUncertainty = classUncertainty
    }
}
