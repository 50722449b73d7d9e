/// What of a certificate differs from its schema (eu-dcc-schema 1.3.0) or is in no value set.
///
/// Real certificates differ in every way that is looked at here, so that none of it decides: each finding is a stable
/// word, `schema.` or `value.` and the path of the member. Lengths are counted in characters.
struct DCCFindings {
    private(set) var words: [String] = []

    private static let longestText = 80

    /// The findings in `content`, in the order of the schema.
    init(_ content: DCCContent) {
        check(Self.isVersion(content.certificate.text("ver")), "schema.ver")
        check(Self.isBirthDate(content.certificate.text("dob")), "schema.dob")
        check(content.certificate["nam"]?.map != nil, "schema.nam")
        for name in ["fn", "gn"] { checkText(content.person, name, "nam", isRequired: false) }
        check(Self.isStandard(content.person["fnt"], isRequired: true), "schema.nam.fnt")
        check(Self.isStandard(content.person["gnt"], isRequired: false), "schema.nam.gnt")
        let group = content.kind.rawValue
        for name in ["tg", "co", "is", "ci"] { checkText(content.entry, name, group) }
        switch content.kind {
        case .vaccination: checkVaccination(content.entry)
        case .test: checkTest(content.entry)
        case .recovery: for name in ["fr", "df", "du"] { checkDate(content.entry, name, group) }
        }
        checkValue(content.entry, "tg", group, DCCValueSets.targets)
        if let country = content.country { check(Self.isCountry(country), "value.\(group).co") }
    }

    private mutating func checkVaccination(_ entry: DCCMembers) {
        for name in ["vp", "mp", "ma"] { checkText(entry, name, "v") }
        for name in ["dn", "sd"] { check(entry.count(name) != nil && entry[name]?.integer != nil, "schema.v.\(name)") }
        checkDate(entry, "dt", "v")
        checkValue(entry, "vp", "v", DCCValueSets.vaccines)
        checkValue(entry, "mp", "v", DCCValueSets.products)
        checkValue(entry, "ma", "v", DCCValueSets.makers)
    }

    private mutating func checkTest(_ entry: DCCMembers) {
        for name in ["tt", "tr"] { checkText(entry, name, "t") }
        // Schema 1.3.0 asks for the centre; the regulation lets it go for rapid tests.
        for name in ["tc", "nm", "ma"] { checkText(entry, name, "t", isRequired: false) }
        check(entry.text("sc").flatMap(UnixTime.init(rfc3339:)) != nil, "schema.t.sc")
        checkValue(entry, "tt", "t", DCCValueSets.testTypes)
        checkValue(entry, "tr", "t", DCCValueSets.testResults)
    }

    // The word is made only when it is needed: most certificates have no finding.
    private mutating func check(_ isRight: Bool, _ word: @autoclosure () -> String) {
        if !isRight { words.append(word()) }
    }

    private mutating func checkText(_ members: DCCMembers, _ name: String, _ group: String, isRequired: Bool = true) {
        guard let value = members[name] else { return check(!isRequired, "schema.\(group).\(name)") }
        check(value.text.map { $0.count <= Self.longestText } ?? false, "schema.\(group).\(name)")
    }

    /// A full date and nothing behind it.
    private mutating func checkDate(_ members: DCCMembers, _ name: String, _ group: String) {
        let isDate = members.text(name).flatMap { UnixTime(rfc3339: $0 + "T00:00:00Z") } != nil
        check(isDate, "schema.\(group).\(name)")
    }

    /// A missing member is a finding of the schema, not of the value set.
    private mutating func checkValue(_ entry: DCCMembers, _ name: String, _ group: String, _ values: Set<String>) {
        if let value = entry.text(name) { check(values.contains(value), "value.\(group).\(name)") }
    }

    private static func isVersion(_ text: String?) -> Bool {
        let parts = (text ?? "").utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        return parts.count == 3 && parts.allSatisfy { !$0.isEmpty && $0.allSatisfy(isDigit) }
    }

    /// Nothing, a year of this or the last century, and month and day if they are known.
    private static func isBirthDate(_ text: String?) -> Bool {
        guard let text else { return false }
        if text.isEmpty { return true }
        let parts = text.utf8.split(separator: UInt8(ascii: "-"), omittingEmptySubsequences: false)
        guard parts.count <= 3, parts.allSatisfy({ $0.allSatisfy(isDigit) }) else { return false }
        return parts[0].count == 4 && (text.hasPrefix("19") || text.hasPrefix("20"))
            && parts.dropFirst().allSatisfy { $0.count == 2 }
    }

    private static func isStandard(_ value: CBORValue?, isRequired: Bool) -> Bool {
        guard let value else { return !isRequired }
        guard let text = value.text, text.utf8.count <= longestText else { return false }
        return text.utf8.allSatisfy { (0x41...0x5a).contains($0) || $0 == UInt8(ascii: "<") }
    }

    private static func isCountry(_ text: String) -> Bool {
        text.utf8.count == 2 && text.utf8.allSatisfy { (0x41...0x5a).contains($0) }
    }

    private static func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }
}
