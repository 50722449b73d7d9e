/// What a pass of the community is for. The raw value is the word in the pass and never changes.
public enum GH1Kind: String, Hashable, Sendable, CaseIterable {
    /// Lives here.
    case resident
    /// Was invited, and registered by the one who invites.
    case visitor
    /// Delivers; for a day.
    case courier
    /// Has come back to the city and is registered as such.
    case returnee
    /// Is under home observation and may go to the hospital and back within a window of time.
    case hospitalSlip = "hospital-slip"
    /// Guards, cleaners and others who work here.
    case staff
    /// Is no person but a place: the tag on the wall that a cleaner scans on rounds. It admits nobody.
    case placeTag = "place-tag"
}
