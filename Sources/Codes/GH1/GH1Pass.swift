/// A span of time: from its start (inclusive) to its end (exclusive).
public struct TimeSpan: Hashable, Sendable {
    /// The first moment.
    public var from: UnixTime
    /// The moment at which it is over.
    public var until: UnixTime

    /// A span.
    public init(from: UnixTime, until: UnixTime) {
        self.from = from
        self.until = until
    }
}

/// The community's own pass, as Documentation/gh1.md specifies it: what one says, before it is signed and after it was
/// verified. It holds no full name and no full number; an unmasked one is refused on both sides.
public struct GH1Pass: Hashable, Sendable {
    /// What makes this pass unique: 16 random bytes, or 8 to 32 from another issuer.
    public var id: [UInt8]
    /// What it is for.
    public var kind: GH1Kind
    /// When it was issued.
    public var issuedAt: UnixTime
    /// From when on it is good, when not from the issue on.
    public var notBefore: UnixTime?
    /// At this time it is good no more.
    public var expires: UnixTime
    /// The issuer's own random identifier of the holder, the same in all their passes.
    public var holder: String?
    /// The masked name, such as `张*`: with at least one `*`, at most 64 bytes.
    public var maskedName: String?
    /// The last 2 to 4 digits of the phone number.
    public var phoneTail: String?
    /// The communities in which it is good; none means the issuer's own, wherever that is.
    public var communities: [String]
    /// The gates at which it is good; none means all.
    public var gates: [String]
    /// When the matter behind the pass holds, apart from the expiry of the code; a hospital slip has to have it.
    public var window: TimeSpan?
    /// Whether it may be used once only.
    public var isOneTime: Bool
    /// The place that a tag stands for; every tag has it and nothing else does.
    public var place: String?

    /// A pass.
    public init(
        id: [UInt8], kind: GH1Kind, issuedAt: UnixTime, notBefore: UnixTime? = nil, expires: UnixTime,
        holder: String? = nil, maskedName: String? = nil, phoneTail: String? = nil, communities: [String] = [],
        gates: [String] = [], window: TimeSpan? = nil, isOneTime: Bool = false,
        place: String? = nil
    ) {
        self.id = id
        self.kind = kind
        self.issuedAt = issuedAt
        self.notBefore = notBefore
        self.expires = expires
        self.holder = holder
        self.maskedName = maskedName
        self.phoneTail = phoneTail
        self.communities = communities
        self.gates = gates
        self.window = window
        self.isOneTime = isOneTime
        self.place = place
    }

    /// A new identifier of 16 bytes.
    public static func makeID(using generator: inout some RandomNumberGenerator) -> [UInt8] {
        (0..<16).map { _ in UInt8.random(in: 0...255, using: &generator) }
    }

    /// What of the pass is wrong; `nil` when nothing is.
    public var problem: GH1Problem? {
        if !Self.idLengths.contains(id.count) { return .id }
        if expires <= max(issuedAt, notBefore ?? issuedAt) { return .expires }
        if let holder, !Self.isShort(holder) { return .holder }
        if let maskedName, !Self.isMasked(maskedName) { return .name }
        if let phoneTail, !Self.isTail(phoneTail) { return .phoneTail }
        if !Self.isScope(communities) || !Self.isScope(gates) { return .scope }
        if let window, window.until <= window.from { return .window }
        if kind == .hospitalSlip && window == nil { return .window }
        if let place, !Self.isShort(place) { return .place }
        if (kind == .placeTag) != (place != nil) { return .place }
        // A tag hangs where everybody can take its picture: it must not say anything of a person.
        if kind == .placeTag, holder != nil || maskedName != nil || phoneTail != nil || isOneTime { return .place }
        return nil
    }

    private static let idLengths = 8...32
    /// Long enough for any name of a place or a person, short enough for a small QR code.
    static let longestText = 64
    /// The places that one pass names at most.
    static let mostPlaces = 16

    private static func isShort(_ text: String) -> Bool {
        (1...longestText).contains(text.utf8.count)
    }

    private static func isMasked(_ name: String) -> Bool {
        isShort(name) && name.utf8.contains(UInt8(ascii: "*"))
    }

    private static func isTail(_ digits: String) -> Bool {
        (2...4).contains(digits.utf8.count) && digits.utf8.allSatisfy { (0x30...0x39).contains($0) }
    }

    private static func isScope(_ places: [String]) -> Bool {
        places.count <= mostPlaces && places.allSatisfy(isShort)
    }
}

/// What is wrong with a pass.
public enum GH1Problem: Error, Hashable, Sendable, CustomStringConvertible {
    case version
    case kind
    case id
    case expires
    case holder
    case name
    case phoneTail
    case scope
    case window
    case place
    /// The pass map is missing or has a member of the wrong type.
    case structure

    /// What is wrong, and what would be right.
    public var description: String {
        switch self {
        case .version: "the pass is of another version than 1"
        case .kind: "the kind is none of " + GH1Kind.allCases.map(\.rawValue).joined(separator: ", ")
        case .id: "the identifier has to have 8 to 32 bytes"
        case .expires: "the pass has to expire after it was issued and became good"
        case .holder: "the holder's identifier has to have 1 to \(GH1Pass.longestText) bytes"
        case .name: "the name has to be masked (张*) and of at most \(GH1Pass.longestText) bytes"
        case .phoneTail: "the phone's tail has to be its last 2 to 4 digits"
        case .scope:
            "communities and gates are at most \(GH1Pass.mostPlaces) each, of 1 to \(GH1Pass.longestText) bytes"
        case .window: "the window has to end after it starts, and a hospital slip has to have one"
        case .place:
            "a place tag has a place of 1 to \(GH1Pass.longestText) bytes and nothing of a person; no other pass has a place"
        case .structure: "the pass map is missing or has a member of the wrong type"
        }
    }
}
