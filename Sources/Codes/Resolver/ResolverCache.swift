/// Answers that may be used again, for no longer than the code lives that they are about. Only masked data and the keyed
/// digest of the code are in it.
public struct ResolverCache: Sendable {
    /// An answer and the name of who gave it.
    public struct Entry: Hashable, Sendable {
        /// The provider.
        public let provider: String
        /// The answer.
        public let answer: ResolverAnswer
        /// When it came, in nanoseconds of the clock of `keep`.
        public let answered: UInt64
        let until: UInt64
    }

    /// Codes of the last minutes at one gate.
    public static let capacity = 256
    /// The longest time that any answer is used again, in seconds, whatever the service says: the longest life of a dynamic
    /// code in the field.
    public static let longestLife: Int64 = 60

    private var entries: [CodeDigest: Entry] = [:]

    /// An empty cache.
    public init() {}

    /// How many answers are kept.
    public var count: Int { entries.count }

    /// Keeps an answer that came at `now` (nanoseconds of a clock that never goes back; `time` is the wall clock's).
    public mutating func keep(
        _ answer: ResolverAnswer, of family: ResolverFamily, for code: CodeDigest, at now: UInt64, time: UnixTime,
        clock: ClockQuality
    ) {
        let told = clock == .unset ? nil : answer.codeUntil.map { $0.seconds - time.seconds }
        let life = min(told ?? family.cacheSeconds, Self.longestLife)
        guard life > 0, answer.isKnown, !answer.isCodeExpired else { return }
        entries = entries.filter { $0.value.until > now }
        if entries.count >= Self.capacity, let oldest = entries.min(by: { $0.value.until < $1.value.until }) {
            entries[oldest.key] = nil
        }
        entries[code] = Entry(
            provider: family.name, answer: answer, answered: now, until: now + UInt64(life) * 1_000_000_000)
    }

    /// The answer for a code, while it may be used.
    public func answer(for code: CodeDigest, at now: UInt64) -> Entry? {
        guard let entry = entries[code], entry.until > now else { return nil }
        return entry
    }
}
