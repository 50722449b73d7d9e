/// What the committee says of one gate, signed by the committee's root key as a note: who the gate is, and whom it works
/// with. It is the one thing that everybody who checks the gate's log needs.
public struct Enrolment: Hashable, Sendable {
    /// The name of the gate's log and of its identity key, such as `gatehouse.example/jiabao/west`.
    public var origin: String
    /// The name of the site, for people.
    public var site: String
    /// The name of the gate, for people.
    public var gate: String
    /// The gate's identity key; its name is the origin.
    public var identity: NoteVerifier
    /// The number of the first epoch; every later one is certified by the one before in the log.
    public var firstEpoch: UInt32
    /// The key of the first epoch; its name is `ORIGIN/epoch/NUMBER`.
    public var epochKey: NoteVerifier
    /// The keys that personal data is sealed to, by month.
    public var sealing: [SealingKey]
    /// The keys of the cosigners upstream.
    public var upstreams: [NoteVerifier]
    /// SHA-256 of the DER of each certificate that the gate may show upstream.
    public var clients: [Hash256]

    /// The first line of the JSON, so that no other signed text is taken for an enrolment.
    public static let format = "gatehouse-enrolment/1"

    /// An enrolment of these parts.
    ///
    /// - Throws: if a name is not what it must be, or a key is of the wrong kind.
    public init(
        origin: String, site: String, gate: String, identity: NoteVerifier, firstEpoch: UInt32, epochKey: NoteVerifier,
        sealing: [SealingKey], upstreams: [NoteVerifier], clients: [Hash256]
    ) throws(MalformedError) {
        self.origin = origin
        self.site = site
        self.gate = gate
        self.identity = identity
        self.firstEpoch = firstEpoch
        self.epochKey = epochKey
        self.sealing = sealing
        self.upstreams = upstreams
        self.clients = clients
        try check()
    }

    /// The name of the key of an epoch.
    public static func epochName(origin: String, epoch: UInt32) -> String {
        "\(origin)/epoch/\(epoch)"
    }

    /// The key to seal with in a month as `2026-11`: that month's, else the newest before it, else the oldest there is;
    /// `nil` if there is none at all.
    public func sealingKey(month: String) -> SealingKey? {
        sealing.filter { $0.month <= month }.max { $0.month < $1.month } ?? sealing.min { $0.month < $1.month }
    }

    private func check() throws(MalformedError) {
        let subject = "enrolment"
        guard NoteSignature.isValid(name: origin) else {
            throw MalformedError(subject, "the origin '\(origin)' is empty or has spaces or '+'")
        }
        guard identity.name == origin, identity.algorithm == .ed25519 else {
            throw MalformedError(subject, "the identity key is named '\(identity.name)', not as the origin")
        }
        guard epochKey.name == Self.epochName(origin: origin, epoch: firstEpoch), epochKey.algorithm == .ed25519 else {
            throw MalformedError(subject, "the epoch key is named '\(epochKey.name)'")
        }
        if let wrong = upstreams.first(where: { $0.algorithm != .cosignature }) {
            throw MalformedError(subject, "the upstream key '\(wrong.name)' is not a cosigner's (type 4)")
        }
    }
}
