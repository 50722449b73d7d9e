/// The JSON line of `code verify`: one object for one code, its keys always there and always in this order.
///
/// `{"scheme":…,"outcome":…,"stage":…,"advisories":[…],"subject":{…},"evidence":[…],"expires":…}`. What is not known is
/// `null`; times are RFC 3339 in UTC; the details of a fact stand in the order of their names. The scanned text is not
/// in it.
public enum VerificationLine {
    /// The line, without its end.
    public static func json(_ verification: Verification) -> String {
        var text = #"{"scheme":"# + string(verification.scheme)
        text += #","outcome":"# + JSONText.quoted(verification.outcome.rawValue)
        text += #","stage":"# + string(verification.stage?.rawValue)
        text += #","advisories":["# + verification.advisories.map(JSONText.quoted).joined(separator: ",")
        text += #"],"subject":"# + (verification.subject.map(subject) ?? "null")
        text += #","evidence":["# + verification.evidence.map(evidence).joined(separator: ",")
        text += #"],"expires":"# + string(verification.codeExpires?.rfc3339)
        return text + "}"
    }

    private static func subject(_ subject: CodeSubject) -> String {
        #"{"id":"# + string(subject.id) + #","name":"# + string(subject.name) + #","phone_tail":"#
            + string(subject.phoneTail) + #","standard_name":"# + string(subject.standardName) + #","birth_date":"#
            + string(subject.birthDate) + "}"
    }

    private static func evidence(_ evidence: CodeEvidence) -> String {
        #"{"kind":"# + JSONText.quoted(evidence.kind) + #","from":"# + string(evidence.validFrom?.rfc3339)
            + #","until":"# + string(evidence.validUntil?.rfc3339) + #","attributes":"# + object(evidence.attributes)
            + "}"
    }

    private static func object(_ members: [String: String]) -> String {
        let texts = members.sorted { $0.key < $1.key }
            .map { JSONText.quoted($0.key) + ":" + JSONText.quoted($0.value) }
        return "{" + texts.joined(separator: ",") + "}"
    }

    private static func string(_ text: String?) -> String {
        text.map(JSONText.quoted) ?? "null"
    }
}
