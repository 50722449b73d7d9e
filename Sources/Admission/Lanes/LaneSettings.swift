/// Which way a lane leads.
public enum Direction: String, Hashable, Sendable, CaseIterable {
    case `in`
    case out
    case both
}

/// A lane as the configuration has it.
public struct LaneSettings: Hashable, Sendable {
    /// The number of the lane in the leaves of records; unique at the gate.
    public var number: UInt16
    /// The name in configuration and documents.
    public var name: String
    /// Which way it leads.
    public var direction = Direction.in
    /// When it is open.
    public var hours = OpeningHours.always
    /// Who is let through here at all.
    public var categories = Set(Category.allCases).subtracting([.none])
    /// Who somebody is taken for who shows nothing; `none` when nobody may pass so.
    public var defaultCategory = Category.resident
    /// What categories need here that differ from `Needs.builtIn(for:)`.
    public var needs: [Category: Needs] = [:]
    /// What is done when something cannot be known.
    public var failRules = FailRules()
    /// How temperatures are measured and judged here.
    public var measurement = MeasurementSettings()

    /// How long a passage waits for what is missing: 20 s, in which a phone is found and a code shown.
    public var window: Duration = .seconds(20)
    /// How long a person who stays is left alone before a second measurement: 2 s, in which the sensor's filter has
    /// forgotten the first and the guard has said what happens.
    public var retestPause: Duration = .seconds(2)

    /// A lane with everything else as by default.
    public init(number: UInt16, name: String) {
        self.number = number
        self.name = name
    }

    /// What `category` needs here.
    public func needs(of category: Category) -> Needs {
        needs[category] ?? Needs.builtIn(for: category)
    }
}
