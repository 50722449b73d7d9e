/// What the members of a provider's answer mean.
public struct ResolverAnswerMap: Hashable, Sendable {
    /// What can be read of an answer.
    public enum Field: String, Hashable, Sendable, CaseIterable {
        /// The colour of the health code, by the provider's table.
        case colour
        case name
        case phone
        case document
        /// Whether the shown code has expired (`true`, `"true"`, `1`).
        case codeExpired = "code-expired"
        /// Until when the shown code lives.
        case codeUntil = "code-until"
        /// Whether the declaration behind the code has expired.
        case evidenceExpired = "evidence-expired"
        /// Until when the declaration holds.
        case evidenceUntil = "evidence-until"
        /// Since when it holds.
        case evidenceFrom = "evidence-from"
        /// The trip card's colour word.
        case tripColour = "trip-colour"
        /// The trip card's places: a line, or an array of names.
        case tripPlaces = "trip-places"
        /// When the trip card was computed.
        case tripUpdated = "trip-updated"
    }

    /// Where each field is.
    public var fields: [Field: ResolverPath]
    /// What the provider calls the colours.
    public var colours: [String: HealthColour]
    /// Where the answer says whether it is one; `nil` when any answer with status 200 is.
    public var status: ResolverPath?
    /// The values there that stand for an answer.
    public var good: Set<String>
    /// The values that say that the code is none (not found, forged). Any other value is trouble at the service.
    public var bad: Set<String>
    /// Seconds to the east of UTC of times that do not say where they are.
    public var utcOffset: Int

    /// The time in all of China.
    public static let chinaOffset = 8 * 3600

    /// A map.
    public init(
        fields: [Field: ResolverPath], colours: [String: HealthColour], status: ResolverPath? = nil,
        good: Set<String> = [], bad: Set<String> = [], utcOffset: Int = Self.chinaOffset
    ) {
        self.fields = fields
        self.colours = colours
        self.status = status
        self.good = good
        self.bad = bad
        self.utcOffset = utcOffset
    }
}
