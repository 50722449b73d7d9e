/// Who stands at the gate. The raw value is the byte in the leaf of a record and never changes.
public enum Category: UInt8, Hashable, Sendable, CaseIterable {
    /// The record is not about a person.
    case none = 0
    case resident = 1
    case delivery = 2
    case returnee = 3
    case visitor = 4
    case observed = 5
    case staff = 6

    /// The word in configuration, documents and JSON.
    public var name: String {
        switch self {
        case .none: "none"
        case .resident: "resident"
        case .delivery: "delivery"
        case .returnee: "returnee"
        case .visitor: "visitor"
        case .observed: "observed"
        case .staff: "staff"
        }
    }

    /// The category of a word in the configuration; `nil` for an unknown word and for `none`.
    public init?(name: String) {
        guard let found = Category.allCases.first(where: { $0.name == name }), found != .none else { return nil }
        self = found
    }
}

/// What the gate decided. The raw value is the byte in the leaf of a record and never changes.
public enum Verdict: UInt8, Hashable, Sendable, CaseIterable {
    /// The record decides nothing.
    case none = 0
    case admit = 1
    case retest = 2
    case hold = 3
    case refuse = 4

    /// The word in documents and JSON; `nil` for a record that decides nothing.
    public var name: String? {
        switch self {
        case .none: nil
        case .admit: "admit"
        case .retest: "retest"
        case .hold: "hold"
        case .refuse: "refuse"
        }
    }
}
