/// What the house reads out of the health record in a card: whose it is, which vaccinations and tests it lists, and what
/// of its form is not as the specification wants it. Nothing here refuses a card; what is not understood is no evidence.
struct SHCRecord {
    /// The patient's name, as the record has it.
    private(set) var name: String?
    /// The patient's date of birth, as the record has it.
    private(set) var birthDate: String?
    /// The facts, in the order of the record.
    private(set) var evidence: [CodeEvidence] = []
    /// What is out of order, each code once.
    private(set) var advisories: [String] = []

    private var patientURL: String?

    /// The facts that are told of one card; a record of 64 KiB has room for no more that mean something.
    private static let mostFacts = 64

    /// Reads `credentialSubject` of a card whose signature is good.
    init(_ subject: JSONValue) {
        let bundle = subject["fhirBundle"]
        let entries = bundle?["entry"]?.array ?? []
        if subject["fhirVersion"]?.string?.isEmpty ?? true { advise("shc.fhir-version") }
        if bundle?["resourceType"]?.string != "Bundle" || bundle?["type"]?.string != "collection" || entries.isEmpty {
            advise("shc.bundle")
        }
        let patients = entries.filter { $0["resource"]?["resourceType"]?.string == "Patient" }
        if patients.count != 1 { advise("shc.patient") }
        if let patient = patients.first, let resource = patient["resource"] {
            name = Self.name(resource["name"]?.array?.first)
            birthDate = resource["birthDate"]?.string.flatMap { FHIRDate.start($0) == nil ? nil : $0 }
            patientURL = patient["fullUrl"]?.string
            if name == nil || birthDate == nil { advise("shc.identity") }
        }
        for entry in entries { read(entry) }
    }

    private mutating func advise(_ code: String) {
        if !advisories.contains(code) { advisories.append(code) }
    }

    /// The name as one line: the given names, then the family's; or the text that stands for all of it.
    private static func name(_ name: JSONValue?) -> String? {
        let given = name?["given"]?.array?.compactMap(\.string) ?? []
        let parts = (given + [name?["family"]?.string].compactMap(\.self)).filter { !$0.isEmpty }
        return parts.isEmpty ? name?["text"]?.string : parts.joined(separator: " ")
    }

    private mutating func read(_ entry: JSONValue) {
        guard let resource = entry["resource"], let type = resource["resourceType"]?.string else {
            advise("shc.bundle")
            return
        }
        if entry["fullUrl"]?.string?.hasPrefix("resource:") != true || !Self.isMinimal(resource) {
            advise("shc.not-minimal")
        }
        guard type == "Immunization" || type == "Observation" else { return }
        // One card is about one person. A fact about somebody else must not count for the one who shows it.
        let owner = resource[type == "Immunization" ? "patient" : "subject"]?["reference"]?.string
        guard let owner, owner == patientURL else { return advise("shc.other-patient") }
        guard evidence.count < Self.mostFacts else { return advise("shc.too-many-facts") }
        if type == "Immunization" { readImmunization(resource) } else { readObservation(resource) }
    }

    /// Whether the resource has none of what a card in a QR code has to leave out.
    private static func isMinimal(_ resource: JSONValue) -> Bool {
        let meta = resource["meta"]?.object
        return resource["id"] == nil && resource["text"] == nil
            && (meta == nil || meta?.keys.elementsEqual(["security"]) == true)
            && (meta == nil || meta?.keys.elementsEqual(["security"]) == true)
    }

    private mutating func readImmunization(_ resource: JSONValue) {
        guard resource["status"]?.string == "completed" else { return advise("shc.status") }
        let date = resource["occurrenceDateTime"]?.string.flatMap(FHIRDate.start)
        if date == nil { advise("shc.date") }
        let vaccine = codes(resource["vaccineCode"])
        evidence.append(
            CodeEvidence(kind: "vaccination", validFrom: date, attributes: vaccine.map { ["vaccine": $0] } ?? [:]))
    }

    private mutating func readObservation(_ resource: JSONValue) {
        guard let status = resource["status"]?.string, Self.finalStatuses.contains(status) else {
            return advise("shc.status")
        }
        let text =
            resource["effectiveDateTime"] ?? resource["effectiveInstant"] ?? resource["effectivePeriod"]?["start"]
        let date = text?.string.flatMap(FHIRDate.start)
        if date == nil { advise("shc.date") }
        let result = SHCTestResult(of: resource)
        var attributes = ["result": result.rawValue]
        attributes["type"] = codes(resource["code"])
        evidence.append(CodeEvidence(kind: result.kind, validFrom: date, attributes: attributes))
    }

    /// The statuses of an observation whose value stands.
    private static let finalStatuses: Set<String> = ["final", "amended", "corrected"]

    /// The codes of a concept on one line, as far as they are short enough to be codes.
    private mutating func codes(_ concept: JSONValue?) -> String? {
        let codes = Self.codes(concept).filter { $0.utf8.count <= Self.longestCode }.prefix(Self.mostCodes)
        if codes.isEmpty { advise("shc.coding") }
        return codes.isEmpty ? nil : codes.joined(separator: " ")
    }

    /// An address of a code system and a code of it.
    private static let longestCode = 128
    /// A thing is coded in one system or two.
    private static let mostCodes = 4

    /// The codes of a concept as `system|code`.
    static func codes(_ concept: JSONValue?) -> [String] {
        (concept?["coding"]?.array ?? []).compactMap { coding in
            guard let system = coding["system"]?.string, let code = coding["code"]?.string else { return nil }
            return system + "|" + code
        }
    }
}
