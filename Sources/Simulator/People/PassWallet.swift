public import Codes

/// The passes of the people in a scenario. They are issued with the keys of a development site, never with real ones.
public struct PassWallet {
    /// A day: what a pass is good for, and how long an expired one has been over. Seconds.
    private static let day: Int64 = 86_400
    /// How far the clocks of a demonstration's parts may disagree, in seconds.
    private static let margin: Int64 = 300

    private let issuer: GH1Issuer
    private let stranger: GH1Issuer
    private let now: UnixTime
    private var generator: SeededGenerator

    /// A wallet of passes around `now`. `stranger` signs in the same name with another key.
    public init(issuer: GH1Issuer, stranger: GH1Issuer, now: UnixTime, seed: UInt64) {
        self.issuer = issuer
        self.stranger = stranger
        self.now = now
        generator = SeededGenerator(seed: seed)
    }

    /// The text that `person` shows, a new pass each time; `nil` for those who show none.
    public mutating func code(for person: Person) throws(GH1IssueError) -> String? {
        switch person.pass {
        case .none: nil
        case .valid: try issuer.issue(pass(person, begins: -Self.margin, ends: Self.day))
        case .expired: try issuer.issue(pass(person, begins: -2 * Self.day, ends: -Self.day))
        case .foreignKey: try stranger.issue(pass(person, begins: -Self.margin, ends: Self.day))
        case .altered: Self.altered(try issuer.issue(pass(person, begins: -Self.margin, ends: Self.day)), person)
        // Another table for each person: a scanner reads the same code twice as one.
        case .unrelated: "https://menu.example/table/\(person.number)"
        }
    }

    /// The pass with another holder in it, under the signature of the old one.
    private static func altered(_ text: String, _ person: Person) -> String {
        let body = Array(text.utf8.dropFirst(GH1Scheme.prefix.utf8.count))
        guard let packed = Base45.decode(body), var bytes = try? Inflate.run(packed, container: .zlib),
            let place = bytes.firstRange(of: Array(holder(person).utf8))
        else { return text }
        let last = place.upperBound - 1
        bytes[last] = bytes[last] == UInt8(ascii: "0") ? UInt8(ascii: "1") : UInt8(ascii: "0")
        guard let forged = try? Deflate.run(bytes, container: .zlib) else { return text }
        return GH1Scheme.prefix + Base45.encode(forged)
    }

    private static func holder(_ person: Person) -> String { "person-\(person.number)" }

    private mutating func pass(_ person: Person, begins: Int64, ends: Int64) -> GH1Pass {
        let from = UnixTime(seconds: now.seconds + begins)
        let until = UnixTime(seconds: now.seconds + ends)
        return GH1Pass(
            id: GH1Pass.makeID(using: &generator), kind: person.kind, issuedAt: from, expires: until,
            holder: Self.holder(person), maskedName: "人*",
            window: person.kind == .hospitalSlip ? TimeSpan(from: from, until: until) : nil)
    }
}
