/// How dangerous an area is officially.
public enum RiskLevel: String, Hashable, Sendable {
    case medium
    case high
}

/// One area of the official list, and when it was on it.
public struct RiskArea: Hashable, Sendable {
    /// The area's full name, from the province down: `江苏省南京市江宁区禄口街道`.
    public var name: String
    /// Its level.
    public var level: RiskLevel
    /// From when on it has the level.
    public var from: UnixTime
    /// Until when it had it; `nil` while it does.
    public var until: UnixTime?

    /// An area.
    public init(name: String, level: RiskLevel, from: UnixTime, until: UnixTime? = nil) {
        self.name = NameForm.normalised(name)
        self.level = level
        self.from = from
        self.until = until
    }

    /// Whether it was on the list at some time within the span.
    public func wasListed(in span: TimeSpan) -> Bool {
        from < span.until && (until.map { $0 > span.from } ?? true)
    }
}

/// The dated list of risk areas, as the committee sends it down.
public struct RiskAreas: Hashable, Sendable {
    /// When the list was drawn up.
    public var issued: UnixTime
    /// Until when it may be believed.
    public var freshUntil: UnixTime
    /// The areas.
    public var areas: [RiskArea]

    /// More than were ever listed in one country at once.
    public static let mostAreas = 20_000

    /// A list.
    public init(issued: UnixTime, freshUntil: UnixTime, areas: [RiskArea]) {
        self.issued = issued
        self.freshUntil = freshUntil
        self.areas = areas
    }

    /// The worst level of an area that lies in `place`, or that `place` lies in, within the span; `nil` when none does.
    /// The card names cities, the list names streets: each name begins with those of the divisions above it.
    public func level(of place: TripPlace, in span: TimeSpan) -> RiskLevel? {
        var worst: RiskLevel?
        for area in areas where area.wasListed(in: span) {
            guard area.name.hasPrefix(place.name) || place.name.hasPrefix(area.name) else { continue }
            if area.level == .high { return .high }
            worst = .medium
        }
        return worst
    }
}
