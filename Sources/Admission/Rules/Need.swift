/// What a category can need at a lane. The raw value is the bit in `Needs`.
public enum Need: UInt8, Hashable, Sendable, CaseIterable {
    case temperature = 0
    case healthCode = 1
    case tripCode = 2
    case registration = 3
    case confirmation = 4
    case report = 5

    /// The word in the configuration.
    public var name: String {
        switch self {
        case .temperature: "temperature"
        case .healthCode: "health-code"
        case .tripCode: "trip-code"
        case .registration: "registration"
        case .confirmation: "confirmation"
        case .report: "report"
        }
    }

    /// The need of a word in the configuration; `nil` for an unknown word.
    public init?(name: String) {
        guard let found = Need.allCases.first(where: { $0.name == name }) else { return nil }
        self = found
    }

    /// The reason for a verdict while the need is not met.
    public var missing: Reason {
        switch self {
        case .temperature: .temperatureMissing
        case .healthCode: .healthCodeMissing
        case .tripCode: .tripCodeMissing
        case .registration: .registrationMissing
        case .confirmation: .confirmationMissing
        case .report: .reportMissing
        }
    }
}

/// A set of needs.
public struct Needs: OptionSet, Hashable, Sendable {
    /// The bits: bit n is the need with the raw value n.
    public var rawValue: UInt8

    /// The set of those bits.
    public init(rawValue: UInt8) {
        self.rawValue = rawValue
    }

    /// The set of `needs`.
    public init(_ needs: some Sequence<Need>) {
        rawValue = 0
        for need in needs { insert(need) }
    }

    /// Whether `need` is among them.
    public func contains(_ need: Need) -> Bool {
        rawValue & (1 << need.rawValue) != 0
    }

    /// Adds `need`.
    public mutating func insert(_ need: Need) {
        rawValue |= 1 << need.rawValue
    }

    /// The needs, in the order of their bits.
    public var all: [Need] { Need.allCases.filter { contains($0) } }

    /// What `category` needs where the configuration says nothing: the story that the gate was made for.
    ///
    /// A returnee's report goes to the committee; a person under observation needs, beside the temperature, the hospital
    /// slip itself, which is not in this table because no configuration can waive it.
    public static func builtIn(for category: Category) -> Needs {
        switch category {
        case .none, .resident, .staff, .observed: Needs([.temperature])
        case .delivery: Needs([.temperature, .healthCode, .tripCode, .registration, .confirmation])
        case .returnee: Needs([.temperature, .healthCode, .tripCode, .registration, .report])
        case .visitor: Needs([.temperature, .healthCode, .tripCode, .registration])
        }
    }
}
