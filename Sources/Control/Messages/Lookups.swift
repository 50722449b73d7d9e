/// A question about a code that a service has to be asked.
public struct Lookup: Codable, Hashable, Sendable {
    /// Names the question; never used twice in one life of the daemon.
    public var id: Int
    /// The provider, by its name in the configuration.
    public var provider: String
    /// The scanned code in base64: not to be kept, logged or followed.
    public var code: String
    /// Where it was shown.
    public var place: String

    /// A question.
    public init(id: Int, provider: String, code: String, place: String) {
        self.id = id
        self.provider = provider
        self.code = code
        self.place = place
    }
}

/// One of the replies of `Lookups`.
public struct LookupsReply: Codable, Hashable, Sendable {
    /// The question.
    public var lookup: Lookup

    /// A reply.
    public init(lookup: Lookup) {
        self.lookup = lookup
    }
}

/// The parameters of `AnswerLookup`: a failure or a result.
public struct LookupAnswer: Codable, Hashable, Sendable {
    /// The question.
    public var id: Int
    /// The word of a failure, such as `resolver.timeout`.
    public var failure: String?
    /// What the service said.
    public var result: LookupResult?

    /// An answer.
    public init(id: Int, failure: String? = nil, result: LookupResult? = nil) {
        self.id = id
        self.failure = failure
        self.result = result
    }
}

/// The reply of `AnswerLookup`.
public struct LookupAnswerReply: Codable, Hashable, Sendable {
    /// Whether the question was still open.
    public var taken: Bool

    /// A reply.
    public init(taken: Bool) {
        self.taken = taken
    }
}

/// What a service said of a code, the person's data masked. Times are RFC 3339.
public struct LookupResult: Codable, Hashable, Sendable {
    /// Whether the service knows such a code.
    public var known: Bool
    /// `green`, `yellow`, `red`, `pending`.
    public var colour: String?
    /// Whether it told a colour of which the provider's table says nothing.
    public var unknownColour: Bool
    /// The masked name.
    public var name: String?
    /// The last four digits of the phone number.
    public var phoneTail: String?
    /// The shown code has expired.
    public var codeExpired: Bool
    /// Until when it lives.
    public var codeUntil: String?
    /// The declaration behind it has expired.
    public var evidenceExpired: Bool
    /// Since when the declaration holds.
    public var evidenceFrom: String?
    /// Until when it holds.
    public var evidenceUntil: String?
    /// The trip card.
    public var trip: LookupTrip?

    /// A result that says nothing but whether the code is known.
    public init(known: Bool) {
        self.known = known
        unknownColour = false
        codeExpired = false
        evidenceExpired = false
    }
}

/// A trip card in a service's answer.
public struct LookupTrip: Codable, Hashable, Sendable {
    /// `green`, `yellow`, `orange`, `red`.
    public var colour: String?
    /// The places on it.
    public var places: [LookupPlace]
    /// When it was computed, RFC 3339.
    public var updated: String?

    /// A trip card.
    public init(colour: String?, places: [LookupPlace], updated: String?) {
        self.colour = colour
        self.places = places
        self.updated = updated
    }
}

/// A place on a trip card.
public struct LookupPlace: Codable, Hashable, Sendable {
    /// Its name.
    public var name: String
    /// Whether it carries the star.
    public var starred: Bool

    /// A place.
    public init(name: String, starred: Bool) {
        self.name = name
        self.starred = starred
    }
}
