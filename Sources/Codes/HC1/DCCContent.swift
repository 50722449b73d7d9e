/// The certificate in a code: whom it is about, and the one entry that it may have.
struct DCCContent {
    /// What an entry attests.
    enum Kind: String, CaseIterable {
        case vaccination = "v"
        case test = "t"
        case recovery = "r"

        /// The usages of signers that cover the kind: in the arc of the specification, and in the older one of most
        /// certificates in the field.
        var usages: [String] {
            switch self {
            case .test: ["1.3.6.1.4.1.1847.2021.1.1", "1.3.6.1.4.1.0.1847.2021.1.1"]
            case .vaccination: ["1.3.6.1.4.1.1847.2021.1.2", "1.3.6.1.4.1.0.1847.2021.1.2"]
            case .recovery: ["1.3.6.1.4.1.1847.2021.1.3", "1.3.6.1.4.1.0.1847.2021.1.3"]
            }
        }

        /// The usages of all kinds: a signer who has any of them is bound to those; others say nothing here.
        static let allUsages = Set(allCases.flatMap(\.usages))
    }

    let kind: Kind
    let entry: DCCMembers
    let person: DCCMembers
    let certificate: DCCMembers

    private static let healthClaim: Int64 = -260
    private static let certificateKey: Int64 = 1

    /// The content of claims.
    ///
    /// Not exactly one entry is wrong: two in one code are a way to show the better one. No entry of a known kind
    /// beside one of another (countries have exemptions of their own, in groups of other names) is not supported.
    /// - Throws: a failure of the content.
    init(_ claims: CWTClaims) throws(CodeFailure) {
        guard let map = claims.all[CBORValue(Self.healthClaim)]?[Self.certificateKey]?.map else {
            throw CodeFailure(.content)
        }
        certificate = DCCMembers(map)
        person = DCCMembers(certificate["nam"]?.map ?? CBORMap())
        var entries: [(kind: Kind, value: CBORValue)] = []
        for kind in Kind.allCases {
            guard let group = certificate[kind.rawValue] else { continue }
            guard let items = group.array else { throw CodeFailure(.content) }
            entries += items.filter { !$0.isNothing }.map { (kind, $0) }
        }
        if entries.isEmpty, map.pairs.contains(where: { $0.value.array?.first?.map != nil }) {
            throw CodeFailure(.content, outcome: .unsupported)
        }
        guard entries.count == 1, let map = entries[0].value.map else { throw CodeFailure(.content) }
        kind = entries[0].kind
        entry = DCCMembers(map)
    }

    /// The unique identifier of the certificate (UVCI).
    var identifier: String? { entry.text("ci").flatMap { $0.isEmpty ? nil : $0 } }

    /// The country of the entry.
    var country: String? { entry.text("co") }

    /// Whom it is about. The name stands as the code has it, surname first.
    var subject: CodeSubject {
        let surname = person.text("fn") ?? ""
        let forename = person.text("gn") ?? ""
        let standard = [person.text("fnt") ?? "", person.text("gnt") ?? ""]
        let name = [surname, forename].filter { !$0.isEmpty }.joined(separator: " ")
        // Between surname and forename the machine-readable zone has two fillers.
        let standardName = standard[1].isEmpty ? standard[0] : standard.joined(separator: "<<")
        let birthDate = certificate.text("dob") ?? ""
        return CodeSubject(
            name: name.isEmpty ? nil : name, standardName: standardName.isEmpty ? nil : standardName,
            birthDate: birthDate.isEmpty ? nil : birthDate)
    }
}

/// Members of a map by their names. A member that is null or undefined counts as missing, as the field's verifiers do.
struct DCCMembers {
    let map: CBORMap

    init(_ map: CBORMap) {
        self.map = map
    }

    subscript(name: String) -> CBORValue? {
        guard let value = map[.text(name)], !value.isNothing else { return nil }
        // Dates come with the tag of a date (0, RFC 8949 §3.4.1; 1004, RFC 8943).
        if case .tagged(0, let inner) = value { return inner }
        if case .tagged(1004, let inner) = value { return inner }
        return value
    }

    func text(_ name: String) -> String? { self[name]?.text }

    /// A count from 1 on; whole floats occur.
    func count(_ name: String) -> Int? {
        guard let number = self[name]?.double, number >= 1, number <= 99, number == number.rounded() else { return nil }
        return Int(number)
    }

    func time(_ name: String) -> UnixTime? { text(name).flatMap(UnixTime.init(lenient:)) }
}

extension CBORValue {
    /// Whether it stands for nothing.
    fileprivate var isNothing: Bool { self == .null || self == .undefined }
}
