/// The claims of a SMART Health Card, as they came: reading them verifies nothing.
struct SHCClaims: Sendable {
    /// Who issued it: an `https` address without a slash at its end.
    let issuer: String
    /// From when on it is good, which is when it was issued.
    let notBefore: UnixTime
    /// When it expires, where it does.
    let expires: UnixTime?
    /// What kinds of credential it says it is.
    let types: [String]
    /// By what it is revoked.
    let revocationID: String?
    /// The health record and its version.
    let subject: JSONValue

    /// Every card has this type.
    static let cardType = "https://smarthealth.cards#health-card"
    /// The specification's bound.
    static let longestRevocationID = 24
    /// Longer than any address in use.
    private static let longestIssuer = 512

    /// The claims in the inflated payload; `nil` when one that has to be there is not, or has the wrong form. Times in
    /// milliseconds lie beyond the year 9999 and are refused.
    init?(_ payload: JSONValue) {
        guard let issuer = payload["iss"]?.string, Self.isIssuer(issuer), let notBefore = payload["nbf"]?.date,
            let credential = payload["vc"], let types = credential["type"]?.array,
            let subject = credential["credentialSubject"], subject.object != nil
        else { return nil }
        self.issuer = issuer
        self.notBefore = notBefore
        self.types = types.compactMap(\.string)
        self.subject = subject
        guard self.types.count == types.count else { return nil }
        switch payload["exp"] {
        case nil: expires = nil
        case let claim?:
            guard let date = claim.date else { return nil }
            expires = date
        }
        // Cards in the field have it inside `vc`, where the specification wants it.
        switch credential["rid"] {
        case nil: revocationID = nil
        case let claim?:
            guard let id = claim.string, Self.isRevocationID(id.utf8) else { return nil }
            revocationID = id
        }
    }

    /// Whether the text is an `https` address of printable ASCII, with a host and without a slash at its end.
    static func isIssuer(_ text: String) -> Bool {
        let scheme = "https://"
        guard text.utf8.count <= longestIssuer, text.utf8.starts(with: scheme.utf8),
            text.utf8.allSatisfy({ (0x21...0x7e).contains($0) }), text.utf8.last != UInt8(ascii: "/")
        else { return false }
        let host = text.utf8.dropFirst(scheme.utf8.count).first
        return host != nil && host != UInt8(ascii: "/")
    }

    /// Whether the text is one to 24 characters of Base64url.
    static func isRevocationID(_ text: some Collection<UInt8>) -> Bool {
        (1...longestRevocationID).contains(text.count)
            && text.allSatisfy { character in
                switch character {
                case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"),
                    UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"):
                    true
                default: false
                }
            }
    }
}
