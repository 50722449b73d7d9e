/// What a category can need at a lane. The raw value is the word in the configuration.
public enum Need: String, Hashable, Sendable, CaseIterable {
    /// A reading that decides.
    case temperature
    /// A verified health code.
    case healthCode = "health-code"
    /// A trip code.
    case tripCode = "trip-code"
    /// Real-name registration.
    case registration
    /// The guard confirms.
    case confirmation
    /// A report to the committee.
    case report
}
