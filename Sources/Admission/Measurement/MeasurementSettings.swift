/// What makes samples a reading, and what makes a reading high.
///
/// Temperatures are in °C. Numbers named D.x are of the project's device reference, chapter D; numbers marked "ours" are
/// choices that a site may change.
public struct MeasurementSettings: Hashable, Sendable {
    /// At or above it a temperature is high: 37.3, the Chinese epidemic-control figure (D.1).
    public var threshold = 37.3
    /// The human window for an accepted reading, after correction: 34 to 42 is what the Guangdong group standard of 2022
    /// asks a screening thermometer to measure (D.3). Below it somebody is too cold or too far away, not healthy (D.6).
    public var window: ClosedRange<Double> = 34.0...42.0
    /// The surroundings in which a reading may admit: gate modules are specified for 15 to 35 °C (D.2).
    public var ambient: ClosedRange<Double> = 15.0...35.0
    /// How many samples in a row make a reading, 1 to 100: five, so that one bad sample cannot move the median (ours).
    public var sampleCount = 5
    /// The time that those samples cover at least: 0.5 s is longer than the settling of the common sensor's filter (D.6).
    public var minimumSpan: Duration = .milliseconds(500)
    /// How far those samples may differ, highest minus lowest: 0.3 (D.6).
    public var band = 0.3
    /// How far the object stands above ambient when somebody is there. With nobody in front the sensor shows the wall,
    /// within 0.5 °C of ambient (D.6); 2.0 keeps clear of a wall in the sun's warmth. On days when the sensor itself is
    /// warmer than 32 °C this hides cool foreheads: nobody is admitted then, and a site may lower it (ours).
    public var presenceSeparation = 2.0
    /// The lowest object temperature that can be a person: below 28 °C no screening thermometer needs to show anything
    /// (D.3: display from 28), and a coat in winter stays below it.
    public var presenceFloor = 28.0
    /// Whether a reading without a calibration holds.
    public var calibrationRequired = true

    /// After this silence whoever stood there is gone: one second is ten frames of the slowest streaming sensor in use
    /// (10 Hz, A.1), and nobody changes places unseen in less. A sensor slower than 2 Hz needs a longer one.
    public var silence: Duration = .seconds(1)
    /// After so many frames in a row without anybody the person is gone: two, since one may be a hand before the eye.
    public var departureFrames = 2
    /// A change from one sample to the next, after a reading, that means another person: 1.0 °C, more than three bands.
    public var jump = 1.0
    /// How long somebody is seen below or above the window before it is said: an approach takes less than a second.
    public var windowPatience: Duration = .seconds(1)
    /// How long somebody is seen without a stable run before it is said: six times the span that is needed.
    public var stabilityPatience: Duration = .seconds(3)
    /// How long a value of a separate ambient thermometer is used: a minute, in which an opened door already shows.
    public var ambientLifetime: Duration = .seconds(60)

    /// The settings of a gate whose configuration says nothing.
    public init() {}
}
