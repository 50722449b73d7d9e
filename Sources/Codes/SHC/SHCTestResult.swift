/// What a laboratory's observation says. Only a result that is known to be negative is a `test`: a rule that asks for a
/// test must not be met by one that found something, nor by a blood count.
enum SHCTestResult: String {
    /// Nothing was found.
    case notDetected = "not-detected"
    /// Something was found.
    case detected
    /// Every other value, also two that contradict each other.
    case unknown

    /// Not detected, or negative.
    private static let negative: Set<String> = [
        "http://snomed.info/sct|260415000", "http://snomed.info/sct|260385009", "http://loinc.org|LA11883-8",
        "http://loinc.org|LA6577-6",
    ]
    /// Detected, or positive.
    private static let positive: Set<String> = [
        "http://snomed.info/sct|260373001", "http://snomed.info/sct|10828004", "http://loinc.org|LA11882-0",
        "http://loinc.org|LA6576-8",
    ]

    /// The result of an observation.
    init(of observation: JSONValue) {
        let codes = Set(SHCRecord.codes(observation["valueCodeableConcept"]))
        switch (codes.isDisjoint(with: Self.negative), codes.isDisjoint(with: Self.positive)) {
        case (false, true): self = .notDetected
        case (true, false): self = .detected
        default: self = .unknown
        }
    }

    /// The kind of evidence that it is.
    var kind: String {
        switch self {
        case .notDetected: "test"
        case .detected: "positive-test"
        case .unknown: "observation"
        }
    }
}
