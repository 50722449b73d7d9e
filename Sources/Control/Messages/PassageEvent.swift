/// A record of a passage: a verdict, or a step on the way to it. Says nothing of who the person is.
public struct PassageEvent: Codable, Hashable, Sendable {
    /// The passage; several records may belong to it.
    public var passage: String
    /// The lane.
    public var lane: String
    /// `resident`, `visitor`, and so on.
    public var category: String
    /// `admit`, `retest`, `hold` or `refuse`; absent for a record that decides nothing.
    public var verdict: String?
    /// Whether this is the passage's last record.
    public var final: Bool
    /// Why, as stable codes such as `temperature.high`.
    public var reasons: [String]
    /// The measured temperature in °C, where there is a reading.
    public var temperature: Double?
    /// The scheme of the code, where one was shown and is known.
    public var scheme: String?
    /// How the code's verification ended, where one was shown.
    public var outcome: String?
    /// The record's index in the journal; absent when it could not be written.
    public var index: Int?
    /// From the last byte that the verdict rests on to the verdict, in µs; absent where a timer decided.
    public var verdictLatency: Int?
    /// From that byte to the durable signed record, in µs.
    public var durableLatency: Int?

    /// A record of a passage.
    public init(
        passage: String, lane: String, category: String, verdict: String?, final: Bool, reasons: [String],
        temperature: Double? = nil, scheme: String? = nil, outcome: String? = nil, index: Int? = nil,
        verdictLatency: Int? = nil, durableLatency: Int? = nil
    ) {
        self.passage = passage
        self.lane = lane
        self.category = category
        self.verdict = verdict
        self.final = final
        self.reasons = reasons
        self.temperature = temperature
        self.scheme = scheme
        self.outcome = outcome
        self.index = index
        self.verdictLatency = verdictLatency
        self.durableLatency = durableLatency
    }
}
