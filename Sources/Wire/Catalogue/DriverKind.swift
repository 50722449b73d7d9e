/// What a driver is for.
public enum DriverKind: String, Hashable, Sendable, CaseIterable {
    /// It sends samples.
    case thermometer
    /// It sends samples of its surroundings, which are never readings of a person.
    case ambient
    /// It sends scans.
    case scanner
    /// It is switched, or speaks.
    case output
}
