/// The credential in an NZ COVID Pass whose signature is good.
struct NZCPCredential {
    /// The name, as the pass has it.
    let name: String
    /// The date of birth, `YYYY-MM-DD`; `nil` when the pass has it otherwise.
    let birthDate: String?
    /// What of its form is not as the specification wants it.
    private(set) var advisories: [String] = []

    private static let passType = "PublicCovidPass"
    private static let version = "1.0.0"
    private static let baseType = "VerifiableCredential"
    private static let context = "https://www.w3.org/2018/credentials/v1"
    /// The specification's bound on either name.
    private static let longestName = 100

    /// Reads the claim `vc`. Another version or type is `unsupported`; a pass without the name it has to have is
    /// `invalid`; other findings are advisories.
    init(_ credential: CBORValue?) throws(CodeFailure) {
        guard let credential, let version = credential["version"]?.text,
            let types = credential["type"]?.array?.compactMap(\.text), types.contains(Self.baseType),
            let subject = credential["credentialSubject"], subject.map != nil
        else { throw CodeFailure(.content) }
        guard version == Self.version, types.contains(Self.passType) else {
            throw CodeFailure(.content, outcome: .unsupported)
        }
        guard let given = subject["givenName"]?.text, !given.isEmpty else { throw CodeFailure(.content) }
        let family = subject["familyName"]?.text ?? ""
        name = family.isEmpty ? given : given + " " + family
        birthDate = subject["dob"]?.text.flatMap { $0.utf8.count == 10 && FHIRDate.start($0) != nil ? $0 : nil }
        if credential["@context"]?.array?.first?.text != Self.context { advisories.append("nzcp.context") }
        if types != [Self.baseType, Self.passType] { advisories.append("nzcp.type") }
        if max(given.unicodeScalars.count, family.unicodeScalars.count) > Self.longestName {
            advisories.append("nzcp.long-name")
        }
        if birthDate == nil { advisories.append("nzcp.birth-date") }
    }
}
