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
        }
    }

    private mutating func pass(_ person: Person, begins: Int64, ends: Int64) -> GH1Pass {
        let from = UnixTime(seconds: now.seconds + begins)
        let until = UnixTime(seconds: now.seconds + ends)
        return GH1Pass(
            id: GH1Pass.makeID(using: &generator), kind: person.kind, issuedAt: from, expires: until,
            holder: "person-\(person.number)", maskedName: "人*",
            window: person.kind == .hospitalSlip ? TimeSpan(from: from, until: until) : nil)
    }
}
