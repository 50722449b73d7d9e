/// What a trip card says, as somebody saw it: the guard on a phone's screen, or a resolver in its answer. There is no
/// cryptography in it and none is claimed.
public struct TripObservation: Hashable, Sendable {
    /// Who saw it.
    public enum Witness: String, Hashable, Sendable {
        /// The guard looked at the screen, which anybody can imitate.
        case `guard`
        /// A resolver answered.
        case resolver
    }

    /// Who saw it.
    public var witness: Witness
    /// The card's colour; `nil` where none was told.
    public var colour: TripColour?
    /// The places of the last days.
    public var places: [TripPlace]
    /// When the card was computed, as it says itself; `nil` when nobody read it.
    public var updatedAt: UnixTime?
    /// The last digits of the phone number on the card.
    public var phoneTail: String?
    /// How many days the card looks back: 14, and 7 since 2022-07-08.
    public var windowDays: Int

    /// More than anybody visits in a fortnight; the card of a lorry driver holds some twenty.
    public static let mostPlaces = 64

    /// An observation.
    public init(
        witness: Witness, colour: TripColour? = nil, places: [TripPlace] = [], updatedAt: UnixTime? = nil,
        phoneTail: String? = nil, windowDays: Int = 14
    ) {
        self.witness = witness
        self.colour = colour
        self.places = Array(places.prefix(Self.mostPlaces))
        self.updatedAt = updatedAt
        self.phoneTail = phoneTail
        self.windowDays = windowDays
    }
}
