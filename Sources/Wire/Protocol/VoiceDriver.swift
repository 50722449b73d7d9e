/// The driver of something that speaks.
public protocol VoiceDriver: Driver {
    /// What became of the sentences so far.
    var sentences: SentenceCounters { get }

    /// Whether such a device can say `text`; throws why not.
    func check(_ text: String) throws(SentenceError)

    /// Says `text`: as soon as the device is not busy. Of sentences that wait only the newest is kept, because the older
    /// one was for somebody who is gone. Returns whether it may be heard; a text that cannot be said is refused whole,
    /// with a fault.
    mutating func say(_ text: String, at now: Instant, _ emit: (DriverEvent) -> Void) -> Bool
}

/// What became of the sentences of a voice. Totals only grow.
public struct SentenceCounters: Hashable, Sendable {
    /// Sentences that were sent, and taken as far as the device says.
    public var said: UInt64 = 0
    /// Texts that cannot be said: empty, too long, or with a character that the device does not know.
    public var refused: UInt64 = 0
    /// Sentences that a newer one took the place of while they waited.
    public var replaced: UInt64 = 0
    /// Sentences that were given up: they waited too long, or the device took none of its repetitions.
    public var lost: UInt64 = 0

    /// Counters at zero.
    public init() {}
}
