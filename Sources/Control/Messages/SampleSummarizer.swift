public import Wire

/// Makes the summaries of one device's samples, five a second at most, however fast the device sends.
///
/// The first sample after a pause is told at once; the others are counted until the next summary.
public struct SampleSummarizer: Sendable {
    /// The time between two summaries: what a person can still follow.
    public static let period = Duration.milliseconds(200)

    private let device: String
    private var count = 0
    private var due: Instant?

    /// A summarizer of the samples of `device`.
    public init(device: String) {
        self.device = device
    }

    /// Takes a sample; returns the summary that is to be told now, if one is.
    public mutating func take(_ sample: Sample, at now: Instant) -> SampleSummary? {
        count += 1
        if let due, now < due { return nil }
        due = now + Self.period
        defer { count = 0 }
        return SampleSummary(
            device: device, count: count, object: sample.object?.celsius, ambient: sample.ambient?.celsius,
            body: sample.body?.celsius)
    }
}
