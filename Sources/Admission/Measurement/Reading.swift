public import Wire

/// A temperature that measurement has accepted, with all it was made from.
public struct Reading: Hashable, Sendable {
    /// The thermometer's name in the configuration.
    public var device: String
    /// The median of `samples`, in °C; of an even number the mean of the middle two.
    public var object: Double
    /// The sensor's surroundings at the last sample.
    public var ambient: Temperature
    /// The raw object temperatures that made the reading, oldest first, exactly as the sensor sent them.
    public var samples: [Temperature]
    /// The highest of `samples` minus the lowest, in °C.
    public var span: Double
    /// Every term between `object` and `temperature`, in order.
    public var corrections: [Correction]
    /// The result in °C, as computed: not rounded, not moved towards anything.
    public var temperature: Double
    /// The error that the sensor's class is sold with, ± °C; recorded, not used by the rules.
    public var classUncertainty: Double?
    /// How many samples of the same presence came before `samples` and were not stable.
    public var discarded: Int
    /// When the first of `samples` arrived.
    public var began: Instant
    /// When the last of `samples` arrived.
    public var completed: Instant

    /// Whether a calibration is among the corrections.
    public var isCalibrated: Bool {
        corrections.contains { $0.term == .calibration && $0.id != CorrectionChain.none }
    }
}

/// Somebody stood there and no reading could be made, with what was seen.
public struct MeasurementRefusal: Hashable, Sendable {
    /// Why; one of the reasons of temperature, ambient or sensor.
    public var reason: Reason
    /// The thermometer's name in the configuration.
    public var device: String
    /// The median of `samples` in °C; `nil` when there are none.
    public var object: Double?
    /// The sensor's surroundings at the last sample, where they are known.
    public var ambient: Temperature?
    /// The latest raw object temperatures, oldest first.
    public var samples: [Temperature]
    /// The highest of `samples` minus the lowest, in °C; 0 when there are none.
    public var span: Double
    /// When it was refused.
    public var at: Instant
}

/// What the measurement of one person came to.
public enum MeasurementEvent: Hashable, Sendable {
    case reading(Reading)
    case refused(MeasurementRefusal)
}

/// What a measurement has seen since it was made. Totals only grow.
public struct MeasurementCounters: Hashable, Sendable {
    /// Samples that arrived.
    public var samples: UInt64 = 0
    /// Samples without an object temperature.
    public var withoutObject: UInt64 = 0
    /// Samples that arrived while the device was not to be believed.
    public var ignored: UInt64 = 0
    /// Times that somebody came.
    public var presences: UInt64 = 0
    /// Readings that were made.
    public var readings: UInt64 = 0
    /// Refusals that were told.
    public var refusals: UInt64 = 0

    /// Counters at zero.
    public init() {}
}
